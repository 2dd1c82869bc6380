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

from certificates import api as certificates
from members.api import may_read

from . import selectors
from .errors import CourseError
from .histories import leftovers_of
from .models import Course, CourseItem, Enrolment, PackageVersion
from .pages import CoursePage
from .player.devices import in_words
from .rules.leftovers import Leftover
from .rules.progress import State
from .services import moving
from .services.enrolment import enrol

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
    """/learn/: everything the person has a place on, what is unfinished first."""
    found = selectors.my_learning(request.user.pk)
    open_ones = [one for one in found if one.completed_at is None]
    done = [one for one in found if one.completed_at is not None]
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"open_ones": open_ones, "done": done, "manages": bool(viewer.manages), "belongs": viewer.organisations}
    return render(request, "courses/learning_list.html", context)


@require_GET
@login_required
@private
def enrolment_detail(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """/learn/<enrolment>/: the course's home for one learner."""
    own = own_enrolment(request, enrolment)
    progress = selectors.progress_of(own)
    certificate = (
        certificates.certificate_for(request.user, f"course:{own.course.uuid}", own.period_start.isoformat())
        if progress.certificate_code
        else None
    )
    context = {
        "progress": progress,
        "enrolment": own,
        "version": own.version,
        "certificate": certificate,
        "call": selectors.call_for(request.viewer, own.course, progress),  # type: ignore[attr-defined]
        "course_page": CoursePage.objects.live().filter(course=own.course).first(),
        "offered": moving.offered_version(own),
        "leftovers": _leftovers(request, own, progress),
        "withdrawn": _withdrawn(progress),
    }
    return render(request, "courses/enrolment_detail.html", context)


def _withdrawn(progress: selectors.CourseProgress) -> list[CourseItem]:
    """The packages that stand in the way because they were recalled."""
    missing = [line.id for line in progress.lines if line.kind == CourseItem.Kind.PACKAGE and not line.done]
    if not missing:
        return []
    items = CourseItem.objects.filter(pk__in=missing, package_version__state=PackageVersion.State.RECALLED)
    return list(items.select_related("package_version").only("title", "uuid", "package_version__recall_reason"))


def _leftovers(request: HttpRequest, own: Enrolment, progress: selectors.CourseProgress) -> list[Leftover]:
    if not any(line.kind == CourseItem.Kind.PACKAGE and line.state != State.TODO for line in progress.lines):
        return []
    return leftovers_of(own, device=in_words(request.headers.get("User-Agent", "")), at=timezone.now())


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
        "call": selectors.call_for(viewer, found, progress),
    }
    return render(request, "courses/course_detail.html", context)
