"""/practice/<organisation>/training/: the matrix, one person's row, one square. For the practice's managers."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.models import Assigned, CompetenceSeen, Course, Exemption, OutsideCertificate, Requirement
from courses.rules.covering import State
from foundation.spreadsheets.api import csv_lines
from members.api import Organisation, people_ever

from . import matrix_words as words
from .doors import looked_at
from .matrix import Row, Square, matrix_of, row_of
from .matrix_forms import ExcuseForm, ManagerCertificateForm, SeenForm
from .matrix_pages import STATES, Filters, found_in, in_state, legend, page_of, shown, shown_row

private = cache_control(private=True, no_store=True)


@login_required
@require_safe
@private
def matrix(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """People by requirement, fifty a page. Twelve statements at most, however many there are."""
    own, may_change = looked_at(request, organisation)
    filters = Filters.read(request.GET)
    whole = matrix_of(own, at=timezone.now(), left=filters.left)
    if not whole.columns and may_change:
        return redirect("courses:matrix-start", own.uuid)
    kept = request.GET.copy()
    for cursor in ("after", "before"):
        kept.pop(cursor, None)
    context = {
        "organisation": own,
        "may_change": may_change,
        "filters": filters,
        "shown": page_of(whole, filters, request.GET),
        "all_columns": whole.columns,
        "waiting": whole.waiting,
        "states": [(one.value, words.WORDS[one]) for one in STATES],
        "legend": legend(),
        "today": timezone.localdate(),
        "query": kept.urlencode(),
    }
    return render(request, "courses/practice/matrix.html", context)


@login_required
@require_safe
@private
def matrix_export(request: HttpRequest, organisation: UUID) -> StreamingHttpResponse:
    """Everybody that the filters find, one square a line, as CSV."""
    own, _ = looked_at(request, organisation)
    at = timezone.now()
    filters = Filters.read(request.GET)
    found = found_in(matrix_of(own, at=at, left=filters.left), filters)
    lines = words.rows_of(in_state(found.rows, filters), states=filters.states)
    return StreamingHttpResponse(
        csv_lines(words.COLUMNS, lines),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="training-{timezone.localdate(at).isoformat()}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@login_required
@require_safe
@private
def matrix_person(request: HttpRequest, organisation: UUID, person: UUID) -> HttpResponse:
    """One person with everything that is asked of them."""
    own, may_change = looked_at(request, organisation)
    row = row_or_404(own, person)
    context = {"organisation": own, "row": row, "shown": shown_row(row), "has_left": _has_left(row)}
    context["may_change"] = may_change
    return render(request, "courses/practice/matrix_person.html", context)


@login_required
@require_safe
@private
def matrix_cell(request: HttpRequest, organisation: UUID, requirement: UUID, person: UUID) -> HttpResponse:
    """One square: why it is so, and what can be done."""
    own, may_change = looked_at(request, organisation)
    asked, row = requirement_or_404(own, requirement), row_or_404(own, person)
    return cell_page(request, own, asked, row, may_change=may_change)


def cell_page(
    request: HttpRequest,
    own: Organisation,
    requirement: Requirement,
    row: Row,
    *,
    may_change: bool = True,
    **forms: Any,
) -> HttpResponse:
    """The page of a square, shown again with the form that was not accepted.

    Who may only look reads neither why somebody is excused nor the file of a certificate, and finds no form.
    """
    square = next((one for one in row.squares if one.column.pk == requirement.pk), None)
    if square is None:  # retired meanwhile
        raise Http404
    today = timezone.localdate()
    person = row.person
    context = {
        "organisation": own,
        "requirement": requirement,
        "row": row,
        "person": person,
        "square": square,
        "shown": shown(square),
        "why": words.why(square, person.name),
        "who": words.who_in_words(square.column.who, few=99),
        "interval": words.interval(square.column.months),
        "has_left": _has_left(row),
        "may_change": may_change,
        "courses": _courses(square),
        "competence": CompetenceSeen.objects.filter(requirement=requirement, person=person.person_id).order_by(
            "-seen_on"
        ),
        "exemption": _exemption(square, person.person_id),
        "outside": OutsideCertificate.objects.filter(requirement=requirement, person=person.person_id)
        .select_related("checked_by", "uploaded_by")
        .order_by("-completed_on"),
        "asked": _asked(own, square, person.person_id),
        "seen_form": forms.get("seen") or SeenForm(initial={"seen_on": today, "seen_by": str(request.user)}),
        "excuse_form": forms.get("excuse") or ExcuseForm(),
        "certificate_form": forms.get("certificate") or ManagerCertificateForm(auto_id="certificate_%s"),
        "opened": next(iter(forms), ""),
    }
    return render(request, "courses/practice/matrix_cell.html", context, status=422 if forms else 200)


def row_or_404(own: Organisation, person: UUID) -> Row:
    """Somebody who belongs or has belonged to the practice; 404 for anybody else, as for one that does not exist."""
    pk = people_ever(own.pk).filter(person__uuid=person).values_list("person_id", flat=True).first()
    row = row_of(own, pk, at=timezone.now()) if pk is not None else None
    if row is None:
        raise Http404
    return row


def requirement_or_404(own: Organisation, requirement: UUID) -> Requirement:
    """A requirement of the practice that is in force."""
    return get_object_or_404(Requirement, organisation=own, uuid=requirement, retired_on=None)


def _has_left(row: Row) -> bool:
    return row.day != timezone.localdate()


def _courses(square: Square) -> list[Course]:
    return list(Course.objects.filter(pk__in=square.column.courses).order_by("title"))


def _exemption(square: Square, person: int) -> Exemption | None:
    if square.cell.state != State.EXEMPT:
        return None
    found = Exemption.objects.filter(requirement=square.column.pk, person=person, withdrawn_at=None)
    return found.select_related("given_by").first()


def _asked(own: Organisation, square: Square, person: int) -> Assigned | None:
    """The newest open assignment of one of its courses."""
    return (
        Assigned.objects.filter(
            person=person,
            assignment__organisation=own,
            assignment__course__in=square.column.courses,
            done_on=None,
            released_on=None,
            assignment__ended_at=None,
        )
        .select_related("assignment__made_by", "assignment__course")
        .order_by("-reached_on", "-pk")
        .first()
    )
