"""A film of a course for its learner: shown, and what was watched of it taken in. The transcript may be read instead,
which needs no script.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from . import selectors
from .acknowledging import acknowledgement, wants_json, what_is_left
from .frames import frame
from .models import CourseItem, Enrolment
from .rules import lessons, watching
from .services import watching as saving
from .services.committing import NotInThisItem
from .video_pages import film_for, watching_of
from .visits import visit_of

WATCHED, TRANSCRIPT = "watched", "transcript"
ACTS = frozenset((WATCHED, TRANSCRIPT))


def show(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    """The film's page."""
    state = selectors.native_state(enrolment, item)
    context = frame(enrolment, item) | {
        "film": film_for(item.content, request.viewer),  # type: ignore[attr-defined]
        "watching": watching_of(watching.MAIN, item.content, state.data if state else {}),
        "intro": item.content.get("intro", ""),
    }
    return render(request, "courses/video.html", context)


def take(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> HttpResponse:
    """What was watched, or that the transcript was read. Raises CourseError, which the caller puts into words."""
    act, block, at = request.POST.get("act", ""), request.POST.get("block", ""), timezone.now()
    if act not in ACTS:
        raise NotInThisItem
    visit = visit_of(request, enrolment, item)
    if act == WATCHED:
        place = _number(request.POST.get("place", ""))
        played = _json(request.POST.get("segments", ""))
        saved = saving.note_watched(enrolment, item, visit, block, played, place=place, at=at)
    else:
        saved = saving.read_transcript(enrolment, item, visit, block, at=at)
    if not wants_json(request):
        here = reverse("courses:item-detail", kwargs={"enrolment": enrolment.uuid, "item": item.uuid})
        return redirect(here if block == watching.MAIN else f"{here}#b-{block}")
    data = saved.state.data
    found = watching_of(block, saving.film_of(item, block), data)
    answer: dict[str, Any] = acknowledgement(saved) | {
        "watching": {"enough": found.enough, "percent": found.percent, "sentence": found.sentence},
    }
    if item.kind == CourseItem.Kind.LESSON:
        done, asked = lessons.things_to_do(item.content, data)
        answer |= {"missing": lessons.lesson_reason(item.content, data), "things": {"done": done, "asked": asked}}
    return JsonResponse(answer | what_is_left(selectors.progress_of(enrolment)))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # nested without end
        return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
