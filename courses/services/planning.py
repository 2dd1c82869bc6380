"""Whom an assignment reaches today, whom not, and why: the same plan is shown before it is made and carried out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from courses.models import Assignment, Course, CourseResult, Programme, ProgrammeEnrolment
from courses.practice.asked import with_done
from courses.rules.due import DueRule
from courses.rules.reaching import Decision, Facts, Outcome, decide
from courses.rules.targets import wants
from members.api import Staff, day_of, staff_on


@dataclass(frozen=True)
class Planned:
    """Somebody whom the target takes in, and what the assignment does with them today."""

    somebody: Staff
    decision: Decision
    valid_until: date | None = None  # the last day of their newest completion, where it has one


@dataclass(frozen=True)
class Plan:
    """Everybody whom the target takes in today."""

    lines: tuple[Planned, ...]

    def of(self, *outcomes: Outcome) -> list[Planned]:
        return [line for line in self.lines if line.decision.outcome in outcomes]

    @property
    def reached(self) -> list[Planned]:
        return self.of(Outcome.REACH)

    @property
    def left_out(self) -> list[Planned]:
        return self.of(Outcome.AWAY, Outcome.DONE)


def rule_of(assignment: Assignment) -> DueRule:
    """The due rule as the rules take it."""
    return DueRule(
        kind=assignment.due,
        set_on=day_of(assignment.made_at),
        due_on=assignment.due_on,
        due_days=assignment.due_days,
        due_months=assignment.due_months,
    )


def plan(assignment: Assignment, *, at: datetime, staff: Sequence[Staff] | None = None) -> Plan:
    """What an assignment, saved or not, does today; `staff` of today, where the caller has it.

    Five statements, six for a saved one; four less with the staff.
    """
    today, rule = day_of(at), rule_of(assignment)
    everybody = staff_on(assignment.organisation_id, at=at) if staff is None else staff
    staff = [one for one in everybody if wants(assignment.target, assignment.wanted, one)]
    done = completions([one.person_id for one in staff], assignment.course, assignment.programme)
    rounds = _rounds(assignment)
    lines = []
    for one in staff:
        completed, until = done.get(one.person_id, (None, None))
        facts = rounds.get(one.person_id, Facts())
        facts = replace(facts, away=one.away, away_until=one.away_until, completed_on=completed, valid_until=until)
        lines.append(Planned(one, decide(rule, facts, today=today), until))
    return Plan(tuple(lines))


def _rounds(assignment: Assignment) -> dict[int, Facts]:
    if assignment._state.adding:  # noqa: SLF001 - Django documents it: not saved yet
        return {}
    found: dict[int, Facts] = {}
    rows = with_done().filter(assignment=assignment)
    for person, period, is_done, released in rows.values_list("person_id", "period", "is_done", "released_on"):
        before = found.get(person, Facts())
        found[person] = Facts(
            periods=max(before.periods, period),
            open=before.open or (not is_done and released is None),
            once=before.once or is_done,
        )
    return found


def completions(
    people: list[int], course: Course | None, programme: Programme | None
) -> dict[int, tuple[date, date | None]]:
    """When each of these people last completed it, and until when that counts. One statement."""
    rows: Any
    if course is not None:
        results = CourseResult.objects.filter(enrolment__course=course, enrolment__person_id__in=people)
        rows = results.filter(completed_at__isnull=False).values_list(
            "enrolment__person_id", "completed_at", "valid_until"
        )
    else:
        places = ProgrammeEnrolment.objects.filter(programme=programme, person_id__in=people)
        rows = (
            (person, completed, None)
            for person, completed in places.filter(completed_at__isnull=False).values_list("person_id", "completed_at")
        )
    found: dict[int, tuple[date, date | None]] = {}
    for person, completed, until in sorted(rows, key=lambda row: row[1]):
        found[person] = (day_of(completed), until)
    return found
