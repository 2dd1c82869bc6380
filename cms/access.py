"""Pages and documents ask the one access policy (members/policy.py).

Wagtail's view restriction of the type "login" is the editors' marker for members' pages. A reader without the right
gets the page's teaser with status 200 instead of a redirect, because the title and the summary are
public and say what membership is good for. Core's own check still follows ours, so a page is never more open than
either of them says.
"""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from wagtail.models import BaseViewRestriction, Page

from django.conf import settings

from members.api import Access, may_read

TEASER = "components/teaser.html"


def marked_for_members(restrictions: Any) -> bool:
    """Whether editors marked a page or a collection as the members'. Groups and passwords stay core's own business."""
    return any(one.restriction_type == BaseViewRestriction.LOGIN for one in restrictions)


def teaser_for(page: Page, request: HttpRequest) -> HttpResponse | None:
    """The teaser, where the page is for members and the reader is none today; None where they may read on."""
    if not marked_for_members(page.get_view_restrictions()) or may_read(request.viewer, Access.MEMBERS):  # type: ignore[attr-defined]
        return None
    choose = getattr(page, "get_teaser_template", None)
    response = TemplateResponse(request, choose() if choose else TEASER, {"page": page, "self": page, "teaser": True})
    patch_vary_headers(response, ["Cookie"])
    add_never_cache_headers(response)
    return response


def refuse_document(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Sign-in for a stranger, a refusal for a person without the right; None where they may read the document."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not marked_for_members(document.collection.get_view_restrictions()) or may_read(viewer, Access.MEMBERS):
        return None
    if not viewer.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.WAGTAIL_FRONTEND_LOGIN_URL))
    raise PermissionDenied("This document is for members. If your membership has ended, ring us and we will help.")
