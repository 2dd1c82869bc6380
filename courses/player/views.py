"""The messages of the content host: begin, commit, alive. JSON in, JSON out, a token instead of a cookie."""

import functools
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from courses.errors import BadMessage, CourseError
from courses.services import launching, previewing, saving, staying

from . import messages
from .described import described
from .headers import answer

log = logging.getLogger(__name__)
View = Callable[[HttpRequest], dict[str, Any]]


def message(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """A view that answers one POSTed message; a refusal becomes {code, sentence}, once and here."""

    @functools.wraps(view)
    def respond(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return answer(_refused(BadMessage("This address takes messages by POST only."), 405, Allow="POST"))
        try:
            return answer(JsonResponse(view(request)))
        except CourseError as error:
            log.info("player: %s refused: %s", view.__name__, error.code)
            return answer(_refused(error, error.status))

    return respond


@message
def begin(request: HttpRequest) -> dict[str, Any]:
    """{code, take_over} or, from a running page, {token, part, unopened}: a session, its token and state."""
    sent = messages.read_object(request)
    at, label = timezone.now(), request.content_label  # type: ignore[attr-defined]
    part = messages.uuid_of(sent, "part") if sent.get("part") is not None else None
    secret = messages.secret_of(sent, "token" if "token" in sent else "code", longest=previewing.LONGEST)
    if previewing.is_preview(secret):
        begun = previewing.begin_preview(secret, label=label, part=part, at=at)
    elif "token" in sent:
        unopened = messages.flag_of(sent, "unopened")
        begun = launching.go_on(secret, label=label, part=part, unopened=unopened, at=at)
    else:
        begun = launching.begin(secret, label=label, take_over=messages.flag_of(sent, "take_over"), at=at)
    return described(begun, at=at)


@message
def commit(request: HttpRequest) -> dict[str, Any]:
    """{token, session, epoch, seq, base, delta | state, final}: saved, once the answer says so."""
    sent = messages.read_object(request)
    token, label = messages.secret_of(sent, "token"), request.content_label  # type: ignore[attr-defined]
    return saving.save(token, messages.read_commit(sent), label=label, at=timezone.now()).as_dict()


@message
def alive(request: HttpRequest) -> dict[str, Any]:
    """{token, session, epoch, waiting}: the page is open and in sight. Answers whether it may go on."""
    sent = messages.read_object(request)
    session: UUID = messages.uuid_of(sent, "session")
    return staying.stay(
        messages.secret_of(sent, "token"),
        session,
        messages.number_of(sent, "epoch", least=1),
        label=request.content_label,  # type: ignore[attr-defined]
        waiting=messages.flag_of(sent, "waiting"),
        at=timezone.now(),
    )


def _refused(error: CourseError, status: int, **headers: str) -> HttpResponse:
    return JsonResponse(error.as_dict(), status=status, headers=headers)
