"""One item of a course: a lesson to read and answer, a quiz, or the way into a package.

Everything works as plain forms. A page with script asks for JSON instead, and puts the answered block in its place.
"""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from . import lesson_views, quiz_views, selectors, video_views
from .acknowledging import wants_json
from .errors import CourseError
from .frames import frame
from .histories import history_of
from .models import Attempt, CourseItem, Enrolment
from .player.devices import in_words
from .prerequisites import ComesFirst, PrerequisiteFirst, in_the_way_of
from .rules import calls
from .rules.explaining import Reader, explain
from .rules.marking import NotAnAnswer
from .services import answering
from .services.attempts import begin_again
from .services.moving import offered_version
from .views import own_enrolment, private

Post = Callable[[HttpRequest, Enrolment, CourseItem], answering.Saved]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def item_detail(request: HttpRequest, enrolment: UUID, item: UUID) -> HttpResponse:
    """/learn/<enrolment>/<item>/: show the item, or take what was done on its page."""
    own = own_enrolment(request, enrolment)
    first = in_the_way_of(own, on=timezone.localdate())
    if first is not None:
        return _refused_for_now(request, own, first)
    found = selectors.item_of(own, item)
    if found is None:
        moved = selectors.successor_of(own, item) if request.method != "POST" else None
        if moved is None:
            raise Http404
        return redirect("courses:item-detail", enrolment=own.uuid, item=moved.uuid)
    if request.method != "POST":
        show = {"lesson": lesson_views.show, "quiz": _quiz, "video": video_views.show, "package": _package}
        return show[found.kind](request, own, found)
    return _posted(request, own, found)


@require_POST
@login_required
def item_again(request: HttpRequest, enrolment: UUID, item: UUID) -> HttpResponse:
    """Start a package again from the beginning: a new attempt, beside what the earlier ones have reached."""
    own = own_enrolment(request, enrolment)
    found = selectors.item_of(own, item)
    if found is None:
        raise Http404
    try:
        attempt = begin_again(own, found, at=timezone.now())
    except CourseError as error:
        messages.error(request, error.words)
    else:
        messages.success(request, f"Attempt {attempt.number} is ready. What you did before is kept below.")
    return redirect("courses:item-detail", enrolment=own.uuid, item=found.uuid)


def _refused_for_now(request: HttpRequest, own: Enrolment, first: ComesFirst) -> HttpResponse:
    """Another course comes first: its home says which, and leads there."""
    if wants_json(request):
        return JsonResponse(PrerequisiteFirst(first.sentence).as_dict(), status=PrerequisiteFirst.status)
    messages.warning(request, first.sentence)
    return redirect("courses:enrolment-detail", enrolment=own.uuid)


# --- Showing ----------------------------------------------------------------------------------------------------------


def _quiz(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    return quiz_views.quiz(request, enrolment, item, lambda: frame(enrolment, item))


def _package(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    at, context = timezone.now(), frame(enrolment, item)
    line, device = context["line"], in_words(request.headers.get("User-Agent", ""))
    history = history_of(enrolment, item, line, device=device, at=at)
    newest = history.newest
    context |= {
        "history": history,
        "why": explain(history.facts, Reader.LEARNER, at=at),
        "offered": offered_version(enrolment),
        "door": calls.door(
            attempt=newest.number if newest else 0,
            begun=bool(newest and newest.epoch),
            ended=bool(newest and newest.state == Attempt.State.ENDED),
            done=line.done,
        ),
    }
    return render(request, "courses/package_item.html", context)


# --- Taking -----------------------------------------------------------------------------------------------------------


def _posted(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    if item.kind == CourseItem.Kind.QUIZ:
        return quiz_views.posted(request, enrolment, item, lambda: frame(enrolment, item))
    here = reverse("courses:item-detail", kwargs={"enrolment": enrolment.uuid, "item": item.uuid})
    try:
        if item.kind == CourseItem.Kind.VIDEO or request.POST.get("act") in video_views.ACTS:
            return video_views.take(request, enrolment, item)
        if item.kind == CourseItem.Kind.LESSON:
            return lesson_views.take(request, enrolment, item)
        raise answering.NotInThisItem
    except NotAnAnswer as error:
        return _refused_answer(request, error, here)
    except CourseError as error:
        if wants_json(request):
            return JsonResponse(error.as_dict(), status=error.status)
        messages.error(request, error.words)
        return redirect(here)


def _refused_answer(request: HttpRequest, error: NotAnAnswer, here: str) -> HttpResponse:
    """A sentence says what is wanted."""
    if wants_json(request):
        return JsonResponse({"code": "not-an-answer", "sentence": error.sentence}, status=400)
    messages.error(request, error.sentence)
    return redirect(f"{here}#b-{request.POST.get('block', '')}")
