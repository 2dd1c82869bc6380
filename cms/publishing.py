"""Publishing in the editors' admin is one transaction.

Wagtail saves, publishes and tells the world in separate steps, so that a machine that stops between them leaves a page
live that the search has never heard of, or a course that is live and not frozen. Here the whole request is one: all of
it happened, or none.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from courses.api import CourseError

PAGES = "wagtailadmin_pages"
EDITING = {"add", "edit"}
# What changes who reads a page, or where it is found.
MOVING = {"delete", "unpublish", "move_confirm", "copy", "workflow_action", "set_privacy", "convert_alias"}


class AtomicPublishingMiddleware:
    """Runs the admin's views that publish, move, withdraw or restrict pages in one transaction each.

    Saving a draft, which an open editor does every few seconds, is left as Wagtail has it: a transaction of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer for the view inside a transaction, where the request publishes; otherwise let it go on."""
        if request.method != "POST" or not _publishes(request):
            return None
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except CourseError as refused:
            # An approval or a bulk action publishes without the editor's form, which would have named the fields.
            messages.error(request, refused.words)
            page = kwargs.get("page_id")
            return redirect("wagtailadmin_pages:edit", page) if page else redirect("wagtailadmin_home")


def _publishes(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    if match.url_name == "wagtail_bulk_action":
        return True
    if PAGES not in match.namespaces:
        return False
    return match.url_name in MOVING or (
        match.url_name in EDITING and any(name.startswith("action-") for name in request.POST)
    )
