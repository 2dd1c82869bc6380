"""Which courses come before a course: what still stands in a learner's way, and circles that an editor has drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from .errors import CourseError
from .models import Attempt, Course, CourseResult, CourseVersion, Enrolment
from .rules import prerequisite_courses as rules


class PrerequisiteFirst(CourseError):
    """The words name the course that comes first."""

    code = "prerequisite-first"
    sentence = "Another course comes first."


@dataclass(frozen=True)
class ComesFirst:
    """A course to complete before another one. `lapsed`: it was completed, and that counts no longer."""

    uuid: UUID
    title: str
    lapsed: bool = False

    @property
    def url(self) -> str:
        return reverse("courses:course-detail", args=[self.uuid])

    @property
    def sentence(self) -> str:
        """Why it comes first, for the learner."""
        if self.lapsed:
            return f"“{self.title}” comes first. You have completed it, but that counts no longer: renew it."
        return f"“{self.title}” comes first. Complete it, and this course opens."


def first_of(person_id: int | None, version: CourseVersion | None, *, on: date) -> ComesFirst | None:
    """The course that the person has to complete before they may begin the version; None where none is in the way.

    In the order in which the page names them. A course that is no longer offered is in nobody's way. One statement
    where the version names any, else none.
    """
    wanted = list(version.prerequisites) if version is not None else []
    if not wanted:
        return None
    done = CourseResult.objects.filter(
        enrolment__person_id=person_id, enrolment__course=OuterRef("pk"), completed_at__isnull=False
    )
    counting = done.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    rows = Course.objects.filter(uuid__in=wanted, current__isnull=False).annotate(
        counts=Exists(counting), completed=Exists(done)
    )
    missing = [row for row in rows if not row.counts]
    if not missing:
        return None
    first = min(missing, key=lambda row: wanted.index(str(row.uuid)))
    return ComesFirst(first.uuid, first.title, lapsed=first.completed)


def in_the_way_of(enrolment: Enrolment, *, on: date) -> ComesFirst | None:
    """What keeps a learner from the parts of a course on which they have a place; None where nothing does.

    It is asked at the start only: once a part was begun, nothing that lapses later closes the others. No statement for
    a version without prerequisites, one where they are met, two where not.
    """
    first = first_of(enrolment.person_id, enrolment.version, on=on)
    if first is None or Attempt.objects.filter(enrolment=enrolment).exists():
        return None
    return first


def refuse_before(enrolment: Enrolment, *, on: date) -> None:
    """Raises PrerequisiteFirst where another course comes first."""
    first = in_the_way_of(enrolment, on=on)
    if first is not None:
        raise PrerequisiteFirst(first.sentence)


def circle_through(course: Course | None, title: str, wanted: Sequence[UUID]) -> str:
    """The circle that a course would close with these prerequisites, in words; blank for none. One statement.

    Args:
        course: the course; None where it was never published, when nothing can ask for it yet.
        title: its title as it stands on the page.
        wanted: the prerequisites as they stand on the page.
    """
    if course is None:
        return ""
    own = str(course.uuid)
    asks_for, titles = {own: [str(uuid) for uuid in wanted]}, {own: title}
    offered = CourseVersion.objects.filter(course__current=F("pk"))
    for uuid, name, needs in offered.values_list("course__uuid", "title", "prerequisites"):
        asks_for.setdefault(str(uuid), list(needs))
        titles.setdefault(str(uuid), name)
    found = rules.circle(own, asks_for)
    return rules.circle_in_words([titles.get(one, "another course") for one in found]) if found else ""
