"""Whether a request is a script's, and where a person without a session goes first."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse


def wants_json(request: HttpRequest) -> bool:
    """Whether the client prefers JSON to a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and from there to the page the form stood on: a launch itself is never repeated by a GET."""
    return redirect_to_login(request.path.rsplit("/", 3)[0] + "/")
