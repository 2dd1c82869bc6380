"""Pictures, films and pages of the library inside a text."""

from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from editing.videos import anchor_prefix, shown_film
from members.api import ANONYMOUS

from .text import INLINE


class PictureBlock(blocks.StructBlock):
    """A picture. Its description is the image's own, so that it is written once and read wherever it stands."""

    image = ImageChooserBlock(help_text="Its description is what a screen reader says; write it with the image.")
    caption = blocks.RichTextBlock(features=INLINE, required=False)

    class Meta:
        icon = "image"
        label = "Picture"
        group = "Media"
        description = "A picture with a description and a caption"
        template = "editing/blocks/picture.html"
        preview_value = {"image": None, "caption": "<p>The desk, as patients see it.</p>"}


class VideoBlock(blocks.StructBlock):
    """A film with captions and transcript."""

    video = SnippetChooserBlock("editing.Video")

    class Meta:
        icon = "media"
        label = "Video"
        group = "Media"
        description = "A film with captions, its chapters and its transcript"
        template = "editing/blocks/video.html"
        preview_value = {"video": None}

    def get_searchable_content(self, value: Any) -> list[str]:
        """Its title and what is said in it."""
        video = value["video"]
        return [] if video is None else [video.title, *[passage.text for passage in video.passages()]]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {}).get("request")
        video = value["video"]
        shown = None
        if video is not None:
            # Two films may stand in one text; each has its own passages to lead to.
            shown = shown_film(video, getattr(request, "viewer", ANONYMOUS), prefix=anchor_prefix(video))
        return super().get_context(value, parent_context) | {"film": shown}


class LinkedPageBlock(blocks.StructBlock):
    """Another page of the library, shown as a card: the guide that a lesson leans on."""

    page = blocks.PageChooserBlock()
    why = blocks.CharBlock(max_length=200, required=False, label="Why read it")

    class Meta:
        icon = "link"
        label = "Page of the library"
        group = "Media"
        description = "A guide, case history or course as a card"
        template = "editing/blocks/linked_page.html"
        preview_value = {"page": None, "why": "It has the letter to send."}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        page = value["page"]
        shown = page.specific if page is not None and page.live else None
        return super().get_context(value, parent_context) | {"page": shown}
