"""What the site adds to Wagtail: the access policy on pages and documents, and the look of the editors' admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail import hooks
from wagtail.models import Page

from .access import refuse_document, teaser_for


# Before core's own check, which would answer a stranger with a redirect to the sign-in.
@hooks.register("before_serve_page", order=-10)
def teaser_or_page(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """A member-only page shows its teaser to everybody else."""
    return teaser_for(page, request)


@hooks.register("before_serve_document", order=-10)
def member_document(document: Any, request: HttpRequest) -> HttpResponse | None:
    """A document of a member-only collection asks the same policy."""
    return refuse_document(document, request)


@hooks.register("insert_global_admin_css")
def admin_look() -> SafeString:
    """The society's colours and mark in the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
