"""Pages and documents ask the one access policy (members/policy.py).

Wagtail's view restriction is the editors' marker: "login" means members, a group means the staff. A member-only page
shows its teaser with status 200 to others instead of a redirect, because title and summary are public and say what
membership is good for. Core's own check still follows ours, so a page is never more open than either of them says.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from wagtail.models import BaseViewRestriction, Page

from members.api import Access, may_read

TEASER = "components/teaser.html"
REFUSED = {
    Access.MEMBERS: "This document is for members. If your membership has ended, ring us and we will help.",
    Access.STAFF: "This document is for the people who work here.",
}
MARKERS = {BaseViewRestriction.LOGIN: Access.MEMBERS, BaseViewRestriction.GROUPS: Access.STAFF}


def access_of(restrictions: Iterable[BaseViewRestriction]) -> Access:
    """Whom a page or a collection is for, by its own restrictions and those above it. Passwords are core's business."""
    marked = {MARKERS.get(one.restriction_type, Access.PUBLIC) for one in restrictions}
    return next((access for access in (Access.STAFF, Access.MEMBERS) if access in marked), Access.PUBLIC)


def teaser_for(page: Page, request: HttpRequest) -> HttpResponse | None:
    """The teaser, where the page is for members and the reader is none today; None where they may read on.

    Raises PermissionDenied for a signed-in person at a page of the staff; a stranger is sent to the sign-in by core.
    """
    restrictions = list(page.get_view_restrictions())
    page.get_view_restrictions = lambda: restrictions  # core asks the same page the same question a moment later
    access = access_of(restrictions)
    if may_read(request.viewer, access):  # type: ignore[attr-defined]
        return None
    if access is Access.STAFF:
        if request.viewer.is_authenticated:  # type: ignore[attr-defined]
            raise PermissionDenied("This page is for the people who work here.")
        return None
    choose = getattr(page, "get_teaser_template", None)
    response = TemplateResponse(request, choose() if choose else TEASER, {"page": page, "self": page, "teaser": True})
    patch_vary_headers(response, ["Cookie"])
    add_never_cache_headers(response)
    return response


def refuse_document(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Sign-in for a stranger, a refusal for a person without the right; None where they may read the document."""
    viewer = request.viewer  # type: ignore[attr-defined]
    access = access_of(document.collection.get_view_restrictions())
    if may_read(viewer, access):
        return None
    if not viewer.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.WAGTAIL_FRONTEND_LOGIN_URL))
    raise PermissionDenied(REFUSED[access])
