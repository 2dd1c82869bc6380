"""/learn/team/: a practice's learning, for its managers. Others are told that it is theirs."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from foundation.spreadsheets.api import csv_lines
from members.api import manageable, members_on

from . import team as reads
from .models import Course
from .views import private

FOR_MANAGERS = "This page is for whoever looks after a practice here. Your own courses are under My learning."


@require_GET
@login_required
@private
def team(request: HttpRequest) -> HttpResponse:
    """The page: colleagues by name with their courses, 25 at a time. Twelve statements at most."""
    organisations, chosen = _organisation(request)
    filters = _filters(request)
    everybody = members_on(chosen.pk, at=timezone.now())
    found = reads.named(everybody, filters)
    courses = reads.courses_of(everybody)
    page = Paginator(found, reads.PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisations": organisations,
        "organisation": chosen,
        "filters": filters,
        "courses": courses,
        "page_of_list": page,
        "total": len(found),
        "colleagues": reads.colleagues(list(page.object_list), _wanted(courses, filters)),
        "query": request.GET.urlencode(),
    }
    return render(request, "courses/team.html", context)


@require_GET
@login_required
@private
def team_export(request: HttpRequest) -> StreamingHttpResponse:
    """The same with all its pages, as CSV."""
    at = timezone.now()
    _, chosen = _organisation(request)
    filters = _filters(request)
    everybody = members_on(chosen.pk, at=at)
    found = reads.colleagues(reads.named(everybody, filters), _wanted(reads.courses_of(everybody), filters))
    return StreamingHttpResponse(
        csv_lines(reads.COLUMNS, reads.rows_of(found)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="learning-{timezone.localdate(at).isoformat()}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _organisation(request: HttpRequest) -> tuple[list[Any], Any]:
    """The organisations that the viewer manages by name, and the one that is asked for, or the first.

    One of another practice is answered like one that does not exist: with the viewer's own.
    """
    managed = list(manageable(request.viewer).order_by("name", "pk"))  # type: ignore[attr-defined]
    if not managed:
        raise PermissionDenied(FOR_MANAGERS)
    wanted = request.GET.get("organisation", "")
    return managed, next((one for one in managed if str(one.uuid) == wanted), managed[0])


def _wanted(courses: list[Course], filters: reads.Filters) -> Course | None:
    """The course that is asked for, if somebody of the practice has a place on it; all of them else."""
    return next((course for course in courses if course.uuid == filters.course), None)


def _filters(request: HttpRequest) -> reads.Filters:
    return reads.Filters.read(request.GET.get("name", ""), request.GET.get("course", ""))
