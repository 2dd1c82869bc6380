"""The files of a package version, as a learner's browser fetches them from the content host.

No session and no cookie: the address carries a key that opens one version on one content host for a week or two. The
path is looked up in the version's table of files, so there is no path to build and none to escape from.
"""

import hashlib
import hmac
import logging
import unicodedata
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from courses.models import PackageFile
from courses.packages.files import open_file
from courses.packages.media_types import content_type, is_served
from foundation.ranges import api as ranges

from .headers import PERMISSIONS

log = logging.getLogger(__name__)

_WEEK = 7 * 24 * 3600
_FRESH_FOR = 7 * 24 * 3600
# What a package's page may do: run its own scripts as old courses need, and reach nothing but its own origin. The
# sandbox holds even where the page is opened outside the player's frame: it may never navigate the whole window away.
# It stands on texts and pictures too, since whoever opens one can write into its window.
_POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
_SANDBOX = "; sandbox allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads"


def read_key(version: UUID, *, label: str, at: datetime) -> str:
    """The word in an asset's address that opens `version` on the content host `label`, this week and the next.

    It names the version and proves itself, so nothing is stored; it says nothing of the learner. A key that leaks opens
    nothing on another host, where another learner's storage would be.
    """
    return _key(version, label, int(at.timestamp()) // _WEEK)


def asset_base(version: UUID, *, label: str, at: datetime) -> str:
    """What stands before a file's path in its address: "/v/<read key>/"."""
    return f"/v/{read_key(version, label=label, at=at)}/"


def asset(request: HttpRequest, key: str, path: str) -> HttpResponseBase:
    """A file of a package: whole, or one range of it. GET and HEAD."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    version = _version_of(key, getattr(request, "content_label", ""), timezone.now())
    asked_for = version is not None and is_served(path) and "\0" not in path
    file = _find(version, unicodedata.normalize("NFC", path)) if version and asked_for else None
    if file is None:
        raise Http404
    response = _answer(request, file)
    _protect(response, file.path)
    response.headers["ETag"] = _tag(file)
    response.headers["Accept-Ranges"] = "bytes"
    # The address changes with the version, so what lies behind it never does.
    response.headers["Cache-Control"] = f"private, max-age={_FRESH_FOR}, immutable"
    return response


def _answer(request: HttpRequest, file: PackageFile) -> HttpResponseBase:
    if _tag(file) in [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304)
    try:
        part = ranges.asked(request.headers.get("Range", ""), file.size) if _may_be_partial(request, file) else None
    except ranges.Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"}, content_type="text/plain")
    first, length = (part.first, part.length) if part else (0, file.size)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(status=206 if part else 200)
    else:
        response = StreamingHttpResponse(
            ranges.Stretch(open_file(file.sha256), first, length), status=206 if part else 200
        )
    response.headers["Content-Length"] = str(length)
    if part:
        response.headers["Content-Range"] = part.header
    _describe(response, file.path)
    return response


def _may_be_partial(request: HttpRequest, file: PackageFile) -> bool:
    condition = request.headers.get("If-Range")
    return condition is None or condition.strip() == _tag(file)


def _protect(response: HttpResponseBase, path: str) -> None:
    # On every answer about the file: a browser renews the headers of what it has kept by those of a 304.
    readers_own = content_type(path) == "application/pdf"  # the browser's reader for these starts in no sandbox
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _POLICY if readers_own else _POLICY + _SANDBOX
    response.headers["Permissions-Policy"] = PERMISSIONS


def _describe(response: HttpResponseBase, path: str) -> None:
    kind = content_type(path)
    # No charset: an old page states its own, and a header would overrule it.
    response.headers["Content-Type"] = kind or "application/octet-stream"
    if kind is None:
        name = quote(path.rpartition("/")[2], safe="")
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"


def _find(version: UUID, path: str) -> PackageFile | None:
    files = PackageFile.objects.filter(version__uuid=version)
    # Courses made on Windows name their files in other capitals than they have; no two files differ in that alone.
    return files.filter(path=path).first() or files.filter(path__iexact=path).first()


def _tag(file: PackageFile) -> str:
    return f'"{file.sha256}"'


def _key(version: UUID, label: str, week: int) -> str:
    message = f"candour package read key\0{version}\0{label.lower()}\0{week}"
    mac = hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).digest()[:20]
    return f"{version.hex}-{b32encode(mac).decode().lower()}"


def _version_of(key: str, label: str, now: datetime) -> UUID | None:
    """The version that `key` opens, or None for a key that is forged, for another host, or too old."""
    try:
        version = UUID(hex=key.partition("-")[0])
    except ValueError:
        return None
    week = int(now.timestamp()) // _WEEK
    # Last week's key stays good, so that a course opened on Sunday night still finds its next page on Monday.
    good = [hmac.compare_digest(_key(version, label, each).encode(), key.encode()) for each in (week, week - 1)]
    return version if any(good) else None
