"""The way into the editors' admin."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from members.accounts import has_second_factor
from members.requests import SignedInRequest, ViewedRequest


def staff_sign_in(request: ViewedRequest) -> HttpResponse:
    """Where Wagtail sends whoever it does not let in.

    Wagtail asks for one address for two cases. Sending a signed-in person without the right to the sign-in page would
    bounce them back for ever, so they get a page that says what is missing.
    """
    wanted = _safe_next(request)
    if not request.user.is_authenticated:
        return redirect_to_login(wanted, login_url=reverse("account_login"))
    if request.viewer.is_staff:
        return redirect(wanted)
    list(messages.get_messages(request))  # Wagtail has left a line about it, which the page says better
    return render(request, "members/staff_refused.html", {"messages": []}, status=403)


@login_required
def second_step(request: SignedInRequest) -> HttpResponse:
    """Where staff without a second factor are sent, before they may open the admin."""
    context = {
        "required": settings.STAFF_SECOND_FACTOR_REQUIRED and request.viewer.is_staff,
        "has_second_factor": has_second_factor(request.user),
        "wanted": _safe_next(request),
    }
    return render(request, "members/second_step.html", context)


def _safe_next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("wagtailadmin_home")
