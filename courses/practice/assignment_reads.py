"""Assignments as a manager reads them: who was reached, who has done it, who is late. No scores, no attempts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model

from courses.models import Assigned, Assignment
from courses.practice.asked import with_done
from courses.rules import targets
from courses.rules.due import Standing, standing
from foundation.clocks import api as clocks
from members.api import HatKind, JobRole, Organisation, Staff

WORDS = {
    Standing.DONE: "Done",
    Standing.RELEASED: "No longer asked",
    Standing.OPEN: "Open",
    Standing.LATE: "Late",
    Standing.OVERDUE: "Overdue",
}
TAGS = {Standing.DONE: "tag-ok", Standing.LATE: "tag-warn", Standing.OVERDUE: "tag-signal"}
ORDER = (Standing.OVERDUE, Standing.LATE, Standing.OPEN, Standing.DONE, Standing.RELEASED)


@dataclass(frozen=True)
class Line:
    """An assignment with its counts of people."""

    assignment: Assignment
    title: str
    who: str
    due: str
    counts: Counter[Standing]

    @property
    def reached(self) -> int:
        """How many people are asked or have done it."""
        return sum(number for how, number in self.counts.items() if how is not Standing.RELEASED)

    @property
    def done(self) -> int:
        return self.counts[Standing.DONE]

    @property
    def late(self) -> int:
        return self.counts[Standing.LATE]

    @property
    def overdue(self) -> int:
        return self.counts[Standing.OVERDUE]


@dataclass(frozen=True)
class PersonLine:
    """How one person stands with an assignment."""

    name: str
    has_mail: bool
    row: Assigned
    how: Standing
    away: bool
    ran_out: date | None = None  # the last day of a completion that no longer counts; only where it is asked once

    @property
    def word(self) -> str:
        waits = self.how in {Standing.OPEN, Standing.LATE, Standing.OVERDUE}
        return "On leave" if self.away and waits else WORDS[self.how]

    @property
    def tag(self) -> str:
        return "" if self.word == "On leave" else TAGS.get(self.how, "")


def assignments_of(organisation: Organisation, *, today: date) -> list[Line]:
    """Every assignment of an organisation, open ones first, the newest first. Four statements, five with one person."""
    found = list(
        Assignment.objects.filter(organisation=organisation)
        .select_related("course", "programme", "made_by", "organisation")
        .order_by("-made_at", "-pk")
    )
    counts: dict[int, Counter[Standing]] = defaultdict(Counter)
    grace = {one.pk: one.grace_days for one in found}
    rows = with_done().filter(assignment__organisation=organisation, done_on=None).order_by("period")
    newest = {(row.assignment_id, row.person_id): row for row in rows}
    for row in newest.values():
        counts[row.assignment_id][_how(row, grace[row.assignment_id], today)] += 1
    settled = Assigned.objects.filter(assignment__organisation=organisation, done_on__isnull=False)
    for assignment, person in settled.values_list("assignment_id", "person_id").distinct():
        if (assignment, person) not in newest:
            counts[assignment][Standing.DONE] += 1
    names = names_of(organisation, found)
    lines = [
        Line(
            one,
            title_of(one),
            targets.in_words(one.target, one.wanted, names[one.target]),
            due_in_words(one),
            counts[one.pk],
        )
        for one in found
    ]
    return sorted(lines, key=lambda line: line.assignment.ended_at is not None)


def people_of(
    assignment: Assignment, staff: Iterable[Staff], *, today: date, until: Mapping[int, date | None] | None = None
) -> list[PersonLine]:
    """How each person stands in their newest round, who needs a word first. One statement.

    Args:
        until: until when the newest completion of each person counts; for what is asked once.
    """
    away = {one.person_id for one in staff if one.away}
    past = {person: day for person, day in (until or {}).items() if day is not None and day < today}
    rows = with_done().filter(assignment=assignment).select_related("person").order_by("period")
    newest = {row.person_id: row for row in rows}
    lines = [
        PersonLine(
            str(row.person),
            bool(row.person.email),
            row,
            _how(row, assignment.grace_days, today),
            row.person_id in away,
            past.get(row.person_id) if getattr(row, "is_done", False) else None,
        )
        for row in newest.values()
    ]
    return sorted(lines, key=lambda line: (ORDER.index(line.how), line.row.due_on, line.name.casefold()))


def is_once(assignment: Assignment) -> bool:
    """Whether it is fulfilled once and never asked again (rules/reaching.py)."""
    return assignment.due != Assignment.Due.RECURRING


def _how(row: Assigned, grace: int, today: date) -> Standing:
    done = bool(getattr(row, "is_done", False))
    return standing(due_on=row.due_on, grace_days=grace, done=done, released=row.released_on is not None, today=today)


def names_of(organisation: Organisation, found: Iterable[Assignment]) -> dict[str, dict[str, str]]:
    """The words of whatever these assignments name, by the kind of target. Two statements at most."""
    people = {str(each) for one in found if one.target == targets.PERSON for each in one.wanted}
    named = get_user_model().objects.filter(pk__in=people) if people else ()
    return {
        targets.EVERYONE: {},
        targets.POSTS: {str(code): str(label) for code, label in JobRole.choices},
        targets.HAT: {str(code): str(label) for code, label in HatKind.choices},
        targets.SITE: {str(one.pk): one.name for one in organisation.sites.all()},
        targets.PERSON: {str(one.pk): str(one) for one in named},
    }


def title_of(assignment: Assignment) -> str:
    """What is asked, by its title."""
    return str(assignment.course or assignment.programme)


def due_in_words(assignment: Assignment) -> str:
    """The due rule as a sentence's end."""
    days = f"{assignment.due_days} day{'' if assignment.due_days == 1 else 's'}"
    match assignment.due:
        case Assignment.Due.FIXED:
            return clocks.in_words(assignment.due_on) if assignment.due_on else ""
        case Assignment.Due.RELATIVE:
            return f"{days} after it reaches somebody"
        case _:
            return f"every {assignment.due_months} months, with {days} to do it in"


def reminders_in_words(assignment: Assignment) -> str:
    """The ladder, such as "14 and 3 days before, 1 and 7 days after"."""
    before = [str(step) for step in sorted(assignment.reminders, reverse=True) if step > 0]
    after = [str(-step) for step in sorted(assignment.reminders, reverse=True) if step < 0]
    parts = [f"{' and '.join(days)} days {word}" for days, word in ((before, "before"), (after, "after")) if days]
    parts += ["on the day"] if 0 in assignment.reminders else []
    return ", ".join(parts) or "none"
