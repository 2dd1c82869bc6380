"""Reads of the course engine, each with a fixed number of statements, given beside it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from .inside import places_inside
from .models import (
    Attempt,
    Completion,
    CourseItem,
    CourseResult,
    Enrolment,
    ItemResult,
    MeasuredTime,
    RunSession,
    RunState,
    Success,
)
from .rules import progress
from .rules.lessons import PLACE, READ
from .rules.measured import minutes_of

PERCENT = 100
# What stands beside an item of which no result is written yet: a session's result comes when the session ends.
NO_RESULT = {True: "You have begun it; what you did is saved.", False: "Not started yet."}


@dataclass(frozen=True)
class ItemLine:
    """An item of an enrolment's version, and what it has come to."""

    id: int
    uuid: UUID
    key: str
    kind: str
    title: str
    module: str
    minutes: int
    required: bool
    state: progress.State
    reason: str
    completion: str = Completion.UNKNOWN
    success: str = Success.UNKNOWN
    score: Decimal | None = None
    satisfied_at: datetime | None = None
    read: int = 0  # per cent of a lesson that lies behind the learner
    inside: tuple[int, int] | None = None  # of a package that was begun: which part comes next, of how many

    @property
    def done(self) -> bool:
        return self.state == progress.State.DONE

    @property
    def where(self) -> str:
        """ "part 2 of 4" of a package that was begun and has several; else blank."""
        return f"part {self.inside[0]} of {self.inside[1]}" if self.inside else ""


@dataclass(frozen=True)
class CourseProgress:
    """How far one enrolment is."""

    enrolment: Enrolment
    lines: tuple[ItemLine, ...]
    result: CourseResult | None
    resume: ItemLine | None = None
    place: str = ""  # the block in `resume` where the learner was last

    @property
    def minutes(self) -> int:
        return progress.minutes_asked(self.lines)

    @property
    def minutes_left(self) -> int:
        return progress.minutes_left(self.lines)

    @property
    def goal(self) -> str:
        """What the minutes count down to."""
        return "your certificate" if self.enrolment.version.cpd_minutes else "the end"

    @property
    def minutes_done(self) -> int:
        return self.minutes - self.minutes_left

    @property
    def why(self) -> str:
        """Why the course is not complete, in one sentence."""
        return self.result.reason if self.result else "Nothing has been done yet."

    @property
    def percent(self) -> int:
        return PERCENT if not self.minutes else PERCENT * (self.minutes - self.minutes_left) // self.minutes

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.done)

    @property
    def begun(self) -> bool:
        return any(line.state != progress.State.TODO for line in self.lines)

    @property
    def completed_at(self) -> datetime | None:
        return self.result.completed_at if self.result else None

    @property
    def certificate_code(self) -> str:
        return self.result.certificate_code if self.result else ""

    @property
    def valid_until(self) -> date | None:
        """The last day on which the completion counts; None for ever, or where there is none."""
        return self.result.valid_until if self.result else None

    @property
    def missing(self) -> list[ItemLine]:
        """What is asked for and not done, in order."""
        asked = [line for line in self.lines if line.required] or list(self.lines)
        return [line for line in asked if not line.done]

    @property
    def modules(self) -> list[tuple[str, list[ItemLine]]]:
        """The lines by module, in order."""
        groups: dict[str, list[ItemLine]] = defaultdict(list)
        for line in self.lines:
            groups[line.module].append(line)
        return list(groups.items())

    def around(self, uuid: UUID) -> tuple[ItemLine | None, ItemLine | None]:
        """The items before and after one."""
        number = next(number for number, line in enumerate(self.lines) if line.uuid == uuid)
        before = self.lines[number - 1] if number else None
        return before, self.lines[number + 1] if number + 1 < len(self.lines) else None


def places() -> QuerySet[Enrolment]:
    """Enrolments with their course, version and result, and with where the learner was last."""
    newest = RunSession.objects.filter(attempt__enrolment=OuterRef("pk")).order_by("-last_seen", "-pk")
    return Enrolment.objects.select_related("course", "version", "result").annotate(
        last_item=Subquery(newest.values("attempt__item_id")[:1]),
        last_place=Subquery(newest.annotate(place=KeyTextTransform(PLACE, "state__data")).values("place")[:1]),
    )


def enrolment_of(user_id: int | None, uuid: UUID) -> Enrolment | None:
    """One's own enrolment; None where it is somebody else's. One statement."""
    return places().filter(person_id=user_id, uuid=uuid).first()


def item_of(enrolment: Enrolment, uuid: UUID) -> CourseItem | None:
    """An item of the enrolment's version, with its content. One statement."""
    return (
        CourseItem.objects.select_related("package_version").filter(version_id=enrolment.version_id, uuid=uuid).first()
    )


def item_left(enrolment: Enrolment, uuid: UUID) -> CourseItem | None:
    """An item of any version of the enrolment's course: for work done before a move. One statement."""
    return CourseItem.objects.filter(uuid=uuid, version__course_id=enrolment.course_id).first()


def has_saved(item: CourseItem, session: UUID | None) -> bool:
    """Whether a page's session has saved into an attempt at this very item. One statement."""
    return session is not None and RunSession.objects.filter(uuid=session, attempt__item=item).exists()


def successor_of(enrolment: Enrolment, uuid: UUID) -> CourseItem | None:
    """The item that took the place of another version's item, after a move; for links that are older. One statement."""
    old = CourseItem.objects.filter(uuid=uuid, version__course_id=enrolment.course_id)
    return (
        CourseItem.objects.filter(version_id=enrolment.version_id, key__in=old.values("key")).defer("content").first()
    )


def progress_of(enrolment: Enrolment) -> CourseProgress:
    """How far an enrolment is, and where to go on. Three statements, five with a package begun."""
    return progress_of_each([enrolment])[0]


def my_learning(user_id: int | None, *, courses: Collection[int] | None = None) -> list[CourseProgress]:
    """Everything a person has a place on, the latest first; or what they have of these courses.

    Four statements; six with a package begun.
    """
    enrolments = places().filter(person_id=user_id).order_by(Coalesce("last_seen", "enrolled_at").desc(), "-pk")
    if courses is not None:
        enrolments = enrolments.filter(course_id__in=courses)
    return progress_of_each(list(enrolments))


def newest_enrolment(user_id: int | None, course_id: int) -> Enrolment | None:
    """A person's latest place on a course. One statement."""
    if user_id is None:
        return None
    return places().filter(person_id=user_id, course_id=course_id).order_by("-period_start").first()


def periods_of(user_id: int | None, course_id: int) -> list[Enrolment]:
    """Every period of a person on a course with its version and result, the newest first. One statement."""
    rows = Enrolment.objects.filter(person_id=user_id, course_id=course_id)
    return list(rows.select_related("version", "result").order_by("-period_start"))


def newest_periods(found: Sequence[CourseProgress]) -> list[CourseProgress]:
    """Of several periods of a course the newest; the order stays. No statement."""
    newest: dict[int, CourseProgress] = {}
    for one in found:
        had = newest.get(one.enrolment.course_id)
        if had is None or had.enrolment.period_start < one.enrolment.period_start:
            newest[one.enrolment.course_id] = one
    wanted = {one.enrolment.pk for one in newest.values()}
    return [one for one in found if one.enrolment.pk in wanted]


def native_state(enrolment: Enrolment, item: CourseItem) -> RunState | None:
    """The state of the latest attempt at a native item, with its attempt. One statement."""
    return (
        RunState.objects.filter(attempt__enrolment=enrolment, attempt__item=item, package_item__isnull=True)
        .select_related("attempt")
        .order_by("-attempt__number")
        .first()
    )


def progress_of_each(enrolments: Sequence[Enrolment], *, inside: bool = True) -> list[CourseProgress]:
    """How far each enrolment is. Three statements; with `inside`, five where a package was begun."""
    items: dict[int, list[CourseItem]] = defaultdict(list)
    rows = CourseItem.objects.filter(version_id__in={one.version_id for one in enrolments}).defer("content")
    measured = MeasuredTime.objects.filter(course=OuterRef("version__course"), key=OuterRef("key"))
    rows = rows.annotate(measured_seconds=Subquery(measured.values("median_seconds")[:1]))
    for item in rows.annotate(outline=KeyTextTransform("organisation", "content")):
        items[item.version_id].append(item)
    results = {
        (result.enrolment_id, result.item_id): result for result in ItemResult.objects.filter(enrolment__in=enrolments)
    }
    begun = _begun(enrolments, results)
    lines = [
        tuple(
            item_line(
                item,
                results.get((one.pk, item.pk)),
                begun=(one.pk, item.pk) in begun,
                read=begun.get((one.pk, item.pk), 0),
            )
            for item in items[one.version_id]
        )
        for one in enrolments
    ]
    wanted = (
        (one.pk, item.pk, item.package_version_id, getattr(item, "outline", None) or "")
        for one, of_one in zip(enrolments, lines, strict=True)
        for item, line in zip(items[one.version_id], of_one, strict=True)
        if item.package_version_id is not None and line.state in (progress.State.STARTED, progress.State.AGAIN)
    )
    found = places_inside(wanted if inside else ())
    return [
        _with_next(one, tuple(replace(line, inside=found.get((one.pk, line.id))) for line in of_one))
        for one, of_one in zip(enrolments, lines, strict=True)
    ]


def _with_next(enrolment: Enrolment, lines: tuple[ItemLine, ...]) -> CourseProgress:
    last = getattr(enrolment, "last_item", None)
    at = next((number for number, line in enumerate(lines) if line.id == last), None)
    number = progress.next_line(lines, at)
    resume = None if number is None else lines[number]
    place = str(getattr(enrolment, "last_place", None) or "") if resume and number == at else ""
    return CourseProgress(enrolment, lines, getattr(enrolment, "result", None), resume, place)


def _begun(enrolments: Iterable[Enrolment], results: dict[tuple[int, int], ItemResult]) -> dict[tuple[int, int], int]:
    """The items that were begun, by enrolment and item, and how much of each was read, in per cent."""
    native = RunState.objects.filter(attempt=OuterRef("pk"), package_item__isnull=True)
    attempts = Attempt.objects.filter(enrolment__in=list(enrolments)).annotate(
        read=Subquery(native.annotate(read=KeyTextTransform(READ, "data")).values("read")[:1])
    )
    found = dict.fromkeys(results, 0)
    for enrolment, item, read in attempts.values_list("enrolment_id", "item_id", "read"):
        found[enrolment, item] = max(found.get((enrolment, item), 0), int(read or 0))
    return found


def item_line(item: CourseItem, result: ItemResult | None, *, begun: bool, read: int = 0) -> ItemLine:
    """An item and what it has come to, from its rows. No statement.

    Its minutes are what was measured of many, where the row carries that, and else the author's.
    """
    state = progress.state_of(
        satisfied=bool(result and result.satisfied_at),
        begun=begun,
        completion=result.completion if result else "",
        success=result.success if result else "",
    )
    return ItemLine(
        id=item.pk,
        uuid=item.uuid,
        key=item.key,
        kind=item.kind,
        title=item.title,
        module=item.module,
        minutes=minutes_of(item.minutes, getattr(item, "measured_seconds", None)),
        read=read,
        required=item.required,
        state=state,
        reason=result.reason if result else NO_RESULT[begun],
        completion=result.completion if result else Completion.UNKNOWN,
        success=result.success if result else Success.UNKNOWN,
        score=result.score if result else None,
        satisfied_at=result.satisfied_at if result else None,
    )
