"""Pages that are neither publications nor courses: home, the library's landing page, standard pages, contact.

No personal data.
"""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.shelves import LISTINGS, Shelf, counts_of_kinds, facets_of_library, shelf, topics_in_use
from editing.api import INLINE, READING_BLOCKS, ChangeBlock, ReferenceBlock, contents, review_of

TEASER = "components/teaser.html"
FEWEST_CONTENTS = 3  # a text of fewer sections needs no list of them


class EntryValue(blocks.StructValue):
    """A way in, with the kind that its address leads to."""

    @property
    def kind(self) -> str:
        """The kind of the listing that the address lies under; empty for other addresses."""
        return next((kind for kind, listing in LISTINGS.items() if self["link"].startswith(listing)), "")


class EntryBlock(blocks.StructBlock):
    """A way into the library from a need, in the reader's words."""

    title = blocks.CharBlock(max_length=60, help_text="What the reader would say, or has come for.")
    text = blocks.CharBlock(max_length=200, help_text="One sentence: what they will find.")
    link = blocks.CharBlock(max_length=200, help_text="An address of this site, for example /library/guides/.")

    class Meta:
        icon = "arrow-right"
        label = "Way in"
        label_format = "{title}"
        value_class = EntryValue
        preview_value = {
            "title": "A complaint has arrived",
            "text": "What to do in the first three working days: the dates, the words, and who must be told.",
            "link": "/library/guides/",
        }


class HomePage(Page):
    """The front door: one sentence, a search, ways in, and what is new."""

    heading = models.CharField(max_length=120, help_text="One sentence; what the library is for.")
    introduction = models.TextField(blank=True, max_length=400)
    entries = StreamField([("entry", EntryBlock())], blank=True, max_num=6, help_text="Ways in, most urgent first.")
    urgent_title = models.CharField("heading", max_length=80, blank=True, default="Has something just happened?")
    urgent_text = models.TextField("text", blank=True, max_length=300)
    urgent_link_text = models.CharField("words of the link", max_length=60, default="All helplines and their hours")
    urgent_link = models.CharField("address of the link", max_length=200, default="/contact/")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("introduction")], heading="First lines"),
        FieldPanel("entries"),
        MultiFieldPanel(
            [
                FieldPanel("urgent_title"),
                FieldPanel("urgent_text"),
                FieldRowPanel([FieldPanel("urgent_link_text"), FieldPanel("urgent_link")]),
            ],
            heading="Beside the number of the helpline",
        ),
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
            shelf("Courses and webinars", ("course", "learning-path", "webinar"), "/courses/", request, limit=3),
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


class TextPage(Page):
    """What standard and contact pages share: a summary, a text, its sources, and who looked after it."""

    summary = models.TextField(max_length=400, blank=True, help_text="One or two sentences; also on cards and teasers.")
    body = StreamField(READING_BLOCKS, blank=True)
    references = StreamField([("reference", ReferenceBlock())], blank=True)
    changes = StreamField([("change", ChangeBlock())], blank=True, help_text="Newest first; changes of meaning only.")

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("references"),
        FieldPanel("changes"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        abstract = True

    def get_teaser_template(self) -> str:
        """What a reader without the right sees."""
        return TEASER

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        sections = contents(self.body)
        return super().get_context(request, *args, **kwargs) | {
            "contents": sections if len(sections) >= FEWEST_CONTENTS else [],
            "review": review_of(self, on=timezone.localdate()) if self.pk else None,
        }


class StandardPage(TextPage):
    """A page of plain text: about, privacy, cookies, accessibility."""

    page_description = "Plain text: about, privacy, cookies, accessibility"

    class Meta:
        verbose_name = "standard page"


class ContactPage(TextPage):
    """How to reach the society: the helplines come from the directory of members/, the words from here."""

    max_count_per_parent = 1
    page_description = "Helplines from the directory, and how else to reach the society"

    class Meta:
        verbose_name = "contact page"
