"""What every request carries about its reader, and what staff must prove before they edit."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from .accounts import has_second_factor
from .policy import viewer_for
from .requests import SignedInRequest

Respond = Callable[[HttpRequest], HttpResponse]


class ViewerMiddleware:
    """Sets `request.viewer`, made when first asked for, so that a request that asks nothing costs nothing."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_for(request.user, at=timezone.now()))  # type: ignore[attr-defined]
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Keeps staff without a second factor out of the admin, where STAFF_SECOND_FACTOR_REQUIRED asks for one.

    Who has a passkey or an authenticator app is asked for it at every sign-in by allauth, so having one is enough here:
    nobody gets this far without having proven it. Recovery codes alone are none. Where the setting is on, a request to
    the admin costs two statements more.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        asked = settings.STAFF_SECOND_FACTOR_REQUIRED and request.path_info.startswith(reverse("wagtailadmin_home"))
        if asked and request.viewer.is_staff and not has_second_factor(request.user):
            where = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('members:second-step')}?{where}")
        return self.get_response(request)
