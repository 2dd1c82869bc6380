"""The application's side of a launch: the signed-in owner of an enrolment gets the address of the player."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from courses.errors import CourseError, NotSignedIn
from courses.models import CourseItem, Enrolment, Mode, PackageVersion
from courses.prerequisites import refuse_before
from courses.services.launching import launch as launch_item
from courses.services.previewing import preview

from .addresses import player_address
from .devices import in_words
from .wanted import sign_in_first, wants_json


@require_POST
def launch(request: HttpRequest, enrolment: UUID, item: UUID) -> HttpResponse:
    """Answer {player_url, live_session} to whoever wants JSON, and lead everybody else to the player.

    Somebody else's enrolment is answered like one that does not exist.
    """
    json = wants_json(request)
    if not request.user.is_authenticated:
        return JsonResponse(NotSignedIn().as_dict(), status=NotSignedIn.status) if json else sign_in_first(request)
    own = get_object_or_404(Enrolment.objects.select_related("person", "version"), uuid=enrolment, person=request.user)
    wanted = get_object_or_404(CourseItem, uuid=item, version_id=own.version_id)
    device = in_words(request.headers.get("User-Agent", ""))
    mode = Mode.REVIEW if request.POST.get("mode") == Mode.REVIEW else Mode.NORMAL
    try:
        refuse_before(own, on=timezone.localdate())
        launched = launch_item(own, wanted, device=device, part=_part(request), mode=mode, at=timezone.now())
    except CourseError as error:
        if json:
            return JsonResponse(error.as_dict(), status=error.status)
        if error.status == HTTPStatus.NOT_FOUND:
            raise Http404(error.words) from error
        notices.error(request, error.words)
        return HttpResponseRedirect(reverse("courses:item-detail", args=[enrolment, item]))
    address = player_address(launched.label, launched.code)
    if json:
        live = launched.live.as_dict() if launched.live else None
        return JsonResponse({"player_url": address, "live_session": live}, headers={"Cache-Control": "no-store"})
    return HttpResponseRedirect(address, status=303, headers={"Cache-Control": "no-store"})


def preview_address(version: PackageVersion, person: Any, *, at: datetime, organisation: str = "") -> str:
    """The player in which an author sees a version play, with nothing kept. The caller has checked that they may."""
    launched = preview(version, person, at=at, organisation=organisation)
    return player_address(launched.label, launched.code)


def _part(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST["part"]) if request.POST.get("part") else None
    except ValueError as error:
        raise Http404 from error
