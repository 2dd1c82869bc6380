"""Two hosts, one process: the application, and the content host where course packages run.

The content host is another site than the application. It is told apart here, before any session, sign-in or CSRF
machinery: no cookie is read or set there, and none of the application's addresses exists there.
"""

import logging
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.request import split_domain_port
from django.urls import get_resolver

log = logging.getLogger(__name__)

CONTENT_URLCONF = "cms.content_urls"


def content_label(host: str) -> str | None:
    """The label of a content host such as `4f2a.content.localhost:8000`; None for any other site.

    It is blank for what lies on the content site and is no label: its bare name, and anything deeper. A package may set
    cookies for all of that, so nothing is served there, the application least of all.
    """
    domain, _ = split_domain_port(host.lower())
    suffix = f".{settings.CONTENT_HOST}"
    if not f".{domain}".endswith(suffix):
        return None
    label = domain.removesuffix(settings.CONTENT_HOST).removesuffix(".")
    return "" if "." in label else label


class HostsMiddleware:
    """Answers requests to the content host by itself and passes the others on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.application = get_response
        self.content = convert_exception_to_response(_serve_content)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        label = content_label(request.META.get("HTTP_HOST", ""))
        if label is None:
            return self.application(request)
        request.get_host()  # refuses a host that ALLOWED_HOSTS does not know
        request.content_label = label  # type: ignore[attr-defined]
        request.urlconf = CONTENT_URLCONF  # type: ignore[attr-defined]
        response = cast("HttpResponse", self.content(request))  # the stubs allow for asynchronous views; ours are none
        if response.cookies:  # a programming error, and one that would undo the isolation
            log.error("content host: dropped cookies %s", sorted(response.cookies))
            response.cookies.clear()
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Origin-Agent-Cluster", "?1")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _serve_content(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Service-Worker") == "script":
        return HttpResponse("Service workers are not allowed here.", status=403, content_type="text/plain")
    if not request.content_label:  # type: ignore[attr-defined]
        return _nothing_here()
    try:
        match = get_resolver(CONTENT_URLCONF).resolve(request.path_info)
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs)
    except Http404:
        return _nothing_here()


def _nothing_here() -> HttpResponse:
    return HttpResponseNotFound("There is nothing at this address.", content_type="text/plain")
