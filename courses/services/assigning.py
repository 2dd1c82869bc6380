"""Asking people of an organisation to learn something: making, changing and ending assignments, and spreading them.

`spread` may run at any time and any number of times: it asks of whoever should be asked today and is not yet, notes
what was done, and releases who left. It runs when an assignment is made, each morning, and after each change of an
organisation's people (the duty "courses.people-changed").
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from courses.errors import CourseError
from courses.models import Assigned, Assignment, CourseResult, ProgrammeEnrolment, Reminded
from courses.practice.asked import open_rows, with_done
from courses.rules.due import FIXED, RECURRING, after_leave, due_day
from members.api import Organisation, day_of

from .places import BATCH, places_for, programme_places_for
from .planning import Plan, plan, rule_of
from .programmes import note_completions

PEOPLE_CHANGED = "courses.people-changed"


class AskedAlready(CourseError):
    """The same is asked of the same people; `assignment` in its facts is the one that asks."""

    code = "assigned-already"
    sentence = "The same is asked of the same people already."


class NothingToAsk(CourseError):
    code = "assignment-of-nothing"
    sentence = "This is no longer in the catalogue. Choose another course or learning path."


class DueInThePast(CourseError):
    code = "due-in-the-past"
    sentence = "The due day has passed. Choose a day from today on."


class PathFollowedOnce(CourseError):
    code = "path-followed-once"
    sentence = "A learning path is followed once. Ask for its courses again and again instead."


class AssignmentEnded(CourseError):
    code = "assignment-ended"
    sentence = "This was ended already. Nobody is asked any more."


@dataclass(frozen=True)
class Spread:
    """What one run changed."""

    reached: int = 0
    done: int = 0
    released: int = 0


def assign(assignment: Assignment, *, at: datetime) -> Spread:
    """Save a new assignment and ask everybody whom it takes in today, or none of it.

    Raises:
        AskedAlready, NothingToAsk, DueInThePast.
    """
    with transaction.atomic():
        # Two managers, or one click twice: the second waits here and then finds what the first asked.
        Organisation.objects.select_for_update().only("pk").get(pk=assignment.organisation_id)
        same = same_as(assignment)
        if same is not None:
            raise AskedAlready(assignment=str(same.uuid))
        offered = assignment.course or assignment.programme
        if offered is None or offered.current_id is None:
            raise NothingToAsk
        if assignment.due == FIXED and assignment.due_on is not None and assignment.due_on < day_of(at):
            raise DueInThePast
        assignment.made_at = at
        assignment.save(force_insert=True)
        return spread(assignment, at=at)


def same_as(assignment: Assignment) -> Assignment | None:
    """The open assignment that asks the same of the same target. One statement."""
    asked = Assignment.objects.filter(
        organisation_id=assignment.organisation_id,
        course=assignment.course,
        programme=assignment.programme,
        target=assignment.target,
        ended_at=None,
    )
    wanted = sorted(str(one) for one in assignment.wanted)
    return next((one for one in asked if sorted(str(each) for each in one.wanted) == wanted), None)


def spread(assignment: Assignment, *, at: datetime) -> Spread:
    """Bring what is asked of whom up to today. Statements do not grow with the people, but for batches of new rows."""
    today = day_of(at)
    with transaction.atomic():
        assignment = (
            Assignment.objects.select_for_update(of=("self",))
            .select_related("course", "programme")
            .get(pk=assignment.pk)
        )
        if assignment.ended_at is not None:
            return Spread()
        done = settle(Assigned.objects.filter(assignment=assignment))
        found = plan(assignment, at=at)
        gone = (
            open_rows()
            .filter(assignment=assignment)
            .exclude(person_id__in=[line.somebody.person_id for line in found.lines])
        )
        released = Assigned.objects.filter(pk__in=[row.pk for row in gone]).update(released_on=today)
        _give_time_after_leave(assignment, found, today)
        reached = _reach(assignment, found, at=at)
        if assignment.programme_id is not None and reached:
            done += settle(Assigned.objects.filter(assignment=assignment))
        return Spread(reached=reached, done=done, released=released)


def settle(rows: Any) -> int:
    """Note on these rows that what they ask for was done, and when. One statement."""
    courses = CourseResult.objects.filter(
        enrolment__person=OuterRef("person"),
        enrolment__course__assignments=OuterRef("assignment_id"),
        completed_at__date__gte=OuterRef("reached_on"),
    ).order_by("completed_at")
    programmes = ProgrammeEnrolment.objects.filter(
        person=OuterRef("person"), programme__assignments=OuterRef("assignment_id"), completed_at__isnull=False
    )
    done = with_done().filter(pk__in=rows.filter(done_on=None, released_on=None).values("pk"), is_done=True)
    when = Coalesce(
        Subquery(courses.annotate(day=TruncDate("completed_at")).values("day")[:1]),
        Subquery(programmes.annotate(day=TruncDate("completed_at")).values("day")[:1]),
    )
    return int(Assigned.objects.filter(pk__in=done.values("pk")).update(done_on=when))


def _reach(assignment: Assignment, found: Plan, *, at: datetime) -> int:
    new = found.reached
    people = [line.somebody.person_id for line in new]
    source = f"assignment:{assignment.uuid}"
    places: dict[int, int] = {}
    paths: dict[int, int] = {}
    if assignment.course is not None:
        places = places_for(people, assignment.course, at=at, source=source)
    elif assignment.programme is not None:
        paths = programme_places_for(people, assignment.programme, at=at, source=source)
        # Who had done all its courses before has done the path: nobody is reminded of that.
        note_completions(paths.values(), at=at)
    Assigned.objects.bulk_create(
        [
            Assigned(
                assignment=assignment,
                person_id=line.somebody.person_id,
                period=line.decision.period,
                reached_on=day_of(at),
                due_on=line.decision.due_on,
                enrolment_id=places.get(line.somebody.person_id),
                programme_enrolment_id=paths.get(line.somebody.person_id),
            )
            for line in new
            if line.decision.due_on is not None
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return len(new)


def _give_time_after_leave(assignment: Assignment, found: Plan, today: date) -> None:
    """Who was away while it fell due has time again from the day they are back."""
    back = {
        line.somebody.person_id: line.somebody
        for line in found.lines
        if line.somebody.back_on is not None and line.somebody.back_on <= today
    }
    if not back:
        return
    moved = []
    for row in open_rows().filter(assignment=assignment, person_id__in=back):
        somebody = back[row.person_id]
        was_away = somebody.away_from is not None and somebody.away_from <= row.due_on
        due_on = after_leave(row.due_on, back_on=somebody.back_on)
        if was_away and somebody.back_on is not None and row.reached_on < somebody.back_on and due_on != row.due_on:
            row.due_on = due_on
            moved.append(row)
    Assigned.objects.bulk_update(moved, ["due_on"], batch_size=BATCH)


def change_due(assignment: Assignment, *, due_on: date | None, due_days: int | None, at: datetime) -> int:
    """Move the due day, or the number of days, of an assignment and of everybody whom it still asks.

    Reminders begin anew where the day moved. Returns for how many it moved.

    Raises:
        AssignmentEnded, DueInThePast.
    """
    today = day_of(at)
    with transaction.atomic():
        assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if assignment.ended_at is not None:
            raise AssignmentEnded
        if assignment.due == FIXED:
            if due_on is None or due_on < today:
                raise DueInThePast
            assignment.due_on = due_on
        else:
            assignment.due_days = due_days
        assignment.save(update_fields=["due_on", "due_days"])
        rule, moved = rule_of(assignment), []
        for row in open_rows().filter(assignment=assignment):
            fixed = rule.due_on if rule.kind == FIXED else None
            day = fixed or max(today, due_day(rule, reached_on=row.reached_on))
            if day != row.due_on:
                row.due_on = day
                moved.append(row)
        Assigned.objects.bulk_update(moved, ["due_on"], batch_size=BATCH)
        Reminded.objects.filter(assigned__in=[row.pk for row in moved]).delete()
        return len(moved)


def repeat(assignment: Assignment, *, due_months: int, due_days: int, at: datetime) -> Spread:
    """Let what was asked once be asked again and again, and at once of everybody whose completion has run out.

    Who is asked now keeps their day; `due_days` before a completion runs out the next round opens.

    Raises:
        AssignmentEnded, PathFollowedOnce.
    """
    with transaction.atomic():
        assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if assignment.ended_at is not None:
            raise AssignmentEnded
        if assignment.programme_id is not None:
            raise PathFollowedOnce
        assignment.due, assignment.due_on = RECURRING, None
        assignment.due_days, assignment.due_months = due_days, due_months
        assignment.save(update_fields=["due", "due_on", "due_days", "due_months"])
        return spread(assignment, at=at)


def end(assignment: Assignment, *, at: datetime) -> int:
    """Ask nobody any more; what was done stays done. Returns how many were released. Ending twice changes nothing."""
    with transaction.atomic():
        assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if assignment.ended_at is not None:
            return 0
        settle(Assigned.objects.filter(assignment=assignment))
        released = Assigned.objects.filter(assignment=assignment, done_on=None, released_on=None).update(
            released_on=day_of(at)
        )
        assignment.ended_at = at
        assignment.save(update_fields=["ended_at"])
        return released


def spread_organisation(organisation: int, *, at: datetime) -> Spread:
    """Spread every open assignment of an organisation, each in a transaction of its own."""
    total = Spread()
    for assignment in Assignment.objects.filter(organisation_id=organisation, ended_at=None).order_by("pk"):
        one = spread(assignment, at=at)
        total = Spread(total.reached + one.reached, total.done + one.done, total.released + one.released)
    return total


def people_changed(reference: str) -> None:
    """The duty "courses.people-changed": an organisation's people, their leave or duties changed."""
    spread_organisation(int(reference), at=timezone.now())


def asking_organisations() -> list[int]:
    """The ids of the organisations that ask something. One statement."""
    rows = Assignment.objects.filter(ended_at=None).values_list("organisation_id", flat=True)
    return sorted(set(rows))
