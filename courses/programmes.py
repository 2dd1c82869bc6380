"""Learning paths as a reader sees them: the steps with what they have come to, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from members.api import Viewer, may_read

from . import selectors
from .models import Course, Programme, ProgrammeEnrolment, ProgrammeVersion, ReadingDone
from .rules import programmes as rules
from .rules import validity


@dataclass(frozen=True)
class StepLine:
    """A step of a path for one reader."""

    key: str
    kind: str
    title: str
    minutes: int
    required: bool
    state: rules.StepState
    url: str
    course: UUID | None = None
    progress: selectors.CourseProgress | None = None
    lapsed: bool = False

    @property
    def done(self) -> bool:
        return self.state == rules.StepState.DONE

    @property
    def open(self) -> bool:
        return self.state == rules.StepState.OPEN

    @property
    def minutes_left(self) -> int:
        if self.state in (rules.StepState.DONE, rules.StepState.WITHDRAWN):
            return 0
        under_way = self.progress is not None and self.progress.completed_at is None
        return self.progress.minutes_left if under_way and self.progress else self.minutes


@dataclass(frozen=True)
class Path:
    """A path for one reader; `enrolment` is None for one who does not follow it."""

    version: ProgrammeVersion
    lines: tuple[StepLine, ...]
    enrolment: ProgrammeEnrolment | None = None

    @property
    def asked(self) -> list[StepLine]:
        """What a completion asks for."""
        return [line for line in self.lines if line.required and line.state != rules.StepState.WITHDRAWN]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.asked)

    @property
    def minutes_left(self) -> int:
        return sum(line.minutes_left for line in self.asked)

    @property
    def minutes_done(self) -> int:
        return max(0, self.minutes - self.minutes_left)

    @property
    def done(self) -> int:
        return sum(1 for line in self.asked if line.done)

    @property
    def complete(self) -> bool:
        return bool(self.asked) and all(line.done for line in self.asked)

    @property
    def completed_on(self) -> date | None:
        """The day on which it was noted; where all is done and the note is yet to come, none is needed to say so."""
        at = self.enrolment.completed_at if self.enrolment else None
        return timezone.localdate(at) if at else None

    @property
    def next(self) -> StepLine | None:
        """The step to go on with: the first that is open, required ones before optional ones."""
        open_ones = [line for line in self.lines if line.open]
        return next((line for line in open_ones if line.required), open_ones[0] if open_ones else None)


def path_of(person_id: int | None, version: ProgrammeVersion, own: ProgrammeEnrolment | None, *, on: date) -> Path:
    """A path with what its steps have come to for a person. Seven statements, nine with a package begun."""
    return paths_of(person_id, [(version, own)], on=on)[0]


def paths_of(
    person_id: int | None, wanted: list[tuple[ProgrammeVersion, ProgrammeEnrolment | None]], *, on: date
) -> list[Path]:
    """Several paths for one person, in as many statements as one."""
    refs = {step["ref"] for version, _ in wanted for step in version.steps if step["kind"] == rules.COURSE}
    courses = {str(course.uuid): course for course in Course.objects.filter(uuid__in=refs)} if refs else {}
    mine: list[selectors.CourseProgress] = []
    if person_id is not None and courses:
        mine = selectors.my_learning(person_id, courses=[course.pk for course in courses.values()])
    counting = {one.enrolment.course_id for one in mine if one.completed_at and validity.counts(one.valid_until, on=on)}
    newest = {one.enrolment.course_id: one for one in selectors.newest_periods(mine)}
    followed = [own.pk for _, own in wanted if own is not None]
    read: set[tuple[int, str]] = set()
    if followed:
        read = set(ReadingDone.objects.filter(enrolment__in=followed).values_list("enrolment_id", "step"))
    found = []
    for version, own in wanted:
        steps = version.steps
        done = {step["key"] for step in steps if step["ref"] in courses and courses[step["ref"]].pk in counting} | {
            key for pk, key in read if own is not None and pk == own.pk
        }
        gone = {step["key"] for step in steps if step["kind"] == rules.COURSE and not _offered(step, courses)}
        states = rules.states(steps, done=done, gone=gone, ordered=version.ordered)
        lines = tuple(_line(step, states[step["key"]], courses, newest) for step in steps)
        found.append(Path(version, lines, own))
    return found


def my_paths(person_id: int | None, *, on: date) -> list[Path]:
    """Every path that a person follows, the latest first. Eight statements, ten with a package begun; else one."""
    rows = ProgrammeEnrolment.objects.filter(person_id=person_id).select_related("version", "programme")
    followed = list(rows.order_by("-enrolled_at", "-pk"))
    return paths_of(person_id, [(one.version, one) for one in followed], on=on) if followed else []


def programme_page(page: Any, viewer: Viewer) -> dict[str, Any]:
    """What the catalogue's page of a path shows to one reader."""
    programme = None
    if page.programme_id is not None:
        programme = Programme.objects.select_related("current").get(pk=page.programme_id)
    own = enrolment_of(viewer.user_id, programme) if programme is not None else None
    version = own.version if own is not None else programme.current if programme is not None else None
    path = path_of(viewer.user_id, version, own, on=timezone.localdate()) if version is not None else None
    return {
        "programme": programme,
        "path": path,
        "own": own,
        "may_follow": programme is not None and may_read(viewer, programme.access),
        "offered": programme is not None and programme.current is not None,
        "audiences": [audience.label for audience in page.audiences.all()],
        "topics": [topic.label for topic in page.topics.all()],
    }


def enrolment_of(person_id: int | None, programme: Programme) -> ProgrammeEnrolment | None:
    """How a person follows a path; None where they do not. One statement, none for a stranger."""
    if person_id is None:
        return None
    rows = ProgrammeEnrolment.objects.filter(person_id=person_id, programme=programme)
    return rows.select_related("version", "programme").first()


def _offered(step: Mapping[str, Any], courses: Mapping[str, Course]) -> bool:
    course = courses.get(step["ref"])
    return course is not None and course.current_id is not None


def _line(
    step: Mapping[str, Any],
    state: rules.StepState,
    courses: Mapping[str, Course],
    newest: Mapping[int, selectors.CourseProgress],
) -> StepLine:
    course = courses.get(step["ref"])
    progress = newest.get(course.pk) if course is not None else None
    url = step.get("address", "")
    if progress is not None:
        url = reverse("courses:enrolment-detail", args=[progress.enrolment.uuid])
    elif course is not None:
        url = reverse("courses:course-detail", args=[course.uuid])
    return StepLine(
        key=step["key"],
        kind=step["kind"],
        title=step["title"],
        minutes=step["minutes"],
        required=step["required"],
        state=state,
        url=url,
        course=course.uuid if course is not None else None,
        progress=progress,
        lapsed=progress is not None and progress.completed_at is not None and state != rules.StepState.DONE,
    )
