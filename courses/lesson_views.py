"""A lesson for its learner: shown, and what is done on its page taken in. Everything works as plain forms.

A page with script asks for JSON instead, puts the answered block in its place, and keeps what could not be sent
(static/js/lesson/keeper.js).
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from . import lesson_pages, selectors
from .acknowledging import acknowledgement, wants_json, what_is_left
from .frames import frame
from .models import CourseItem, Enrolment, PrivateNote, RunState
from .rules import lessons
from .services import answering
from .visits import visit_of

Act = Callable[[HttpRequest, Enrolment, CourseItem], answering.Saved]


def show(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    """The lesson's page."""
    state = selectors.native_state(enrolment, item)
    data = state.data if state else {}
    waiting = lessons.waiting_for(item.content, data)
    done, asked = lessons.things_to_do(item.content, data)
    context = frame(enrolment, item) | {
        "pieces": lesson_pages.pieces(item.content, data, _notes(enrolment, item)),
        "marked": bool(data.get(lessons.DONE)),
        "missing": lessons.lesson_reason(item.content, data),
        "first_open": waiting[0].key if waiting else "",
        "place": data.get(lessons.PLACE) or "",
        "things": {"done": done, "asked": asked},
    }
    return render(request, "courses/lesson.html", context)


def take(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    """What was done on the lesson's page. Raises CourseError and NotAnAnswer, which the caller puts into words."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise answering.NotInThisItem
    saved = act(request, enrolment, item)
    if request.POST["act"] == "done":
        return _after_done(request, enrolment, item, saved)
    block = request.POST.get("block", "")
    if not wants_json(request):
        here = reverse("courses:item-detail", kwargs={"enrolment": enrolment.uuid, "item": item.uuid})
        return redirect(f"{here}#b-{block}")
    return JsonResponse(_answer(request, enrolment, item, saved, block))


def _answer(
    request: HttpRequest, enrolment: Enrolment, item: CourseItem, saved: answering.Saved, block: str
) -> dict[str, Any]:
    data, act = saved.state.data, request.POST["act"]
    done, asked = lessons.things_to_do(item.content, data)
    answer = acknowledgement(saved) | {
        "marked": bool(data.get(lessons.DONE)),
        "missing": lessons.lesson_reason(item.content, data),
        "things": {"done": done, "asked": asked},
    }
    if act in _UNSEEN:
        return answer
    notes = _notes(enrolment, item) if act == "prompt" else {}
    shown = lesson_pages.piece(block, item.content, data, notes)
    context = {"piece": shown, "item": item, "visit": request.POST["visit"], "seq": saved.ack + 1}
    html = render_to_string("courses/pieces/piece.html", context, request) if shown else ""
    answer |= what_is_left(selectors.progress_of(enrolment))
    return answer | {"html": html} | ({"note": notes.get(block, "")} if act == "prompt" else {})


def _after_done(request: HttpRequest, enrolment: Enrolment, item: CourseItem, saved: answering.Saved) -> HttpResponse:
    url = _where_next(request, enrolment, item, saved.state)
    if wants_json(request):
        return JsonResponse(_answer(request, enrolment, item, saved, "") | {"next": url})
    return redirect(url)


def _where_next(request: HttpRequest, enrolment: Enrolment, item: CourseItem, state: RunState) -> str:
    """The part that comes next; what is still open in this one, with a sentence, before that."""
    waiting = lessons.waiting_for(item.content, state.data)
    if waiting:
        if not wants_json(request):
            messages.warning(request, lessons.lesson_reason(item.content, state.data))
        here = reverse("courses:item-detail", kwargs={"enrolment": enrolment.uuid, "item": item.uuid})
        return f"{here}#b-{waiting[0].key}"
    progress = selectors.progress_of(enrolment)
    if progress.resume is None:
        return reverse("courses:enrolment-detail", kwargs={"enrolment": enrolment.uuid})
    return reverse("courses:item-detail", kwargs={"enrolment": enrolment.uuid, "item": progress.resume.uuid})


def _notes(enrolment: Enrolment, item: CourseItem) -> dict[str, str]:
    if not item.content.get("prompts"):
        return {}
    return dict(PrivateNote.objects.filter(enrolment=enrolment, item=item).values_list("block", "text"))


# --- What can be done in a lesson -------------------------------------------------------------------------------------


def _check(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, sent = visit_of(request, enrolment, item), dict(request.POST.lists())
    return answering.answer_check(enrolment, item, visit, request.POST.get("block", ""), sent, at=timezone.now())


def _branch(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, path = visit_of(request, enrolment, item), request.POST.get("choice", "")
    return answering.take_path(enrolment, item, visit, request.POST.get("block", ""), path, at=timezone.now())


def _walk(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, taken = visit_of(request, enrolment, item), (request.POST.get("step", ""), request.POST.get("choice", ""))
    return answering.take_way(enrolment, item, visit, request.POST.get("block", ""), taken, at=timezone.now())


def _tick(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, ticked = visit_of(request, enrolment, item), request.POST.getlist("item")
    return answering.tick(enrolment, item, visit, request.POST.get("block", ""), ticked, at=timezone.now())


def _prompt(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit, text = visit_of(request, enrolment, item), request.POST.get("text", "")
    block, was = request.POST.get("block", ""), request.POST.get("was")
    return answering.write_note(enrolment, item, visit, block, text, at=timezone.now(), was=was)


def _place(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    visit = visit_of(request, enrolment, item)
    return answering.note_place(enrolment, item, visit, request.POST.get("block", ""), at=timezone.now())


def _done(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> answering.Saved:
    return answering.mark_done(enrolment, item, visit_of(request, enrolment, item), at=timezone.now())


ACTS: dict[str, Act] = {
    "check": _check,
    "branch": _branch,
    "walk": _walk,
    "tick": _tick,
    "prompt": _prompt,
    "place": _place,
    "done": _done,
}
_UNSEEN = frozenset(("place", "done"))  # what changes nothing in a block as it is shown
