"""A practice's training matrix: its people by what they must keep up, and how each stands (rules/covering.py).

What a manager may know is read here and nothing else: completions, certificates, exemptions, what was seen at work. No
score, no failed attempt, no answer, no reflection. Six statements, however many people and requirements there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, IntegerField, OuterRef, Q, Value
from django.utils import timezone

from certificates.api import Certificate
from courses.models import (
    Assigned,
    CompetenceSeen,
    CourseResult,
    Exemption,
    OutsideCertificate,
    Requirement,
)
from courses.practice.asked import courses_of_paths
from courses.rules.covering import Cell, Deadline, Proof, State, cover, is_for
from members.api import OnRoster, Organisation, former_roster, people_ever, roster

_COLUMNS = (
    *("pk", "uuid", "title", "level", "who", "months", "proof", "since", "template_key"),
    *("topic__code", "courses__id"),
)
_OUTSIDE = (
    *("person_id", "requirement_id", "state", "uuid", "title", "provider"),
    *("completed_on", "valid_until", "checked_by__name", "checked_by_id", "uploaded_by_id"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A requirement in force."""

    pk: int
    uuid: UUID
    title: str
    level: str
    who: frozenset[str]
    months: int | None
    proof: str
    since: date
    template_key: str
    topic: str  # its code; empty where it has none
    courses: frozenset[int]

    @property
    def name(self) -> str:
        """Title and level, as it is told apart from others of the same title."""
        return f"{self.title}, {self.level}" if self.level else self.title


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest time that somebody was seen to do it well."""

    by: str
    on: date
    how: str


@dataclass(frozen=True, slots=True)
class Square:
    """One person and one requirement."""

    column: Column
    cell: Cell
    seen: Seen | None = None
    waits: bool = False  # a certificate from elsewhere waits for a look


@dataclass(frozen=True, slots=True)
class Row:
    """A person with all their squares, in the order of the columns. `day` is today, or their last day here."""

    person: OnRoster
    day: date
    squares: tuple[Square, ...]

    @property
    def open(self) -> list[Square]:
        """What is to be done, what is overdue first."""
        return sorted((one for one in self.squares if one.cell.is_open), key=lambda one: one.cell.state == State.DUE)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of those who need it have proof that counts; who is excused is in neither number."""

    column: Column
    covered: int
    needed: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everybody with everything; `waiting` counts the certificates from elsewhere that nobody has looked at.

    `own_checks`: for each requirement, how many were accepted by whoever brought them or whom they are about.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    waiting: int
    own_checks: Mapping[int, int]
    outside: Mapping[int, int]  # for each requirement, how many certificates from elsewhere were accepted


@dataclass
class _Facts:
    """What is known of people, by person and course or requirement."""

    proofs: dict[tuple[int, int], list[Proof]] = field(default_factory=lambda: defaultdict(list))
    outside: dict[tuple[int, int], list[Proof]] = field(default_factory=lambda: defaultdict(list))
    waiting: set[tuple[int, int]] = field(default_factory=set)
    waiting_count: int = 0
    own_checks: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    accepted: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    exempt: dict[tuple[int, int], date] = field(default_factory=dict)
    seen: dict[tuple[int, int], Seen] = field(default_factory=dict)
    asked_course: dict[tuple[int, int], Deadline] = field(default_factory=dict)
    asked_requirement: dict[tuple[int, int], Deadline] = field(default_factory=dict)


def columns_of(organisation: Organisation) -> list[Column]:
    """The requirements in force in the practice's order. One statement."""
    rows = Requirement.objects.filter(organisation=organisation, retired_on=None).order_by("order", "title", "pk")
    found: dict[int, list[Any]] = {}
    courses: dict[int, set[int]] = defaultdict(set)
    for pk, *facts, course in rows.values_list(*_COLUMNS):
        found.setdefault(pk, facts)
        courses[pk] |= {course} if course is not None else set()
    return [
        Column(pk, uuid, title, level, frozenset(who), months, proof, since, key, topic or "", frozenset(courses[pk]))
        for pk, (uuid, title, level, who, months, proof, since, key, topic) in found.items()
    ]


def matrix_of(organisation: Organisation, *, at: datetime, left: bool = False) -> Matrix:
    """The matrix of everybody who belongs to the practice today; with `left`, of those who did, on their last day."""
    people = former_roster(organisation.pk, at=at) if left else roster(organisation.pk, at=at)
    columns = columns_of(organisation)
    if not columns:
        return Matrix((), (), 0, {}, {})
    facts = _facts_of(organisation, columns, None)
    today = timezone.localdate(at)
    rows = tuple(_row(one, columns, facts, one.last_day if left and one.last_day else today) for one in people)
    return Matrix(tuple(columns), rows, facts.waiting_count, facts.own_checks, facts.accepted)


def row_of(organisation: Organisation, person: int, *, at: datetime) -> Row | None:
    """The row of one person, also of one who has left; None for a stranger. Seven statements at most."""
    today = timezone.localdate(at)
    here = roster(organisation.pk, at=at, person=person)
    found = here or former_roster(organisation.pk, at=at, person=person)
    if not found:
        return None
    columns = columns_of(organisation)
    day = today if here else found[0].last_day or today
    return _row(found[0], columns, _facts_of(organisation, columns, person), day)


def counts_of(columns: Sequence[Column], rows: Iterable[Row]) -> list[Count]:
    """For each column how many of these people are covered."""
    covered, needed = [0] * len(columns), [0] * len(columns)
    for row in rows:
        for number, square in enumerate(row.squares):
            if square.cell.state not in {State.NOT_NEEDED, State.EXEMPT}:
                needed[number] += 1
                covered[number] += square.cell.is_covered(row.day)
    return [Count(column, covered[number], needed[number]) for number, column in enumerate(columns)]


def _row(person: OnRoster, columns: Sequence[Column], facts: _Facts, day: date) -> Row:
    return Row(person, day, tuple(_square(person, column, facts, day) for column in columns))


def _square(person: OnRoster, column: Column, facts: _Facts, day: date) -> Square:
    pk = person.person_id
    key = (pk, column.pk)
    proofs = [*facts.outside.get(key, ())]
    deadline = facts.asked_requirement.get(key)
    for course in column.courses:
        proofs += facts.proofs.get((pk, course), ())
        deadline = deadline or facts.asked_course.get((pk, course))
    cell = cover(
        needed=is_for(column.who, person.posts, person.hats),
        months=column.months,
        since=max(column.since, person.since),
        proofs=proofs,
        exempt_until=facts.exempt.get(key),
        deadline=deadline,
        on=day,
    )
    return Square(column, cell, facts.seen.get(key), key in facts.waiting)


def _facts_of(organisation: Organisation, columns: Sequence[Column], person: int | None) -> _Facts:
    """What is known of everybody of the practice, or of one person. Four statements."""
    facts = _Facts()
    requirements = [column.pk for column in columns]
    courses = {course for column in columns for course in column.courses}
    of_person = Q() if person is None else Q(person_id=person)
    _read_results(facts, courses, organisation, person)
    _read_outside(facts, OutsideCertificate.objects.filter(of_person, organisation=organisation))
    exempt = Exemption.objects.filter(of_person, requirement__in=requirements, withdrawn_at=None)
    seen = CompetenceSeen.objects.filter(of_person, requirement__in=requirements)
    _read_marks(facts, exempt, seen)
    _read_deadlines(facts, Assigned.objects.filter(of_person, assignment__organisation=organisation))
    return facts


def _read_marks(facts: _Facts, exempt: Any, seen: Any) -> None:
    """Exemptions in force and the newest competence seen, in one statement for both."""
    nothing = Value("", output_field=CharField())
    excused = exempt.annotate(kind=Value(0, output_field=IntegerField()), one=nothing, other=nothing)
    watched = seen.annotate(kind=Value(1, output_field=IntegerField()))
    marks = excused.values_list("kind", "person_id", "requirement_id", "until", "one", "other").union(
        watched.values_list("kind", "person_id", "requirement_id", "seen_on", "seen_by", "how"), all=True
    )
    for kind, pk, requirement, day, by, how in sorted(marks, key=lambda mark: mark[3]):
        if kind:
            facts.seen[pk, requirement] = Seen(by, day, how)
        else:
            facts.exempt[pk, requirement] = day


def _read_results(facts: _Facts, courses: set[int], organisation: Organisation, person: int | None) -> None:
    # From any period and whoever asked for it: a certificate is the person's, wherever they earned it. One that was
    # revoked proves nothing.
    revoked = Certificate.objects.filter(code=OuterRef("certificate_code"), status=Certificate.Status.REVOKED)
    whose = [person] if person is not None else people_ever(organisation.pk)
    results = (
        CourseResult.objects.filter(
            ~Exists(revoked),
            completed_at__isnull=False,
            enrolment__course__in=courses,
            enrolment__person__in=whose,
        )
        .order_by("completed_at", "pk")
        .values_list(
            "enrolment__person_id",
            "enrolment__course_id",
            "completed_at",
            "valid_until",
            "certificate_code",
            "enrolment__version__title",
        )
    )
    for pk, course, completed_at, until, code, title in results:
        proof = Proof(timezone.localdate(completed_at), until, reference=code, title=title)
        facts.proofs[pk, course].append(proof)


def _read_outside(facts: _Facts, certificates: Any) -> None:
    wanted = certificates.exclude(state=OutsideCertificate.State.REFUSED)
    for pk, requirement, state, uuid, title, provider, on, until, by, *who in wanted.values_list(*_OUTSIDE):
        if state == OutsideCertificate.State.WAITING:
            facts.waiting.add((pk, requirement))
            facts.waiting_count += 1
        else:
            checker, bringer = who
            is_own = checker in {pk, bringer}
            facts.accepted[requirement] += 1
            facts.own_checks[requirement] += is_own
            named = f"{title}, {provider}"
            facts.outside[pk, requirement].append(
                Proof(on, until, elsewhere=True, reference=str(uuid), by=by, title=named, is_own_check=is_own)
            )


def _read_deadlines(facts: _Facts, assigned: Any) -> None:
    """The day of the newest open assignment for each person and course, or requirement where it names one.

    What was completed since is seen by the proof itself, so it is not asked again here.
    """
    rows = (
        assigned.filter(done_on=None, released_on=None, assignment__ended_at=None)
        .order_by("reached_on", "pk")
        .values_list(
            "person_id",
            "assignment__course_id",
            "assignment__programme_id",
            "assignment__requirement_id",
            "due_on",
            "assignment__grace_days",
            "reached_on",
        )
    )
    rows = list(rows)
    paths = courses_of_paths({path for _, _, path, *_ in rows if path is not None})
    for pk, course, path, requirement, due_on, grace, reached_on in rows:
        deadline = Deadline(due_on, due_on + timedelta(days=grace), reached_on)
        if requirement is not None:
            facts.asked_requirement[pk, requirement] = deadline
        for each in [course] if course is not None else paths.get(path, []):
            facts.asked_course[pk, each] = deadline
