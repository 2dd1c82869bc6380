"""What every request carries about its reader, and what staff must prove before they edit."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from . import desk_backend
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


class DeskMiddleware:
    """Keeps a shared-desk session short, at its own things, and visible: sets `request.desk` to its card, or None.

    It ends after 30 minutes without a request and after four hours at most. What protects an account, and what its
    certificates say of the person, is out of its reach, because the next colleague at the desk could use it; so is the
    editors' admin. A request without a session costs nothing here.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.desk = None  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES and desk_backend.KEY in request.session:
            refused = self._desk(request)
            if refused is not None:
                return refused
        return self.get_response(request)

    def _desk(self, request: HttpRequest) -> HttpResponse | None:
        card = desk_backend.session_card(request.session, at=timezone.now())
        if card is None:
            logout(request)
            if request.method == "POST" and request.path_info == reverse("members:desk"):
                return None  # the next colleague signs in where the last one's time ran out
            return redirect(reverse("members:desk") + "?ended=1")
        request.desk = card  # type: ignore[attr-defined]
        path = request.path_info
        leaving = {reverse("members:desk-leave"), reverse("account_logout")}
        if card.pin_is_first and path not in leaving | {reverse("members:desk-pin")}:
            return redirect("members:desk-pin")
        closed = (
            reverse("account_email").partition("email")[0],
            reverse("wagtailadmin_home"),
            reverse("members:profile"),
        )
        if path.startswith(closed) and path not in leaving:
            return render(request, "members/desk_refused.html", status=403)
        return None


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
