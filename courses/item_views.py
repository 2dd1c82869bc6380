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
from .errors import CourseError, LeftBehind, NotInThisCourse
from .frames import frame
from .histories import history_of
from .models import Attempt, CourseItem, Enrolment
from .player.devices import in_words
from .prerequisites import ComesFirst, PrerequisiteFirst, in_the_way_of, refuse_before
from .rules import calls, lessons
from .rules.explaining import Reader, explain
from .rules.marking import NotAnAnswer
from .services import answering
from .services.attempts import begin_again
from .services.moving import offered_version
from .views import own_enrolment, private
from .visits import session_named

Post = Callable[[HttpRequest, Enrolment, CourseItem], answering.Saved]

TOO_LATE = (
    "You have gone on with another version of this course since. This was done in a part as it was before and came too "
    "late to be counted; what was saved before then stands."
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def item_detail(request: HttpRequest, enrolment: UUID, item: UUID) -> HttpResponse:
    """/learn/<enrolment>/<item>/: show the item, or take what was done on its page."""
    posted = request.method == "POST"
    try:
        own = own_enrolment(request, enrolment)
    except Http404:
        if posted and wants_json(request):
            return _as_json(NotInThisCourse())
        raise
    first = in_the_way_of(own, on=timezone.localdate())
    if first is not None:
        return _refused_for_now(request, own, first)
    found = selectors.item_of(own, item)
    if found is None:
        return _left(request, own, item) if posted else _moved(own, item)
    if not posted:
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
        # An attempt is a beginning: made here, it would open every part of a course that another one keeps closed.
        refuse_before(own, on=timezone.localdate())
        attempt = begin_again(own, found, at=timezone.now())
    except CourseError as error:
        messages.error(request, error.words)
    else:
        messages.success(request, f"Attempt {attempt.number} is ready. What you did before is kept below.")
    return redirect("courses:item-detail", enrolment=own.uuid, item=found.uuid)


def _refused_for_now(request: HttpRequest, own: Enrolment, first: ComesFirst) -> HttpResponse:
    """Another course comes first: its home says which, and leads there."""
    if wants_json(request):
        return _as_json(PrerequisiteFirst(first.sentence))
    messages.warning(request, first.sentence)
    return redirect("courses:enrolment-detail", enrolment=own.uuid)


def _moved(own: Enrolment, item: UUID) -> HttpResponse:
    """An older link leads to the part that took the place of the one it names."""
    successor = selectors.successor_of(own, item)
    if successor is None:
        raise Http404
    return redirect("courses:item-detail", enrolment=own.uuid, item=successor.uuid)


def _left(request: HttpRequest, own: Enrolment, item: UUID) -> HttpResponse:
    """Work for a part that the learner's version does not have: taken where it fits, else refused in words.

    A device that was offline while its learner went on with another version sends such work; without an answer of ours
    it would send it for ever, and nothing behind it would arrive.
    """
    old, successor = selectors.item_left(own, item), selectors.successor_of(own, item)
    if old is not None and successor is not None and _fits(request, old, successor):
        return _posted(request, own, successor)
    error = NotInThisCourse() if old is None else LeftBehind(TOO_LATE)
    if wants_json(request):
        return _as_json(error)
    if old is None:
        raise Http404
    messages.error(request, error.words)
    if successor is None:
        return redirect("courses:enrolment-detail", enrolment=own.uuid)
    return redirect("courses:item-detail", enrolment=own.uuid, item=successor.uuid)


def _fits(request: HttpRequest, old: CourseItem, successor: CourseItem) -> bool:
    """Whether what was posted for a part can be saved for its successor, which must ask the same."""
    if not lessons.asks_the_same(old.content, successor.content, request.POST.get("block", "")):
        return False
    # A page that had saved writes on into its own attempt; where that stayed with the old part, so does the page.
    return not selectors.has_saved(old, session_named(request.POST.get("visit", "")))


def _as_json(error: CourseError) -> JsonResponse:
    return JsonResponse(error.as_dict(), status=error.status)


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
            return _as_json(error)
        messages.error(request, error.words)
        return redirect(here)


def _refused_answer(request: HttpRequest, error: NotAnAnswer, here: str) -> HttpResponse:
    """A sentence says what is wanted."""
    if wants_json(request):
        return JsonResponse({"code": "not-an-answer", "sentence": error.sentence}, status=400)
    messages.error(request, error.sentence)
    return redirect(f"{here}#b-{request.POST.get('block', '')}")
