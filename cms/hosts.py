"""Two hosts, one process: the application, and the content host where course packages run.

The content host is another site than the application. It is told apart here, before any session, sign-in or CSRF
machinery: no cookie is read or set there, and none of the application's addresses exists there.
"""

import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.exception import convert_exception_to_response
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_resolver

log = logging.getLogger(__name__)

CONTENT_URLCONF = "cms.content_urls"
_LABEL = re.compile(r"[a-z0-9-]{1,63}")
_PORT = re.compile(r"(?::\d*)?")
# Whatever sets no policy of its own, an error or a style sheet, is opened as a page that may do nothing at all, on an
# origin of its own. Without it a package frames such a page and uses its window: free of the package's own policy.
CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"


def content_label(host: str) -> str | None:
    """The label of a content host such as `4f2a.content.localhost:8000`; None for any other site.

    It is blank for what lies on the content site and is no label: its bare name, anything deeper, and names that no
    label has. A package may set cookies for all of that, so nothing is served there, the application least of all.
    """
    # Read by hand: for a name that it does not like, such as one with an underline, Django's reader gives back nothing,
    # and the request would be taken for the application's.
    name, colon, port = host.strip().lower().partition(":")
    domain = name.rstrip(".")
    if not f".{domain}".endswith(f".{settings.CONTENT_HOST}"):
        return None
    label = domain.removesuffix(settings.CONTENT_HOST).removesuffix(".")
    return label if _LABEL.fullmatch(label) and _PORT.fullmatch(colon + port) else ""


class HostsMiddleware:
    """Answers requests to the content host by itself and passes the others on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.application = get_response
        self.content = convert_exception_to_response(_serve_content)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        label = content_label(request.META.get("HTTP_HOST", ""))
        if label is None:
            return self.application(request)
        request.content_label = label  # type: ignore[attr-defined]
        request.urlconf = CONTENT_URLCONF  # type: ignore[attr-defined]
        response = cast("HttpResponse", self.content(request))  # the stubs allow for asynchronous views; ours are none
        if response.status_code >= HTTPStatus.BAD_REQUEST and response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            # Django answers what went wrong with the application's pages, and those belong to the other host.
            response = _plainly(response.status_code, "Something went wrong here.")
        if response.cookies:  # a programming error, and one that would undo the isolation
            log.error("content host: dropped cookies %s", sorted(response.cookies))
            response.cookies.clear()
        if not response.streaming and response.status_code != HTTPStatus.NOT_MODIFIED:
            # A length spares the connection the chunks that the server would otherwise cut the answer into.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        response.headers.setdefault("Content-Security-Policy", CLOSED)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Origin-Agent-Cluster", "?1")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _serve_content(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Service-Worker") == "script":
        return _plainly(403, "Service workers are not allowed here.")
    if not request.content_label:  # type: ignore[attr-defined]
        return _nothing_here()
    try:
        request.get_host()
        match = get_resolver(CONTENT_URLCONF).resolve(request.path_info)
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs)
    except (Http404, DisallowedHost):
        return _nothing_here()


def _nothing_here() -> HttpResponse:
    return _plainly(404, "There is nothing at this address.")


def _plainly(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain")
