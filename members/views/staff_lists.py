"""Joiners, changes and leavers by a list: upload, look, say yes. For an organisation's managers; 404 for all others."""

from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.spreadsheets import api as spreadsheets
from members.days import day_of
from members.desk_forms import CardsForm
from members.errors import MembersError
from members.forms import DAY
from members.models import HatKind, Invitation, JobRole, Organisation, StaffImport
from members.policy import manageable
from members.requests import SignedInRequest
from members.selectors import without_card
from members.services.staff_lists import apply_list, discard_list, people_held, plan_of, receive_list
from members.staff_list_reading import COLUMNS, MOST_BYTES, ReadList, UnreadableList, read_list
from members.staff_list_rules import Change, Held

PER_PAGE = 200
EXAMPLE = (
    ("Dr Ada Moss", "ada.moss@practice.invalid", "1001", "Salaried GP", "", "2026-12-01", "", "Medicines lead"),
    ("Sam Okoro", "", "1002", "Cleaner", "", "", "", ""),
    ("Priya Nair", "priya.nair@practice.invalid", "", "Receptionist or care navigator", "", "", "31/03/2027", ""),
)
WORDS = {
    Change.CLASH: ("Clash", "signal"),
    Change.JOIN: ("Joins", "ok"),
    Change.CHANGE: ("Changes", "warn"),
    Change.LEAVE: ("Leaves", "warn"),
    Change.SAME: ("Stays the same", ""),
}


class StaffListForm(forms.Form):
    """A list, and what becomes of whoever is not in it."""

    file = forms.FileField(
        label="Staff list",
        help_text="A CSV file of at most 5,000 people and 2 MB.",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
    )
    leavers = forms.BooleanField(
        label="Whoever is not in the list leaves",
        required=False,
        help_text="Only for a list of everybody. Your last manager and you yourself always stay.",
    )
    leave_on = forms.DateField(label="Their last day", required=False, widget=DAY)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("leavers") and not data.get("leave_on") and "leave_on" not in self.errors:
            self.add_error("leave_on", "Say which day is the last of whoever is not in the list.")
        return data


def _managed(request: SignedInRequest, uuid: UUID) -> Organisation:
    return get_object_or_404(manageable(request.viewer), uuid=uuid)


@never_cache
@login_required
def upload(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a list, and either say what is wrong in it or lead to what it would change."""
    organisation, read = _managed(request, uuid), None
    form = StaffListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        read = _read(form, organisation)
        if read and not read.complaints:
            leave_on = form.cleaned_data["leave_on"] if form.cleaned_data["leavers"] else None
            received = receive_list(
                organisation,
                read.rows,
                filename=form.cleaned_data["file"].name,
                leave_on=leave_on,
                uploaded_by=request.user,
                at=timezone.now(),
            )
            return redirect("members:staff-list-plan", organisation.uuid, received.uuid)
    context = {
        "organisation": organisation,
        "form": form,
        "read": read,
        "columns": COLUMNS,
        "posts": JobRole.labels,
        "hats": HatKind.labels,
        "sites": organisation.sites.all(),
        "earlier": organisation.staff_imports.select_related("uploaded_by").defer("rows")[:10],
    }
    wrong = bool(form.errors or (read and read.complaints))
    return render(request, "members/staff_list.html", context, status=422 if wrong else 200)


def _read(form: StaffListForm, organisation: Organisation) -> ReadList | None:
    try:
        # One byte more than may be, so that a file of any size costs no more than this.
        content = form.cleaned_data["file"].read(MOST_BYTES + 1)
        return read_list(content, sites=list(organisation.sites.values_list("name", flat=True)))
    except UnreadableList as unreadable:
        form.add_error("file", unreadable.sentence)
        return None


@never_cache
@login_required
def planned(request: SignedInRequest, uuid: UUID, received: UUID) -> HttpResponse:
    """What a list would change, row by row, with a yes and a no."""
    organisation, at = _managed(request, uuid), timezone.now()
    kept = get_object_or_404(
        StaffImport.objects.select_related("organisation", "uploaded_by"), organisation=organisation, uuid=received
    )
    if request.method == "POST" and "discard" in request.POST:
        discard_list(kept)
        messages.success(request, "The list was thrown away. Nobody was changed.")
        return redirect("members:staff-list", organisation.uuid)
    if request.method == "POST":
        try:
            done = apply_list(kept, digest=request.POST.get("digest", ""), at=at)
        except MembersError as problem:
            messages.error(request, problem.sentence)
        else:
            messages.success(request, "Done: " + _said(done.counts) + ".")
        return redirect("members:staff-list-plan", organisation.uuid, kept.uuid)
    context = {"organisation": organisation, "received": kept, "settled": kept.state != StaffImport.State.PLANNED}
    if kept.state == StaffImport.State.APPLIED and kept.applied_at is not None:
        asked = Invitation.objects.filter(organisation=organisation, invited_at=kept.applied_at)
        without = without_card(organisation, at=at)
        context |= {
            "invited": asked.count(),
            "joined": asked.filter(accepted_at__isnull=False).count(),
            "without": without,
            "cards_form": CardsForm(people=without, auto_id="sheet_%s"),
        }
    if not context["settled"]:
        found = plan_of(kept, at=at)
        order = list(WORDS)
        lines = sorted(found.lines, key=lambda line: (order.index(line.change), line.line or 0, line.name))
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "digest": found.digest,
            "page_of_lines": page,
            "lines": [(line, *WORDS[line.change]) for line in page.object_list],
            "clashes": found.counts[Change.CLASH],
            "nothing": not any(found.counts[one] for one in (Change.JOIN, Change.CHANGE, Change.LEAVE)),
        }
        kept.counts |= found.counts
    context["counts"] = [(word, tone, kept.counts.get(change, 0)) for change, (word, tone) in WORDS.items()]
    return render(request, "members/staff_list_plan.html", context)


def _said(counts: dict[str, int]) -> str:
    words = {Change.JOIN: "joined or invited", Change.CHANGE: "changed", Change.LEAVE: "with a last day"}
    return ", ".join(f"{counts[change]} {word}" for change, word in words.items())


@login_required
@require_safe
def example(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A list to begin with: the header and three invented people."""
    _managed(request, uuid)
    return _file("staff-list-example.csv", spreadsheets.csv_lines(COLUMNS, EXAMPLE))


@never_cache
@login_required
@require_safe
def export(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Today's people in the form that an upload takes: sending it back unchanged changes nothing."""
    organisation, today = _managed(request, uuid), day_of(timezone.now())
    here = [one for one in people_held(organisation, today) if one.is_here]
    return _file(f"staff-{today.isoformat()}.csv", spreadsheets.csv_lines(COLUMNS, _cells(here)))


def _cells(people: list[Held]) -> Iterator[tuple[str, ...]]:
    for one in people:
        yield (
            one.name,
            one.email,
            one.reference,
            JobRole(one.post).label if one.post else "",
            "; ".join(one.sites),
            one.starts.isoformat(),
            one.ends.isoformat() if one.ends else "",
            "; ".join(HatKind(code).label for code in one.hats),
        )


def _file(name: str, lines: Iterator[str]) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]
