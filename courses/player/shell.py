"""The player page and its files, served by the content host itself: no cookie, no statement, nothing of the person.

The page is the same for everybody; what it is about comes with `begin`, for the code in the address's fragment.
"""

import functools
import hashlib
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

from . import headers
from .addresses import leave_address

SHEETS = ("css/tokens.css", "css/base.css", "css/components.css", "css/signature.css", "css/pages/player.css")
_OTHERS = ("brand/favicon.svg", "vendor/scorm-again/esm/scorm12.min.js", "vendor/scorm-again/esm/scorm2004.min.js")
# Everything the page may load, and nothing else of the application's files.
_SERVED = re.compile(
    "|".join(
        [
            *(re.escape(name) for name in (*SHEETS, *_OTHERS)),
            r"js/player/[a-z]+\.js",
            r"vendor/(?:atkinson|source-serif)/[a-z0-9-]+\.woff2",
        ]
    )
)
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


def page(request: HttpRequest) -> HttpResponse:
    """The player. GET and HEAD."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    context = {"files": f"/p/static/{_build()}/", "sheets": SHEETS, "leave": leave_address()}
    page = HttpResponse(render_to_string("courses/player.html", context))
    return headers.shell(page, label=request.content_label)  # type: ignore[attr-defined]


def static_file(request: HttpRequest, build: str, path: str) -> HttpResponse:
    """One of the page's own files. `build` only tells caches of different releases apart."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = finders.find(path) if _SERVED.fullmatch(path) else None
    if found is None:
        raise Http404
    file = Path(found)
    response = HttpResponse(file.read_bytes(), content_type=_TYPES[file.suffix])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@functools.cache
def _build() -> str:
    """A word that changes with every release of the files that we write; a running process knows one."""
    scripts = Path(finders.find("js/player/main.js") or "").parent
    files = [*sorted(scripts.glob("*.js")), *(Path(found) for name in SHEETS if (found := finders.find(name)))]
    stamps = [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    return hashlib.sha256(repr(stamps).encode()).hexdigest()[:12]
