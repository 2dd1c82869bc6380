"""What goes into an evidence pack, read from today's rows: completions and their proofs, and nothing private.

About twenty statements, however many people there are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from certificates.api import Certificate
from courses.models import Assigned, CompetenceSeen, CourseResult, OutsideCertificate, Requirement
from courses.rules.covering import Cell, State
from courses.rules.packing import WITHHELD, index_of
from courses.rules.weaknesses import Standing, weaknesses
from foundation.vocabulary.api import Framework, bearing, crosswalk_on
from members.api import Organisation, former_roster, people_ever

from .matrix import Matrix, counts_of, matrix_of

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
    framework: Framework
    questions: tuple[str, ...]  # codes of its key questions


def snapshot_of(organisation: Organisation, wanted: Wanted, *, made_by: str, at: datetime) -> dict[str, Any]:
    """Everything that the pack prints, the crosswalk and what was withheld included; plain JSON."""
    today = timezone.localdate(at)
    nodes = {one.code: one for one in wanted.framework.nodes.select_related("parent")}
    crosswalk = crosswalk_on(wanted.framework, today)
    matrix = matrix_of(organisation, at=at)
    bears = _bearing(organisation, nodes, crosswalk)
    kept = [
        number
        for number, column in enumerate(matrix.columns)
        if not bears[column.pk][0] or set(bears[column.pk][0]) & set(wanted.questions)
    ]
    words = {pk: ", ".join(nodes[code].title for code in (*heads, *rest)) for pk, (heads, rest) in bears.items()}
    columns = [matrix.columns[number] for number in kept]
    ids = [column.pk for column in columns]
    outside, own_checks = _outside(organisation, ids, words)
    competence = _competence(ids, wanted)
    snapshot: dict[str, Any] = {
        "schema": 1,
        "template": TEMPLATE,
        "organisation": {
            "name": organisation.name,
            "kind": organisation.get_provider_type_display(),
            "sites": list(organisation.sites.values_list("name", flat=True)),
        },
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
        "crosswalk": crosswalk,
        "requirements": _requirements(matrix, kept, words),
        "people": _people(matrix, kept),
        "certificates": _certificates(organisation, _last_days(organisation, matrix, at=at), columns, words, wanted),
        "competence": competence,
        "outside": outside,
        "exemptions": sum(row.squares[number].cell.state == State.EXEMPT for row in matrix.rows for number in kept),
        "assignments": _assignments(organisation, wanted),
        "withheld": list(WITHHELD),
    }
    snapshot["weak"] = weaknesses(_standings(matrix, kept), own_checks=own_checks, waiting=matrix.waiting, on=today)
    snapshot["index"] = index_of(snapshot)
    return snapshot


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _bearing(
    organisation: Organisation, nodes: dict[str, Any], crosswalk: dict[str, list[str]]
) -> dict[int, tuple[list[str], list[str]]]:
    """For each requirement, the key questions it bears on, and the statements and regulations."""
    found: dict[int, tuple[list[str], list[str]]] = {}
    for pk, topic in Requirement.objects.filter(organisation=organisation).values_list("pk", "topic__code"):
        codes = bearing(topic, crosswalk) if topic else []
        heads = list(dict.fromkeys(nodes[code].parent.code for code in codes if nodes[code].parent))
        found[pk] = (heads, codes)
    return found


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
    results = CourseResult.objects.filter(
        enrolment__person__in=people_ever(organisation.pk),
        enrolment__course__in=list(bears),
        completed_at__date__range=(wanted.starts, wanted.ends),
    ).exclude(certificate_code="")
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


def _outside(organisation: Organisation, ids: Sequence[int], words: dict[int, str]) -> tuple[list[dict[str, str]], int]:
    held = OutsideCertificate.objects.filter(
        organisation=organisation, requirement__in=ids, state=OutsideCertificate.State.ACCEPTED
    )
    own = 0
    rows = []
    for one in held.select_related("person", "requirement", "checked_by").order_by(
        "person__name", "completed_on", "pk"
    ):
        own += one.checked_by_id == one.uploaded_by_id
        rows.append(
            {
                "person": one.person.name,
                "requirement": one.requirement.title,
                "title": f"{one.title}, {one.provider}",
                "completed": _day(one.completed_on),
                "until": _day(one.valid_until),
                "checked_by": one.checked_by.name if one.checked_by else "",
                "bears_on": words[one.requirement_id],
                "sha256": one.sha256,
            }
        )
    return rows, own


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


def _standings(matrix: Matrix, kept: Sequence[int]) -> list[Standing]:
    counts = counts_of(matrix.columns, matrix.rows)
    found = []
    for number in kept:
        squares = [row.squares[number] for row in matrix.rows]
        overdue = [one.cell for one in squares if one.cell.state == State.OVERDUE]
        found.append(
            Standing(
                matrix.columns[number].name,
                counts[number].covered,
                counts[number].needed,
                tuple(cell.due_on for cell in overdue if cell.due_on),
                sum(cell.proof is not None for cell in overdue),
                sum(one.seen is not None for one in squares),
            )
        )
    return found
