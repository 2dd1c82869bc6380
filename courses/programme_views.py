"""A learner's pages of learning paths: the home of one, following it, and saying that a reading was read."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.api import may_read

from .calling import due_of
from .errors import CourseError
from .models import Programme, ProgrammeEnrolment
from .practice.asked import programmes_asked_of
from .programme_pages import ProgrammePage
from .programmes import enrolment_of, path_of
from .services import programmes as services
from .views import private


@require_GET
@login_required
@private
def programme_detail(request: HttpRequest, programme: UUID) -> HttpResponse:
    """/learn/programmes/<programme>/: the path's home for one who follows it; others are led to its page."""
    found = get_object_or_404(Programme, uuid=programme)
    own = enrolment_of(request.user.pk, found)
    page = ProgrammePage.objects.live().filter(programme=found).first()
    if own is None:
        if page is None or not page.url:
            raise Http404
        return redirect(page.url)
    today = timezone.localdate()
    due = due_of(programmes_asked_of(request.user.pk).get(found.pk))
    path = path_of(request.user.pk, own.version, own, on=today)
    context = {
        "own": own,
        "path": path,
        "page_of_path": page,
        "due": due.in_words(today) if due and not path.complete else "",
        "overdue": bool(due and due.overdue(today)),
    }
    return render(request, "courses/programme_detail.html", context)


@require_POST
@login_required
def programme_follow(request: HttpRequest, programme: UUID) -> HttpResponse:
    """Follow a path. Asked twice, it is the same."""
    found = get_object_or_404(Programme, uuid=programme)
    if enrolment_of(request.user.pk, found) is None and not may_read(request.viewer, found.access):  # type: ignore[attr-defined]
        raise PermissionDenied("This path is for members. If your membership has ended, ring us and we will help.")
    try:
        services.follow(request.user, found, at=timezone.now())
    except CourseError as error:
        messages.error(request, error.words)
        return redirect("/courses/")
    return redirect("courses:programme-detail", programme=found.uuid)


@require_POST
@login_required
def step_read(request: HttpRequest, programme: UUID) -> HttpResponse:
    """The learner has read the reading that the form names."""
    rows = ProgrammeEnrolment.objects.select_related("version")
    own = get_object_or_404(rows, programme__uuid=programme, person=request.user)
    try:
        services.read_step(own, request.POST.get("step", ""), at=timezone.now())
    except CourseError as error:
        messages.error(request, error.words)
    return redirect("courses:programme-detail", programme=programme)
