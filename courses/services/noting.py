"""What learners write for themselves about a course, beside the reflections that its lessons ask for.

A free note is a PrivateNote without a prompt: one an item, and one for the whole course, which hangs on the first item.
Only its owner's pages read it. An empty note is no note: its row goes.
"""

from datetime import datetime

from django.db import transaction

from courses.errors import CourseError
from courses.models import CourseItem, Enrolment, PrivateNote

FREE, WHOLE = "", "course"  # the blocks of a note on an item, and of the one on the course
LONGEST = 10_000


class NoteTooLong(CourseError):
    code = "note-too-long"
    sentence = f"A note has at most {LONGEST:,} characters. What you had before is kept; shorten the new text."
    status = 400


class NoSuchNote(CourseError):
    code = "note-unknown"
    sentence = "There is no such note in this course. Open your notes again."
    status = 404


def write_note(own: Enrolment, item: CourseItem | None, text: str, *, at: datetime) -> None:
    """Keep a free note on an item, or on the course where `item` is None; a blank one is taken away.

    Raises:
        NoteTooLong; NoSuchNote: the item is of another version, or the course has none.
    """
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST:
        raise NoteTooLong
    if item is not None and item.version_id != own.version_id:
        raise NoSuchNote
    with transaction.atomic():
        Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=own.pk)
        block = FREE if item is not None else WHOLE
        rows = PrivateNote.objects.filter(enrolment=own, block=block)
        rows = rows.filter(item=item) if item is not None else rows
        if not words:
            rows.delete()
        elif not rows.update(text=words, written_at=at):
            anchor = item or CourseItem.objects.filter(version_id=own.version_id).defer("content").first()
            if anchor is None:
                raise NoSuchNote
            PrivateNote.objects.create(enrolment=own, item=anchor, block=block, text=words, written_at=at)


def delete_note(own: Enrolment, pk: int) -> None:
    """Take a note or a reflection away for good. Raises NoSuchNote for one that is not of this enrolment."""
    deleted, _ = PrivateNote.objects.filter(enrolment=own, pk=pk).delete()
    if not deleted:
        raise NoSuchNote
