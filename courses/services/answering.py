"""Lessons and quizzes of our own, on the same path as packages: a session, numbered commits, a state that folds them.

The page carries its session and the next number, both made by the server (courses/visits.py). Unlike a package's, these
commits are joined: whatever device sends one, in whatever order, it adds to the state and takes nothing away. So there
is no epoch to lose, and nothing to take over.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from courses.errors import CourseError
from courses.models import Completion, CourseItem, Enrolment, PrivateNote, RunState
from courses.rules import lessons, marking, scenarios

from .attempts import open_attempt
from .committing import NotInThisItem, Saved, Visit, Way, commit
from .saving import REPEAT

__all__ = ["NotInThisItem", "Saved", "Visit"]

LONGEST_NOTE = 10_000


class NoteTooLong(CourseError):
    code = "note-too-long"
    sentence = "This is longer than we can keep. Shorten it to 10,000 characters; nothing of it has been lost here."
    status = 413


def answer_check(
    enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, sent: marking.Sent, *, at: datetime
) -> Saved:
    """Mark a check or an exercise of a lesson and keep the answer. Raises NotInThisItem and NotAnAnswer."""
    check = item.content.get("checks", {}).get(block)
    if check is None:
        raise NotInThisItem
    kept = marking.stored(check, marking.read_answer(check, sent))
    return _commit(enrolment, item, visit, _at_block(visit, block, kept), at=at)


def take_path(enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, path: str, *, at: datetime) -> Saved:
    """Note which way a learner chose in a branching scene. Raises NotInThisItem."""
    branch = item.content.get("branches", {}).get(block)
    if branch is None or path not in {one["key"] for one in branch["paths"]}:
        raise NotInThisItem
    return _commit(enrolment, item, visit, _at_block(visit, block, {"paths": [path]}), at=at)


def take_way(
    enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, taken: tuple[str, str], *, at: datetime
) -> Saved:
    """Note what a learner chose in a scenario, the step and the way; it may be walked again. Raises NotInThisItem."""
    step, way = taken
    scenario = item.content.get("scenarios", {}).get(block)
    if scenario is None or scenarios.way_of(scenario, step, way) is None:
        raise NotInThisItem
    return _commit(enrolment, item, visit, _at_block(visit, block, {"walked": [[step, way]]}), at=at)


def tick(
    enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, ticked: Collection[str], *, at: datetime
) -> Saved:
    """Keep the ticks of a list; what was ticked before stays ticked. Raises NotInThisItem."""
    known = {one["key"] for one in item.content.get("to_dos", {}).get(block, ())}
    if not known or not set(ticked) <= known:
        raise NotInThisItem
    return _commit(enrolment, item, visit, _at_block(visit, block, {"ticked": list(ticked)}), at=at)


def write_note(
    enrolment: Enrolment,
    item: CourseItem,
    visit: Visit,
    block: str,
    text: str,
    *,
    at: datetime,
    was: str | None = None,
) -> Saved:
    """Keep what the learner wrote for themselves. The trace of commits learns that they wrote, never what.

    Args:
        was: what the page had shown before it was written over. Where another device has written since, both are kept;
            None writes over whatever is there.

    Raises:
        NotInThisItem; NoteTooLong.
    """
    if block not in item.content.get("prompts", ()):
        raise NotInThisItem
    text = storable_text(text)
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong
    delta = _at_block(visit, block, {"written": True})
    with transaction.atomic():
        # A keyed hash tells two texts of one page apart, so that a repeat is known; it tells nobody what they say.
        words = salted_hmac("courses.note", text).hexdigest()[:16]
        saved = _commit(enrolment, item, visit, delta, at=at, named={"words": words})
        if saved.outcome != REPEAT:
            note = PrivateNote.objects.filter(enrolment=enrolment, item=item, block=block).first()
            kept = text if note is None or was is None else merged(note.text, storable_text(was), text)
            PrivateNote.objects.update_or_create(
                enrolment=enrolment, item=item, block=block, defaults={"text": kept, "written_at": at}
            )
        return saved


def merged(there: str, was: str, text: str) -> str:
    """What is kept of a note that two pages wrote: `there` by another page since this one showed `was`, and `text`.

    Nothing that somebody wrote is lost: where both changed it, both stand.
    """
    if there in {was, text} or not there.strip():
        return text
    if text == was or text.strip() in there:
        return there
    return f"{there}\n\n{text}"


def mark_done(enrolment: Enrolment, item: CourseItem, visit: Visit, *, at: datetime) -> Saved:
    """The learner says that they have read the lesson. It is complete once its checks are answered, too."""
    return _commit(enrolment, item, visit, {lessons.DONE: True}, at=at)


def note_place(enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, *, at: datetime) -> Saved:
    """Remember where on the page the learner is, for the next device. Raises NotInThisItem."""
    if block not in {one["id"] for one in item.content.get("body", ())}:
        raise NotInThisItem
    return _commit(enrolment, item, visit, _at_block(visit, block, None), at=at)


def storable_text(text: str) -> str:
    """Text without the null character, which no database keeps; lines end in one way, whatever form sent them."""
    return text.replace("\x00", "").replace("\r\n", "\n")


def _at_block(visit: Visit, block: str, value: Mapping[str, Any] | None) -> dict[str, Any]:
    """The delta of a block: what was done in it, and that the learner is there."""
    place = {lessons.PLACE: block, lessons.PLACED: int(visit.opened.timestamp())}
    return place if value is None else {lessons.block_key(block): dict(value)} | place


def _commit(
    enrolment: Enrolment,
    item: CourseItem,
    visit: Visit,
    delta: Mapping[str, Any],
    *,
    at: datetime,
    named: Mapping[str, str] | None = None,
) -> Saved:
    def judge(state: RunState) -> bool:
        state.data = lessons.folded(state.data, {lessons.READ: lessons.read_share(item.content, state.data)})
        if state.completion != Completion.COMPLETED:
            state.completion = lessons.lesson_completion(item.content, state.data)
        return False

    way = Way(lambda _: delta, lambda: open_attempt(enrolment, item, at=at), judge, named=named or {})
    return commit(enrolment, item, visit, way, at=at)
