"""What goes into an evidence pack, read from today's rows: completions and their proofs, and nothing private.

The same statements however many people there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from certificates.api import Certificate
from courses.models import Assigned, CompetenceSeen, CourseResult, OutsideCertificate
from courses.rules.covering import Cell, State
from courses.rules.packing import WITHHELD, index_of
from courses.rules.weaknesses import Standing, weaknesses
from foundation.vocabulary.api import Framework, FrameworkRead, bearing
from members.api import Organisation, former_roster, people_ever

from .matrix import Matrix, counts_of, matrix_of

OWN_CHECK = "who brought it or whom it is about"
TEMPLATE = "courses/practice/evidence.typ"
WORDS = {
    State.NOT_NEEDED: "Not needed",
    State.DUE: "Due",
    State.OVERDUE: "Overdue",
    State.DONE: "Done",
    State.DONE_ELSEWHERE: "Done elsewhere",
    State.EXEMPT: "Exempt",
}


@dataclass(frozen=True)
class Wanted:
    """What the manager chose."""

    starts: date
    ends: date
    read: FrameworkRead
    questions: tuple[str, ...]  # codes of its key questions

    @property
    def framework(self) -> Framework:
        """Whose questions they are."""
        return self.read.framework


@dataclass(frozen=True)
class _Ground:
    """What preview and pack stand on: the matrix of today, and the requirements that bear on the questions."""

    matrix: Matrix
    kept: list[int]  # numbers of the columns
    words: dict[int, str]  # requirement -> the questions and statements that it bears on
    first: dict[int, str]  # requirement -> the first of the chosen questions that it bears on


def _ground_of(organisation: Organisation, wanted: Wanted, *, at: datetime) -> _Ground:
    matrix, nodes = matrix_of(organisation, at=at), wanted.read.nodes
    kept: list[int] = []
    words: dict[int, str] = {}
    first: dict[int, str] = {}
    for number, column in enumerate(matrix.columns):
        codes = bearing(column.topic, wanted.read.crosswalk) if column.topic else []
        heads = list(dict.fromkeys(parent.code for code in codes if (parent := nodes[code].parent)))
        chosen = [code for code in heads if code in wanted.questions]
        words[column.pk] = ", ".join(nodes[code].title for code in (*heads, *codes))
        first[column.pk] = nodes[chosen[0]].title if chosen else ""
        if not heads or chosen:
            kept.append(number)
    return _Ground(matrix, kept, words, first)


def preview_of(organisation: Organisation, wanted: Wanted, *, made_by: str, at: datetime) -> dict[str, Any]:
    """The part of a pack that the matrix tells: what is weak, what is asked, how everybody stands, and how many proofs.

    Seven statements. The lists of proofs with their hashes are read when the pack is made.
    """
    ground = _ground_of(organisation, wanted, at=at)
    pks = [ground.matrix.columns[number].pk for number in ground.kept]
    courses = {course for number in ground.kept for course in ground.matrix.columns[number].courses}
    return _head(organisation, wanted, ground, made_by=made_by, at=at) | {
        "certificate_count": _earned(organisation, courses, wanted).count(),
        "outside_count": sum(ground.matrix.outside.get(pk, 0) for pk in pks),
    }


def _head(organisation: Organisation, wanted: Wanted, ground: _Ground, *, made_by: str, at: datetime) -> dict[str, Any]:
    today, matrix, nodes = timezone.localdate(at), ground.matrix, wanted.read.nodes
    pks = [matrix.columns[number].pk for number in ground.kept]
    titles = [nodes[code].title for code in wanted.questions]
    return {
        "schema": 2,
        "template": TEMPLATE,
        "starts": wanted.starts.isoformat(),
        "ends": wanted.ends.isoformat(),
        "period": f"{_day(wanted.starts)} to {_day(wanted.ends)}",
        "made_at": at.isoformat(),
        "made_on": _day(today),
        "made_by": made_by,
        "framework": {
            "code": wanted.framework.code,
            "title": wanted.framework.title,
            "regulator": wanted.framework.regulator,
            "valid_from": wanted.framework.valid_from.isoformat(),
        },
        "questions": [{"code": code, "title": nodes[code].title} for code in wanted.questions],
        "requirements": _requirements(matrix, ground.kept, ground.words),
        "people": _people(matrix, ground.kept),
        "exemptions": sum(
            row.squares[number].cell.state == State.EXEMPT for row in matrix.rows for number in ground.kept
        ),
        "withheld": list(WITHHELD),
        "weak": weaknesses(
            _standings(ground),
            own_checks=sum(matrix.own_checks.get(pk, 0) for pk in pks),
            waiting=matrix.waiting,
            questions=titles,
            on=today,
        ),
    }


def snapshot_of(organisation: Organisation, wanted: Wanted, *, made_by: str, at: datetime) -> dict[str, Any]:
    """Everything that the pack prints, the crosswalk and what was withheld included, as plain JSON. 12 statements."""
    ground = _ground_of(organisation, wanted, at=at)
    matrix, words = ground.matrix, ground.words
    columns = [matrix.columns[number] for number in ground.kept]
    ids = [column.pk for column in columns]
    snapshot = _head(organisation, wanted, ground, made_by=made_by, at=at) | {
        "organisation": {
            "name": organisation.name,
            "kind": organisation.get_provider_type_display(),
            "sites": list(organisation.sites.values_list("name", flat=True)),
        },
        "crosswalk": wanted.read.crosswalk,
        "certificates": _certificates(organisation, _last_days(organisation, matrix, at=at), columns, words, wanted),
        "competence": _competence(ids, wanted),
        "outside": _outside(organisation, ids, words),
        "assignments": _assignments(organisation, wanted),
    }
    snapshot["index"] = index_of(snapshot)
    return snapshot


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _requirements(matrix: Matrix, kept: Sequence[int], words: dict[int, str]) -> list[dict[str, Any]]:
    counts = counts_of(matrix.columns, matrix.rows)
    return [
        {
            "title": matrix.columns[number].name,
            "interval": f"every {months} months" if (months := matrix.columns[number].months) else "once",
            "covered": counts[number].covered,
            "needed": counts[number].needed,
            "bears_on": words[matrix.columns[number].pk],
        }
        for number in kept
    ]


def _people(matrix: Matrix, kept: Sequence[int]) -> list[dict[str, Any]]:
    people = []
    for row in matrix.rows:
        cells = [
            {"requirement": one.column.name, "state": WORDS[one.cell.state], "detail": _detail(one.cell)}
            for one in (row.squares[number] for number in kept)
            if one.cell.state != State.NOT_NEEDED
        ]
        people.append({"name": row.person.name, "post": row.person.post, "cells": cells})
    return people


def _detail(cell: Cell) -> str:
    if cell.state == State.EXEMPT:
        return f"until {_day(cell.until)}"
    if cell.is_open:
        return f"by {_day(cell.due_on)}"
    until = f", counts until {_day(cell.until)}" if cell.until else ""
    return f"{_day(cell.proof.on)}{until}" if cell.proof else ""


def _last_days(organisation: Organisation, matrix: Matrix, *, at: datetime) -> dict[int, date]:
    """Until when what somebody earned is the practice's to show: for ever while they belong, else until they left.

    Outsiders are in neither list.
    """
    left = {one.person_id: one.last_day for one in former_roster(organisation.pk, at=at) if one.last_day}
    return left | {row.person.person_id: date.max for row in matrix.rows}


def _earned(organisation: Organisation, courses: Iterable[int], wanted: Wanted) -> QuerySet[CourseResult]:
    """Completions of the period with a certificate that is still one: a revoked one proves nothing."""
    issued = Certificate.objects.filter(code=OuterRef("certificate_code"), status=Certificate.Status.ISSUED)
    return CourseResult.objects.filter(
        Exists(issued),
        enrolment__person__in=people_ever(organisation.pk),
        enrolment__course__in=list(courses),
        completed_at__date__range=(wanted.starts, wanted.ends),
    )


def _certificates(
    organisation: Organisation,
    last_days: dict[int, date],
    columns: Sequence[Any],
    words: dict[int, str],
    wanted: Wanted,
) -> list[dict[str, Any]]:
    """The certificates that were earned in the period on courses of the matrix, each with the hash of its file."""
    bears = defaultdict(set)
    for column in columns:
        for course in column.courses:
            bears[course].add(words[column.pk])
    results = _earned(organisation, bears, wanted)
    rows = results.order_by("enrolment__person__name", "completed_at", "pk").values_list(
        "certificate_code", "enrolment__course_id", "enrolment__person_id", "completed_at"
    )
    courses = {
        code: course
        for code, course, person, completed in rows
        if person in last_days and timezone.localdate(completed) <= last_days[person]
    }
    of_course = {
        one.code: one
        for one in Certificate.objects.filter(
            code__in=results.values("certificate_code"), status=Certificate.Status.ISSUED
        ).prefetch_related("artifacts")
    }
    return [
        {
            "code": code,
            "person": of_course[code].snapshot["name"],
            "title": of_course[code].snapshot["title"],
            "completed": _day(of_course[code].completed_on),
            "verify_address": settings.BASE_URL + reverse("certificates:verify-page", args=[code]),
            "bears_on": ", ".join(sorted(filter(None, bears[course]))),
            # Until its file is made, the hash of what it certifies stands in its place.
            "sha256": next(
                (file.sha256 for file in of_course[code].artifacts.all() if file.kind == "pdf"),
                of_course[code].snapshot_sha256,
            ),
        }
        for code, course in courses.items()
        if code in of_course
    ]


def _outside(organisation: Organisation, ids: Sequence[int], words: dict[int, str]) -> list[dict[str, str]]:
    held = OutsideCertificate.objects.filter(
        organisation=organisation, requirement__in=ids, state=OutsideCertificate.State.ACCEPTED
    )
    people = held.select_related("person", "requirement", "checked_by")
    return [
        {
            "person": one.person.name,
            "requirement": one.requirement.title,
            "title": f"{one.title}, {one.provider}",
            "completed": _day(one.completed_on),
            "until": _day(one.valid_until),
            "checked_by": _checker(one),
            "bears_on": words[one.requirement_id],
            "sha256": one.sha256,
        }
        for one in people.order_by("person__name", "completed_on", "pk")
    ]


def _checker(one: OutsideCertificate) -> str:
    if one.checked_by is None:
        return ""
    is_own = one.checked_by_id in {one.person_id, one.uploaded_by_id}
    return f"{one.checked_by.name}, {OWN_CHECK}" if is_own else one.checked_by.name


def _competence(ids: Sequence[int], wanted: Wanted) -> list[dict[str, str]]:
    seen = CompetenceSeen.objects.filter(requirement__in=ids, seen_on__range=(wanted.starts, wanted.ends))
    return [
        {
            "person": one.person.name,
            "requirement": one.requirement.title,
            "seen_by": one.seen_by,
            "seen_on": _day(one.seen_on),
            "how": one.how,
        }
        for one in seen.select_related("person", "requirement").order_by("person__name", "seen_on", "pk")
    ]


def _assignments(organisation: Organisation, wanted: Wanted) -> list[dict[str, Any]]:
    reached = Assigned.objects.filter(
        assignment__organisation=organisation, released_on=None, due_on__range=(wanted.starts, wanted.ends)
    )
    rows = (
        reached.values("assignment", "assignment__course__title", "assignment__programme__title")
        .annotate(
            asked=Count("pk"),
            done=Count("pk", filter=Q(done_on__lte=F("due_on"))),
            late=Count("pk", filter=Q(done_on__gt=F("due_on"))),
        )
        .order_by("assignment")
    )
    return [
        {
            "title": row["assignment__course__title"] or row["assignment__programme__title"] or "",
            "asked": row["asked"],
            "done": row["done"],
            "late": row["late"],
        }
        for row in rows
    ]


def _standings(ground: _Ground) -> list[Standing]:
    matrix = ground.matrix
    counts = counts_of(matrix.columns, matrix.rows)
    found = []
    for number in ground.kept:
        column = matrix.columns[number]
        squares = [row.squares[number] for row in matrix.rows]
        overdue = [one.cell for one in squares if one.cell.state == State.OVERDUE]
        found.append(
            Standing(
                column.name,
                counts[number].covered,
                counts[number].needed,
                tuple(cell.due_on for cell in overdue if cell.due_on),
                sum(cell.proof is not None for cell in overdue),
                sum(one.seen is not None for one in squares),
                ground.first[column.pk],
                bool(column.courses),
            )
        )
    return found
