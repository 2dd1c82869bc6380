"""One item of a course: a lesson to read and answer, a quiz, or the way into a package.

Everything works as plain forms. A page with script asks for JSON instead, and puts the answered block in its place.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from . import lesson_pages, quiz_pages, selectors
from .errors import CourseError
from .histories import history_of
from .models import Attempt, CourseItem, Enrolment, PrivateNote, RunState
from .player.devices import in_words
from .rules import calls, lessons
from .rules.explaining import Reader, explain
from .rules.marking import NotAnAnswer
from .services import answering
from .services.attempts import begin_again
from .services.moving import offered_version
from .views import own_enrolment, private
from .visits import ticket_for, visit_of

Post = Callable[[HttpRequest, Enrolment, CourseItem], answering.Saved]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def item_detail(request: HttpRequest, enrolment: UUID, item: UUID) -> HttpResponse:
    """/learn/<enrolment>/<item>/: show the item, or take what was done on its page."""
    own = own_enrolment(request, enrolment)
    found = selectors.item_of(own, item)
    if found is None:
        moved = selectors.successor_of(own, item) if request.method != "POST" else None
        if moved is None:
            raise Http404
        return redirect("courses:item-detail", enrolment=own.uuid, item=moved.uuid)
    if request.method != "POST":
        return {"lesson": _lesson, "quiz": _quiz, "package": _package}[found.kind](request, own, found)
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


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's script asks, and not the browser."""
    return request.headers.get("Accept", "").startswith("application/json")


# --- Showing ----------------------------------------------------------------------------------------------------------


def _frame(enrolment: Enrolment, item: CourseItem) -> dict[str, Any]:
    """What surrounds every item: where it stands in the course, and how much is left."""
    progress = selectors.progress_of(enrolment)
    before, after = progress.around(item.uuid)
    line = next(line for line in progress.lines if line.uuid == item.uuid)
    return {
        "enrolment": enrolment,
        "version": enrolment.version,
        "item": item,
        "line": line,
        "position": progress.lines.index(line) + 1,
        "progress": progress,
        "before": before,
        "after": after,
        "visit": ticket_for(enrolment, item, at=timezone.now()),
    }


def _lesson(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    state = selectors.native_state(enrolment, item)
    data = state.data if state else {}
    context = _frame(enrolment, item) | {
        "pieces": lesson_pages.pieces(item.content, data, _notes(enrolment, item)),
        "marked": bool(data.get(lessons.DONE)),
        "missing": lessons.lesson_reason(item.content, data),
        "first_open": next((check["key"] for check in lessons.open_checks(item.content, data)), ""),
    }
    return render(request, "courses/lesson.html", context)


def _quiz(request: HttpRequest, enrolment: Enrolment, item: CourseItem, **refused: Any) -> HttpResponse:
    state = selectors.native_state(enrolment, item)
    shown = quiz_pages.quiz_page(item, state, show=request.GET.get("show", ""), **refused)
    context = _frame(enrolment, item) | {"quiz": shown, "titles": {}}
    context["titles"] = {line.key: line for line in context["progress"].lines}
    return render(request, "courses/quiz.html", context, status=400 if refused else 200)


def _package(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    at, context = timezone.now(), _frame(enrolment, item)
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


def _notes(enrolment: Enrolment, item: CourseItem) -> dict[str, str]:
    if not item.content.get("prompts"):
        return {}
    return dict(PrivateNote.objects.filter(enrolment=enrolment, item=item).values_list("block", "text"))


# --- Taking -----------------------------------------------------------------------------------------------------------


def _check(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, sent = visit_of(request, enrolment, item), request.POST.getlist("choice")
    return answering.answer_check(enrolment, item, visit, request.POST.get("block", ""), sent, at=timezone.now())


def _branch(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, path = visit_of(request, enrolment, item), request.POST.get("choice", "")
    return answering.take_path(enrolment, item, visit, request.POST.get("block", ""), path, at=timezone.now())


def _prompt(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, text = visit_of(request, enrolment, item), request.POST.get("text", "")
    return answering.write_note(enrolment, item, visit, request.POST.get("block", ""), text, at=timezone.now())


def _place(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit = visit_of(request, enrolment, item)
    return answering.note_place(enrolment, item, visit, request.POST.get("block", ""), at=timezone.now())


def _done(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    return answering.mark_done(enrolment, item, visit_of(request, enrolment, item), at=timezone.now())


def _answer(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, sent = visit_of(request, enrolment, item), request.POST.getlist("choice")
    return answering.answer_question(enrolment, item, visit, request.POST.get("block", ""), sent, at=timezone.now())


LESSON_ACTS: dict[str, Post] = {"check": _check, "branch": _branch, "prompt": _prompt, "place": _place, "done": _done}


def _posted(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    act = request.POST.get("act", "")
    here = reverse("courses:item-detail", kwargs={"enrolment": enrolment.uuid, "item": item.uuid})
    try:
        if item.kind == CourseItem.Kind.QUIZ and act == "begin":
            answering.begin_quiz(enrolment, item, at=timezone.now())
            return redirect(here)
        if item.kind == CourseItem.Kind.QUIZ and act == "answer":
            return _answered(request, enrolment, item, _answer(request, enrolment, item), here)
        if item.kind == CourseItem.Kind.LESSON and act in LESSON_ACTS:
            saved = LESSON_ACTS[act](request, enrolment, item)
            return _saved(request, enrolment, item, saved, here)
        raise answering.NotInThisItem
    except NotAnAnswer as error:
        return _refused_answer(request, enrolment, item, error, here)
    except CourseError as error:
        if wants_json(request):
            return JsonResponse(error.as_dict(), status=error.status)
        messages.error(request, error.words)
        return redirect(here)


def _saved(
    request: HttpRequest, enrolment: Enrolment, item: CourseItem, saved: answering.Saved, here: str
) -> HttpResponse:
    act, block = request.POST["act"], request.POST.get("block", "")
    if act == "done":
        return _after_done(request, enrolment, item, saved.state, here)
    if not wants_json(request):
        return redirect(f"{here}#b-{block}")
    data = saved.state.data
    shown = lesson_pages.piece(block, item.content, data, _notes(enrolment, item)) if act != "place" else None
    context = {"piece": shown, "item": item, "visit": request.POST["visit"], "seq": saved.ack + 1}
    foot = {
        "marked": bool(data.get(lessons.DONE)),
        "missing": lessons.lesson_reason(item.content, data),
    }
    html = render_to_string("courses/pieces/piece.html", context, request) if shown else ""
    return JsonResponse(_acknowledgement(saved) | {"html": html} | foot)


def _after_done(
    request: HttpRequest, enrolment: Enrolment, item: CourseItem, state: RunState, here: str
) -> HttpResponse:
    waiting = lessons.open_checks(item.content, state.data)
    if waiting:
        messages.warning(request, lessons.lesson_reason(item.content, state.data))
        return redirect(f"{here}#b-{waiting[0]['key']}")
    progress = selectors.progress_of(enrolment)
    if progress.resume is None:
        return redirect("courses:enrolment-detail", enrolment=enrolment.uuid)
    return redirect("courses:item-detail", enrolment=enrolment.uuid, item=progress.resume.uuid)


def _answered(
    request: HttpRequest, enrolment: Enrolment, item: CourseItem, saved: answering.Saved, here: str
) -> HttpResponse:
    question = request.POST.get("block", "")
    if not wants_json(request):
        return redirect(f"{here}?show={question}#question")
    return JsonResponse(_acknowledgement(saved) | {"html": _question_html(request, enrolment, item, show=question)})


def _refused_answer(
    request: HttpRequest, enrolment: Enrolment, item: CourseItem, error: NotAnAnswer, here: str
) -> HttpResponse:
    """What was ticked stays ticked, and a sentence says what is wanted."""
    if wants_json(request):
        return JsonResponse({"code": "not-an-answer", "sentence": error.sentence}, status=400)
    if item.kind == CourseItem.Kind.QUIZ:
        return _quiz(request, enrolment, item, sent=request.POST.getlist("choice"), error=error.sentence)
    messages.error(request, error.sentence)
    return redirect(f"{here}#b-{request.POST.get('block', '')}")


def _question_html(request: HttpRequest, enrolment: Enrolment, item: CourseItem, *, show: str) -> str:
    shown = quiz_pages.quiz_page(item, selectors.native_state(enrolment, item), show=show)
    progress = selectors.progress_of(enrolment)
    context = {
        "quiz": shown,
        "item": item,
        "enrolment": enrolment,
        "visit": request.POST["visit"],
        "titles": {line.key: line for line in progress.lines},
    }
    return render_to_string("courses/pieces/question.html", context, request)


def _acknowledgement(saved: answering.Saved) -> dict[str, Any]:
    return {
        "ack": saved.ack,
        "session": str(saved.session),
        "revision": saved.state.revision,
        "outcome": saved.outcome,
        "saved_at": f"{timezone.localtime():%H:%M}",
    }
