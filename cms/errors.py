"""Pages for when something did not work: what happened, what was kept, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form could not be read. No sign-in is asked for here, the request may be malformed."""
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the reader may not open this, and whom to ask."""
    return render(request, "errors/403.html", {"sentence": _sentence(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is here; search and the front door are."""
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page asks the database nothing, since the database may be what is broken."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def _sentence(exception: Exception | None) -> str:
    """The sentence of one of our own errors; nothing of a stranger's message."""
    sentence = getattr(exception, "sentence", "") or (str(exception) if exception and exception.args else "")
    return sentence[:300]
