"""My CPD: a person's own record, their private reflections, and the file for spreadsheets."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.documents.spreadsheet import csv_lines
from certificates.forms import ReflectionForm
from certificates.models import CpdEntry, Reflection
from certificates.selectors import entries_for, totals
from certificates.services.reflecting import reflect


@login_required
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Entries and totals; ?year= narrows the list and the table by kind."""
    everything = entries_for(request.user)
    years = sorted({entry.on.year for entry in everything}, reverse=True)
    year = _year(request, years)
    shown = [entry for entry in everything if year in (None, entry.on.year)]
    today = timezone.localdate()
    context = {
        "entries": shown,
        "totals": totals(everything, today=today),
        "shown_totals": totals(shown, today=today),
        "years": years,
        "year": year,
        "this_year": today.year,
    }
    return render(request, "certificates/record.html", context)


@login_required
@never_cache
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The record as CSV, of one year or whole."""
    everything = entries_for(request.user)
    year = _year(request, [entry.on.year for entry in everything])
    lines = csv_lines(entry for entry in everything if year in (None, entry.on.year))
    name = f"cpd-record-{year}.csv" if year else "cpd-record.csv"
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reflection(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One private text about one activity. Nobody else can open this page, whoever they are."""
    activity = get_object_or_404(CpdEntry.objects.of(request.user), uuid=entry)
    kept = Reflection.objects.filter(entry=activity, owner_id=request.user.pk).first()
    form = ReflectionForm(request.POST or None, initial={"text": kept.text if kept else ""})
    if request.method == "POST" and form.is_valid():
        saved = reflect(request.user, activity, text=form.cleaned_data["text"], at=timezone.now())
        messages.success(request, "Your reflection is saved." if saved else "Your reflection is removed.")
        return redirect("certificates:record")
    return render(request, "certificates/reflection.html", {"form": form, "entry": activity, "kept": kept})


def _year(request: HttpRequest, known: list[int]) -> int | None:
    asked = request.GET.get("year", "")
    return next((year for year in known if str(year) == asked), None)
