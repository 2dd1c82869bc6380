"""A practice's learning, as its manager may see it: who has completed what, and why what is open is not complete.

No scores, no answers, no visits, and nothing that a package stored: those are the learner's own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from courses import selectors
from courses.models import Course, Enrolment
from courses.rules.telling import PartState, Told, tell
from members.api import Member

PER_PAGE = 25
NO_PLACE = Told("No place", "Has no place on it yet.")
COLUMNS = ("Name", "Post", "Course", "State", "Why", "Completed on", "Certificate code")


@dataclass(frozen=True)
class Filters:
    """What the manager looks for: a part of a name, and a course."""

    name: str = ""
    course: UUID | None = None

    @classmethod
    def read(cls, name: str, course: str) -> "Filters":
        """The filters of an address; what is no course's name finds them all."""
        try:
            return cls(name.replace("\x00", "").strip()[:100], UUID(course) if course else None)
        except ValueError:
            return cls(name.replace("\x00", "").strip()[:100])


@dataclass(frozen=True)
class Line:
    """One course of one colleague."""

    course: str
    told: Told
    completed_at: datetime | None = None
    certificate_code: str = ""


@dataclass(frozen=True)
class Colleague:
    """Somebody of the practice with their courses; `lines` is empty for who has none."""

    name: str
    post: str
    lines: tuple[Line, ...]


def named(members: Sequence[Member], filters: Filters) -> list[Member]:
    """Those whose name fits."""
    wanted = filters.name.casefold()
    return [one for one in members if wanted in one.name.casefold()]


def courses_of(members: Sequence[Member]) -> list[Course]:
    """The courses that somebody of them has a place on, by title. One statement."""
    ids = [one.person_id for one in members]
    return list(Course.objects.filter(enrolments__person_id__in=ids).distinct().order_by("title", "pk"))


def colleagues(members: Sequence[Member], wanted: Course | None = None) -> list[Colleague]:
    """These people with their courses, or with the one that is wanted. Four statements, however many there are."""
    enrolments = (
        Enrolment.objects.filter(person_id__in=[one.person_id for one in members])
        .select_related("course", "version", "result")
        .order_by("version__title", "-period_start", "-pk")
    )
    if wanted is not None:
        enrolments = enrolments.filter(course=wanted)
    names = {one.person_id: one.name for one in members}
    lines: dict[int, list[Line]] = {one.person_id: [] for one in members}
    for progress in selectors.progress_of_each(list(enrolments), inside=False):
        person = progress.enrolment.person_id
        lines[person].append(_line(names[person], progress))
    none = (Line(wanted.title, NO_PLACE),) if wanted is not None else ()
    return [Colleague(one.name, one.post, tuple(lines[one.person_id]) or none) for one in members]


def rows_of(found: Sequence[Colleague]) -> Iterator[tuple[str, ...]]:
    """The same as cells of a table, one row a course; who has none has a row that says so."""
    for colleague in found:
        for line in colleague.lines or (Line("", Told("No course", "")),):
            done = timezone.localtime(line.completed_at).date().isoformat() if line.completed_at else ""
            told = line.told
            yield colleague.name, colleague.post, line.course, told.word, told.sentence, done, line.certificate_code


def _line(name: str, progress: selectors.CourseProgress) -> Line:
    parts = [PartState(line.title, line.required, line.state) for line in progress.lines]
    return Line(
        progress.enrolment.version.title,
        tell(name, parts, complete=progress.completed_at is not None),
        progress.completed_at,
        progress.certificate_code,
    )
