"""What editing adds to Wagtail."""

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .links import LivePageLinkHandler
from .video_admin import VideoViewSet

register_snippet(VideoViewSet)


@hooks.register("register_rich_text_features", order=10)
def register_links(features: Any) -> None:
    """Our handler in place of core's, for the same stored links."""
    features.register_link_type(LivePageLinkHandler)
