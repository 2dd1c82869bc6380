"""What editing adds to Wagtail."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .film_uses import uses_of
from .links import LivePageLinkHandler
from .models import Video
from .video_admin import VideoViewSet

register_snippet(VideoViewSet)


@hooks.register("before_delete_snippet")
def keep_films_that_are_shown(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """Instead of "Are you sure?": where each film is shown and what to do there. Nothing is deleted."""
    found = [(video, uses) for video in instances if isinstance(video, Video) and (uses := uses_of(video))]
    if not found:
        return None
    status = 409 if request.method == "POST" else 200
    context = {"films": found, "free": len(instances) - len(found)}
    return TemplateResponse(request, "editing/admin/film_in_use.html", context, status=status)


@hooks.register("register_rich_text_features", order=10)
def register_links(features: Any) -> None:
    """Our handler in place of core's, for the same stored links."""
    features.register_link_type(LivePageLinkHandler)
