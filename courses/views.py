"""A learner's own pages: what they have begun, a course's home, and the start of one. Owner only; others get 404."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.api import Organisation, may_read

from . import selectors
from .calling import asked_again, call_for
from .errors import CourseError
from .home import home_of
from .learning_page import my_learning_page
from .models import Course, Enrolment
from .pages import CoursePage
from .period_histories import periods_with_past
from .player.devices import in_words
from .practice.asked import asked_of
from .services import moving
from .services.enrolment import enrol
from .services.renewing import renew

private = cache_control(private=True, no_cache=True)


def own_enrolment(request: HttpRequest, uuid: UUID) -> Enrolment:
    """The signed-in person's enrolment; 404 for anybody else's, as for one that does not exist."""
    found = selectors.enrolment_of(request.user.pk, uuid)
    if found is None:
        raise Http404
    return found


@require_GET
@login_required
@private
def learning_list(request: HttpRequest) -> HttpResponse:
    """/learn/: everything that is asked of the person, under way and done."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {
        "mine": my_learning_page(viewer, on=timezone.localdate()),
        "manages": bool(viewer.manages),
        "managed": Organisation.objects.filter(pk__in=viewer.manages).order_by("name") if viewer.manages else (),
        "belongs": viewer.organisations,
    }
    return render(request, "courses/learning_list.html", context)


@require_GET
@login_required
@private
def enrolment_detail(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """/learn/<enrolment>/: the course's home for one learner."""
    own = own_enrolment(request, enrolment)
    device = in_words(request.headers.get("User-Agent", ""))
    context = home_of(request.viewer, own, device=device, at=timezone.now())  # type: ignore[attr-defined]
    return render(request, "courses/enrolment_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def enrolment_move(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Show what going on with the version that is offered now would change, and do it when asked to."""
    own = own_enrolment(request, enrolment)
    home = redirect("courses:enrolment-detail", enrolment=own.uuid)
    try:
        if request.method == "POST":
            offer = moving.move(own, to=_uuid_or_404(request.POST.get("version", "")), at=timezone.now())
            messages.success(request, f"You go on with version {offer.after.number} of this course.")
            return home
        shown = moving.preview(own)
        if shown is None:
            raise moving.NothingToMoveTo
    except CourseError as error:
        messages.error(request, error.words)
        again = isinstance(error, moving.AnotherVersionMeanwhile)
        return redirect("courses:enrolment-move", enrolment=own.uuid) if again else home
    return render(request, "courses/enrolment_move.html", {"enrolment": own, "version": own.version, "offer": shown})


@require_GET
@login_required
@private
def enrolment_history(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """/learn/<enrolment>/history/: every period of the person on this course."""
    own = own_enrolment(request, enrolment)
    periods = periods_with_past(own.person_id, own.course_id, on=timezone.localdate())
    context = {"enrolment": own, "version": own.version, "periods": periods}
    return render(request, "courses/enrolment_history.html", context)


def _uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_POST
@login_required
def enrolment_create(request: HttpRequest, course: UUID) -> HttpResponse:
    """Start a course: a place on it, and straight to its first lesson. Asked twice, it is the same place."""
    wanted = get_object_or_404(Course, uuid=course)
    had = selectors.newest_enrolment(request.user.pk, wanted.pk)
    if had is None and not may_read(request.viewer, wanted.access):  # type: ignore[attr-defined]
        raise PermissionDenied("This course is for members. If your membership has ended, ring us and we will help.")
    try:
        place = had or enrol(request.user, wanted, at=timezone.now())
    except CourseError as error:
        messages.error(request, error.words)
        return redirect("courses:course-detail", course=wanted.uuid)
    progress = selectors.progress_of(place)
    if progress.resume is None:
        return redirect("courses:enrolment-detail", enrolment=place.uuid)
    return redirect("courses:item-detail", enrolment=place.uuid, item=progress.resume.uuid)


@require_POST
@login_required
def enrolment_renew(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Do a course again: a new period, and its home. Asked twice, it is the same period."""
    own = own_enrolment(request, enrolment)
    if not may_read(request.viewer, own.course.access):  # type: ignore[attr-defined]
        raise PermissionDenied("This course is for members. If your membership has ended, ring us and we will help.")
    asked = asked_of(request.user.pk).get(own.course_id)
    again = asked_again(selectors.progress_of(own), asked)
    try:
        place = renew(request.user, own.course, at=timezone.now(), asked=again)
    except CourseError as error:
        messages.error(request, error.words)
        return redirect("courses:enrolment-detail", enrolment=own.uuid)
    return redirect("courses:enrolment-detail", enrolment=place.uuid)


@require_GET
def course_detail(request: HttpRequest, course: UUID) -> HttpResponse:
    """A course by its own name: its page in the catalogue, or, for one that has none, what its version says."""
    found = get_object_or_404(Course.objects.select_related("current"), uuid=course)
    page = CoursePage.objects.live().filter(course=found).first()
    if page is not None and page.url:
        return redirect(page.url)
    viewer = request.viewer  # type: ignore[attr-defined]
    enrolment = selectors.newest_enrolment(viewer.user_id, found.pk)
    if found.current is None and enrolment is None:
        raise Http404
    progress = selectors.progress_of(enrolment) if enrolment else None
    version = found.current or (enrolment.version if enrolment else None)
    context = {
        "course": found,
        "version": version,
        "items": list(version.items.defer("content")) if version else [],
        "progress": progress,
        "call": call_for(viewer, found, progress, on=timezone.localdate()),
    }
    return render(request, "courses/course_detail.html", context)
