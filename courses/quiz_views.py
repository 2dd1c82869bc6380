"""The quiz half of an item's page: its first page, its questions one by one, its result, and the answers sent to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from . import quiz_pages, selectors
from .acknowledging import acknowledgement, wants_json, what_is_left
from .errors import CourseError
from .models import CourseItem, Enrolment
from .rules.marking import NotAnAnswer, Sent
from .services import evaluating, quizzing
from .services.committing import NotInThisItem, Saved
from .visits import visit_of

Frame = Callable[[], dict[str, Any]]


def quiz(request: HttpRequest, enrolment: Enrolment, item: CourseItem, frame: Frame, **refused: Any) -> HttpResponse:
    """Show a quiz. `frame` draws what surrounds every item; `refused` is what was sent, and why it is no answer."""
    at = timezone.now()
    if quizzing.close_if_over(enrolment, item, at=at):
        messages.info(request, "The time is up. What you had answered by then is marked.")
    shown = quiz_pages.quiz_page(enrolment, item, at=at, show=request.GET.get("show", ""), **refused)
    context = frame() | {"quiz": shown}
    context["titles"] = {line.key: line for line in context["progress"].lines}
    if shown.result and context["progress"].completed_at:
        context["evaluated"] = evaluating.is_given(enrolment)
    return render(request, "courses/quiz.html", context, status=400 if refused else 200)


def posted(request: HttpRequest, enrolment: Enrolment, item: CourseItem, frame: Frame) -> HttpResponse:
    """Take what was sent from a quiz's page: its beginning, or an answer."""
    here = reverse("courses:item-detail", kwargs={"enrolment": enrolment.uuid, "item": item.uuid})
    question, act = request.POST.get("block", ""), request.POST.get("act", "")
    sent = {name: request.POST.getlist(name) for name in request.POST}
    try:
        if act == "begin":
            quizzing.begin_quiz(enrolment, item, at=timezone.now())
            return redirect(here)
        if act != "answer":
            raise NotInThisItem
        visit = visit_of(request, enrolment, item)
        saved = quizzing.answer_question(enrolment, item, visit, question, sent, at=timezone.now())
    except NotAnAnswer as error:
        return _refused(request, enrolment, item, frame, sent, error)
    except CourseError as error:
        if wants_json(request):
            return JsonResponse(error.as_dict(), status=error.status)
        messages.error(request, error.words)
        known = isinstance(error, quizzing.AlreadyAnswered)
        return redirect(f"{here}?show={question}#question" if known else here)
    return _answered(request, enrolment, item, saved, here)


def _answered(request: HttpRequest, enrolment: Enrolment, item: CourseItem, saved: Saved, here: str) -> HttpResponse:
    question = request.POST["block"]
    if not wants_json(request):
        return redirect(f"{here}?show={question}#question")
    progress = selectors.progress_of(enrolment)
    context = {
        "quiz": quiz_pages.quiz_page(enrolment, item, at=timezone.now(), show=question),
        "item": item,
        "enrolment": enrolment,
        "visit": request.POST["visit"],
        "titles": {line.key: line for line in progress.lines},
    }
    html = render_to_string("courses/pieces/question.html", context, request)
    return JsonResponse(acknowledgement(saved) | what_is_left(progress) | {"html": html})


def _refused(  # noqa: PLR0917 - what a view is given, and what was wrong
    request: HttpRequest, enrolment: Enrolment, item: CourseItem, frame: Frame, sent: Sent, error: NotAnAnswer
) -> HttpResponse:
    """What was filled in stays, and a sentence says what is wanted."""
    if wants_json(request):
        return JsonResponse({"code": "not-an-answer", "sentence": error.sentence}, status=400)
    return quiz(request, enrolment, item, frame, sent=sent, error=error.sentence)
