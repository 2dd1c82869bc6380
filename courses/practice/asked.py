"""What is asked of somebody today, and by whom: for their own pages, their mails and their manager's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Assigned, Assignment, Course, CourseResult, Programme, ProgrammeEnrolment
from courses.rules.programmes import COURSE


@dataclass(frozen=True)
class Asked:
    """A course or a programme that somebody is asked to complete. `by` is whoever asked, in words for the learner."""

    due_on: date
    grace_until: date  # the last day on which it is late and not yet overdue
    by: str
    reason: str
    source: str  # a value of Assignment.Source
    organisation: str
    reached_on: date


def with_done() -> QuerySet[Any]:
    """Assigned rows with `is_done`: whether the course or programme was completed since it reached the person.

    The fact is read from the person's results, so it is true at once; `done_on` follows each morning.
    """
    courses = CourseResult.objects.filter(
        enrolment__person=OuterRef("person"),
        enrolment__course=OuterRef("assignment__course"),
        completed_at__date__gte=OuterRef("reached_on"),
    )
    programmes = ProgrammeEnrolment.objects.filter(
        person=OuterRef("person"), programme=OuterRef("assignment__programme"), completed_at__isnull=False
    )
    return Assigned.objects.annotate(is_done=Q(done_on__isnull=False) | Exists(courses) | Exists(programmes))


def open_rows() -> QuerySet[Any]:
    """What is asked today: not done, not released, and the assignment not ended."""
    return with_done().filter(is_done=False, released_on=None, assignment__ended_at=None)


def asked_of(person_id: int | None) -> dict[int, Asked]:
    """What is asked of a person, by the id of the course; the earliest due day where several ask. One statement."""
    return {course: asked for (course, _), asked in _asked_of(person_id).items() if course is not None}


def programmes_asked_of(person_id: int | None) -> dict[int, Asked]:
    """The same for programmes, by the id of the programme. One statement."""
    return {programme: asked for (_, programme), asked in _asked_of(person_id).items() if programme is not None}


def everything_asked_of(person_id: int | None) -> tuple[dict[int, Asked], dict[int, Asked]]:
    """Both, courses and programmes, in one statement."""
    found = _asked_of(person_id)
    courses = {course: asked for (course, _), asked in found.items() if course is not None}
    return courses, {programme: asked for (_, programme), asked in found.items() if programme is not None}


def _asked_of(person_id: int | None) -> dict[tuple[int | None, int | None], Asked]:
    if person_id is None:
        return {}
    rows = (
        open_rows()
        .filter(person_id=person_id)
        .select_related("assignment__made_by", "assignment__organisation")
        .order_by("-due_on", "-pk")
    )
    return {(row.assignment.course_id, row.assignment.programme_id): asked_in_words(row) for row in rows}


def courses_of_paths(programmes: Collection[int]) -> dict[int, list[int]]:
    """The ids of the courses that each of these learning paths asks for today. Two statements, none without a path."""
    if not programmes:
        return {}
    steps = dict(Programme.objects.filter(pk__in=programmes, current__isnull=False).values_list("pk", "current__steps"))
    wanted = {
        path: {step["ref"] for step in of if step["kind"] == COURSE and step["required"]} for path, of in steps.items()
    }
    refs = {ref for of in wanted.values() for ref in of}
    known = {str(uuid): pk for uuid, pk in Course.objects.filter(uuid__in=refs).values_list("uuid", "pk")}
    return {path: [known[ref] for ref in of if ref in known] for path, of in wanted.items()}


def asked_in_words(row: Assigned) -> Asked:
    """A row as its learner reads it. The assignment, its maker and its organisation are read with it."""
    assignment = row.assignment
    by = {
        Assignment.Source.ADVISER: f"{assignment.made_by}, risk adviser",
        Assignment.Source.MATRIX: f"{assignment.organisation}, for its training matrix",
        Assignment.Source.SIGNAL: f"{assignment.organisation}",
    }.get(Assignment.Source(assignment.source), str(assignment.made_by))
    return Asked(
        due_on=row.due_on,
        grace_until=row.due_on + timedelta(days=assignment.grace_days),
        by=by,
        reason=assignment.reason,
        source=assignment.source,
        organisation=str(assignment.organisation),
        reached_on=row.reached_on,
    )
