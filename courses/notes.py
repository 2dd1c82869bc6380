"""A learner's own notes on a course, in the order of its parts. Read for their owner only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from .models import CourseItem, Enrolment, PrivateNote
from .services.noting import FREE, WHOLE


@dataclass(frozen=True)
class Reflection:
    """What was written to a prompt of a lesson."""

    note: PrivateNote
    prompt: str


@dataclass
class PartNotes:
    """The notes on one part of the course."""

    title: str
    uuid: UUID | None  # None where the part is not in the version any more
    free: PrivateNote | None = None
    reflections: list[Reflection] = field(default_factory=list)


@dataclass(frozen=True)
class Notes:
    """Everything that a learner wrote in one enrolment."""

    whole: PrivateNote | None
    parts: list[PartNotes]

    @property
    def any(self) -> bool:
        return self.whole is not None or any(part.free or part.reflections for part in self.parts)


def notes_of(own: Enrolment) -> Notes:
    """All notes of an enrolment. Two statements, three with reflections, whose prompts stand in the lessons."""
    rows = list(PrivateNote.objects.filter(enrolment=own).select_related("item").defer("item__content").order_by("pk"))
    items = list(CourseItem.objects.filter(version_id=own.version_id).defer("content").order_by("order"))
    prompts = _prompts({row.item_id for row in rows if row.block not in (FREE, WHOLE)})
    parts = {item.pk: PartNotes(item.title, item.uuid) for item in items}
    whole = None
    for row in rows:
        if row.block == WHOLE:
            whole = row
            continue
        part = parts.setdefault(row.item_id, PartNotes(row.item.title, None))
        if row.block == FREE:
            part.free = row
        elif row.text:
            part.reflections.append(Reflection(row, prompts.get((row.item_id, row.block), "")))
    return Notes(whole, list(parts.values()))


def as_text(own: Enrolment, notes: Notes) -> str:
    """The notes as a plain text to keep or print."""
    lines = [own.version.title, "=" * len(own.version.title), ""]
    if notes.whole is not None:
        lines += [notes.whole.text, ""]
    for part in notes.parts:
        if part.free is None and not part.reflections:
            continue
        lines += [part.title, "-" * len(part.title)]
        for reflection in part.reflections:
            lines += [*([reflection.prompt] if reflection.prompt else []), reflection.note.text, ""]
        if part.free is not None:
            lines += [part.free.text, ""]
    return "\n".join(lines)


def _prompts(items: Iterable[int]) -> dict[tuple[int, str], str]:
    wanted, found = list(items), defaultdict(str)
    if wanted:
        for pk, content in CourseItem.objects.filter(pk__in=wanted).values_list("pk", "content"):
            for block in content.get("body", ()):
                if block["type"] == "reflection":
                    found[pk, block["id"]] = block["value"]["prompt"]
    return found
