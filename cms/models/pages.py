"""Pages that are neither publications nor courses: home, the library's landing page, standard pages, contact.

No personal data.
"""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.shelves import Shelf, counts_of_kinds, facets_of_library, shelf, topics_in_use
from editing.api import INLINE, READING_BLOCKS, contents

TEASER = "components/teaser.html"


class EntryBlock(blocks.StructBlock):
    """A way into the library from a need, in the reader's words."""

    title = blocks.CharBlock(max_length=60, help_text="What the reader would say, or has come for.")
    text = blocks.CharBlock(max_length=160, help_text="One sentence: what they will find.")
    link = blocks.CharBlock(max_length=200, help_text="An address of this site, for example /library/guides/.")
    kind = blocks.CharBlock(max_length=20, required=False, help_text="The kind whose icon stands beside it.")

    class Meta:
        icon = "arrow-right"


class HomePage(Page):
    """The front door: one sentence, a search, ways in, and what is new."""

    heading = models.CharField(max_length=120, help_text="One sentence; what the library is for.")
    introduction = models.TextField(blank=True, max_length=400)
    entries = StreamField([("entry", EntryBlock())], blank=True, max_num=6, help_text="Ways in, most urgent first.")
    urgent_title = models.CharField(max_length=80, blank=True, default="Has something just happened?")
    urgent_text = models.TextField(blank=True, max_length=300)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("introduction")], heading="First lines"),
        FieldPanel("entries"),
        MultiFieldPanel([FieldPanel("urgent_title"), FieldPanel("urgent_text")], heading="Beside the helpline number"),
    ]
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    page_description = "The front door of the site"

    class Meta:
        verbose_name = "home page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shelves: list[Shelf] = [
            shelf("Recently reviewed guides", ("guide",), "/library/guides/", request, limit=3),
            shelf("Case histories", ("case-history",), "/library/case-histories/", request, limit=3),
            shelf("Courses and webinars", ("course", "webinar"), "/courses/", request, limit=3),
        ]
        return super().get_context(request, *args, **kwargs) | {"shelves": [one for one in shelves if one.cards]}


class LandingPage(Page):
    """A part of the site that opens its own listings: the library."""

    introduction = RichTextField(blank=True, features=INLINE)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    page_description = "Opens the listings below it, with the kinds and topics of the library"

    class Meta:
        verbose_name = "landing page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        facets = facets_of_library(request)
        return super().get_context(request, *args, **kwargs) | {
            "sections": self.get_children().live().in_menu(),
            "kinds": counts_of_kinds(facets),
            "topics": topics_in_use(facets),
            "latest": shelf("New and newly reviewed", (), "", request, limit=6),
        }


class StandardPage(Page):
    """A page of plain text: about, privacy, cookies, accessibility."""

    introduction = models.TextField(blank=True, max_length=400)
    body = StreamField(READING_BLOCKS, blank=True)
    reviewed = models.DateField(
        null=True, blank=True, default=timezone.localdate, help_text="When somebody last checked that it is still right."
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body"), FieldPanel("reviewed")]
    page_description = "Plain text: about, privacy, cookies, accessibility"

    class Meta:
        verbose_name = "standard page"

    def get_teaser_template(self) -> str:
        """What a reader without the right sees."""
        return TEASER

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"contents": contents(self.body)}


class ContactPage(Page):
    """How to reach the society: the helplines come from the directory of members/, the words from here."""

    introduction = models.TextField(blank=True, max_length=400)
    body = StreamField(READING_BLOCKS, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    max_count_per_parent = 1
    page_description = "Helplines from the directory, and how else to reach the society"

    class Meta:
        verbose_name = "contact page"
