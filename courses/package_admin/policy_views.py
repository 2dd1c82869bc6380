"""What may be decided about a version: how it is judged, whether it is offered, and the urgent recall."""

from typing import Self
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from wagtail.log_actions import log

from courses.errors import CourseError
from courses.models import PackageVersion
from courses.services import recalling

from . import reading
from .rights import MAY_CHANGE, demand


class PolicyForm(forms.Form):
    """How the server judges what the content reports."""

    mastery_override = forms.BooleanField(
        required=False,
        label="The pass mark decides",
        help_text="Where the package states a pass mark and reports a score, the server decides passed or failed by "
        "them. Off: it does so only where the content itself does not say which.",
    )
    glance_completes = forms.BooleanField(
        required=False,
        label="Opening completes it, if it never says a status",
        help_text="SCORM 1.2 asks for this: content that finishes without ever setting a status is completed. Off: it "
        "stays incomplete. Switch it off for a package that never reports, so that a glance earns nothing.",
    )

    @classmethod
    def of(cls, version: PackageVersion) -> Self:
        """The form as the version is set now."""
        return cls(initial={"mastery_override": version.mastery_override, "glance_completes": version.glance_completes})


class RecallForm(forms.Form):
    """Why a version is recalled, and that its author knows what that means."""

    reason = forms.CharField(
        max_length=recalling.LONGEST_REASON,
        label="Why, in one sentence that learners read",
        widget=forms.TextInput(attrs={"placeholder": "Part 3 names a time limit that is no longer the law."}),
    )
    understood = forms.BooleanField(
        label="I know that nobody can begin this package or go on with it until it is reinstated."
    )


@require_POST
def version_policy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Set how sessions that end from now on are judged."""
    demand(request, MAY_CHANGE)
    version, form = _version(uuid), PolicyForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            changed = recalling.set_policy(version, **form.cleaned_data)
            log(changed, "courses.package.policy", user=request.user, data=form.cleaned_data)
        messages.success(request, "Sessions that end from now on are judged by this. Results that stand already stay.")
    return redirect("packages:version", version.uuid)


@require_POST
def version_retire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer the version to no new course, or offer it again."""
    demand(request, MAY_CHANGE)
    version, retired = _version(uuid), request.POST.get("retired") == "yes"
    try:
        with transaction.atomic():
            row = recalling.retire(version, retired=retired)
            log(row, "courses.package.retire" if retired else "courses.package.offer", user=request.user)
    except CourseError as error:
        messages.error(request, error.words)
        return redirect("packages:version", version.uuid)
    said = "No new course may use it. Learners who have it notice nothing." if retired else "Courses may use it again."
    messages.success(request, said)
    return redirect("packages:version", version.uuid)


@require_http_methods(["GET", "POST"])
def version_recall(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask first, with the number of learners that it stops; recall on the second step."""
    demand(request, MAY_CHANGE)
    version = _version(uuid)
    form = RecallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                row = recalling.recall(version, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
                log(row, "courses.package.recall", user=request.user, data={"reason": row.recall_reason})
        except CourseError as error:
            messages.error(request, error.words)
        else:
            messages.success(request, "Recalled. Nobody can begin it or go on with it; nothing that was saved is lost.")
        return redirect("packages:version", version.uuid)
    context = {
        "version": version,
        "form": form,
        "midway": reading.midway(version),
        "courses": reading.courses_with(version),
        "page_title": "Recall at once",
        "page_subtitle": str(version),
        "header_icon": "warning",
    }
    return render(request, "courses/admin/package_recall.html", context)


@require_POST
def version_reinstate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Undo a recall."""
    demand(request, MAY_CHANGE)
    version = _version(uuid)
    try:
        with transaction.atomic():
            row = recalling.reinstate(version, by=request.user, at=timezone.now())
            log(row, "courses.package.reinstate", user=request.user)
    except CourseError as error:
        messages.error(request, error.words)
    else:
        messages.success(request, "Reinstated. Learners go on where their last save left them.")
    return redirect("packages:version", version.uuid)


def _version(uuid: UUID) -> PackageVersion:
    return get_object_or_404(PackageVersion.objects.defer("organisations"), uuid=uuid)
