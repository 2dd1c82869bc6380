"""Films and captions for readers. Every request asks the access policy; browsers fetch films in parts."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from foundation.ranges import api as ranges

from .models import Video
from .videos import may_watch


@require_safe
def film(request: HttpRequest, video: UUID) -> HttpResponseBase:
    """/media/video/<uuid>/film: whole, or one range of it. 403 without the right, 404 before there are captions."""
    found = _watchable(request, video)
    if found is None:
        return _forbidden()
    return _protected(_answer(request, found), found.sha256)


@require_safe
def captions(request: HttpRequest, video: UUID) -> HttpResponseBase:
    """/media/video/<uuid>/captions.vtt."""
    found = _watchable(request, video)
    if found is None:
        return _forbidden()
    response = HttpResponse(found.captions, content_type="text/vtt; charset=utf-8")
    # Captions may be mended at any time; only the film behind an address never changes.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _watchable(request: HttpRequest, uuid: UUID) -> Video | None:
    found = get_object_or_404(Video.objects.defer("transcript", "chapters"), uuid=uuid)
    viewer = request.viewer  # type: ignore[attr-defined]
    if not may_watch(viewer, found.uuid, found.access, request.GET.get("pass", "")):
        return None
    # Nothing is shown to readers before there are captions; whoever writes them must see the film.
    if not found.is_ready and not viewer.is_staff:
        raise Http404("This film has no captions yet.")
    return found


def _forbidden() -> HttpResponse:
    sentence = "This film is for members. Load its page again, or sign in."
    return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")


def _answer(request: HttpRequest, video: Video) -> HttpResponseBase:
    tag = f'"{video.sha256}"'
    if tag in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304)
    condition = request.headers.get("If-Range")
    asked = request.headers.get("Range", "") if condition is None or condition.strip() == tag else ""
    try:
        part = ranges.asked(asked, video.size)
    except ranges.Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{video.size}"}, content_type="text/plain")
    first, length = (part.first, part.length) if part else (0, video.size)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(status=206 if part else 200)
    else:
        response = StreamingHttpResponse(ranges.Stretch(_opened(video), first, length), status=206 if part else 200)
    response.headers["Content-Type"] = video.media_type
    response.headers["Content-Length"] = str(length)
    if part:
        response.headers["Content-Range"] = part.header
    return response


def _opened(video: Video) -> Any:
    try:
        return video.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The film's file is gone.") from error


def _protected(response: HttpResponseBase, sha256: str) -> HttpResponseBase:
    response.headers["ETag"] = f'"{sha256}"'
    response.headers["Accept-Ranges"] = "bytes"
    # Kept by the browser, but asked for each time: a right that has ended is found at the next look.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
