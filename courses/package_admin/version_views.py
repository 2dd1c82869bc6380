"""A version's own pages: the report, how it fares with learners, playing it, trying it again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from courses.errors import CourseError
from courses.models import PackageVersion
from courses.player.launch import preview_address
from courses.services import trying

from . import reading
from .policy_views import PolicyForm
from .reporting import report_on
from .rights import MAY_UPLOAD, demand, rights_of


@require_GET
def version_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The report on a version, and what may be done with it."""
    version = get_object_or_404(PackageVersion.objects.select_related("package"), uuid=uuid)
    context = {
        "version": version,
        "report": report_on(version, reading.outline(version), files=version.files.count()),
        "trial": version.trial,
        "courses": reading.courses_with(version),
        "midway": reading.midway(version),
        "policy": PolicyForm.of(version) if version.standard == PackageVersion.Standard.SCORM_12 else None,
        "already": request.GET.get("already"),
        "page_title": version.title,
        "page_subtitle": f"Package version {version.number}",
        "header_icon": "media",
        **rights_of(request),
    }
    return render(request, "courses/admin/package_version.html", context)


@require_GET
def version_health(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How a version fares with learners."""
    version = get_object_or_404(PackageVersion.objects.defer("organisations"), uuid=uuid)
    context = {
        "version": version,
        "health": reading.health(version),
        "most": reading.SESSIONS_LOOKED_AT,
        "page_title": version.title,
        "page_subtitle": "With learners",
        "header_icon": "media",
    }
    return render(request, "courses/admin/package_health.html", context)


@require_POST
def version_play(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Lead to the player, in which the version plays as for a learner and nothing is kept."""
    version = get_object_or_404(PackageVersion, uuid=uuid)
    outline = request.POST.get("organisation", "")
    try:
        address = preview_address(version, request.user, at=timezone.now(), organisation=outline)
    except CourseError as error:
        messages.error(request, error.words)
        return redirect("packages:version", version.uuid)
    return HttpResponseRedirect(address, status=303, headers={"Cache-Control": "no-store"})


@require_POST
def version_try(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have the version tried in a browser once more."""
    demand(request, MAY_UPLOAD)
    version = get_object_or_404(PackageVersion, uuid=uuid)
    trying.try_again(version, at=timezone.now())
    messages.success(
        request, "It will be played in a browser in a moment. Load this page again to see what came of it."
    )
    return redirect("packages:version", version.uuid)
