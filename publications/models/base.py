"""What every publication has: who wrote it, what it is filed under, its sources, its changes, its minutes.

No personal data beyond the names of public contributors.
"""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index

from modelcluster.fields import ParentalKey, ParentalManyToManyField

from editing.api import (
    READING_BLOCKS,
    ChangeBlock,
    LinesField,
    OptionsField,
    ReferenceBlock,
    minutes_to_read,
)
from publications.querysets import PublicationQuerySet
from publications.reading import Facts, crumbs, facts_of, inside, reading_context

GDC_OUTCOMES = (
    ("A", "A: communicating effectively"),
    ("B", "B: managing and leading"),
    ("C", "C: maintaining knowledge and skill"),
    ("D", "D: maintaining trust in the profession"),
)
GMP_DOMAINS = (
    (1, "1: knowledge, skills and development"),
    (2, "2: patients, partnership and communication"),
    (3, "3: colleagues, culture and safety"),
    (4, "4: trust and professionalism"),
)
MOST_TOPICS = 3

PublicationManager = PageManager.from_queryset(PublicationQuerySet)


class PublicationAuthor(Orderable):
    """Somebody who wrote a publication; the first is the lead author."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="publication_authors")
    person = models.ForeignKey("publications.Person", on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("person")]


class PublicationTopic(Orderable):
    """A topic of a publication; the first is the main one."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="publication_topics")
    topic = models.ForeignKey("vocabulary.Topic", on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("topic")]


class PublicationPage(Page):
    """The abstract page of all kinds. Its three dates are kept apart: first published, last changed, last reviewed."""

    kind: ClassVar[str]  # a value of search.api.Kind
    teaser_template: ClassVar[str] = "publications/teaser.html"

    summary = models.TextField(
        max_length=400,
        help_text="One or two sentences. Everyone reads them: under the title, on cards, in the search and on the page "
        "that non-members see.",
    )
    body = StreamField(READING_BLOCKS, block_counts={"next_hour": {"max_num": 1}})
    acronyms = LinesField(
        help_text="Other words that readers type when they mean this, one a line: SAR, copy of my notes."
    )
    audiences = ParentalManyToManyField("vocabulary.Audience", related_name="+", help_text="Whom it is written for.")
    nations = ParentalManyToManyField(
        "vocabulary.Nation",
        related_name="+",
        help_text="Whose law or procedure it describes. Tick United Kingdom where it holds for all four.",
    )
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    reading_minutes_set = models.PositiveSmallIntegerField(
        "reading minutes",
        null=True,
        blank=True,
        help_text="Only where counting words would mislead. Empty: counted from the text.",
    )
    cpd_minutes = models.PositiveSmallIntegerField(
        "CPD minutes", default=0, help_text="What reading and reflecting on it is worth; 0 where it earns nothing."
    )
    gdc_outcomes = OptionsField("GDC development outcomes", options=GDC_OUTCOMES)
    gmp_domains = OptionsField("Good medical practice domains", options=GMP_DOMAINS)
    references = StreamField(
        [("reference", ReferenceBlock())],
        blank=True,
        collapsed=True,
        help_text="Every law and every piece of official guidance that the text leans on.",
    )
    changes = StreamField(
        [("change", ChangeBlock())],
        blank=True,
        collapsed=True,
        help_text="Newest first. For changes of meaning; a corrected spelling does not belong here.",
    )

    objects = PublicationManager()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        InlinePanel("publication_authors", heading="Authors", label="Author", min_num=1),
        FieldPanel("body"),
    ]
    filing_panels = [
        InlinePanel(
            "publication_topics",
            heading="Topics",
            label="Topic",
            min_num=1,
            max_num=MOST_TOPICS,
            help_text="The first is the main one. Three are plenty: a text about everything is found for nothing.",
        ),
        FieldRowPanel(
            [
                FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
                FieldPanel("nations", widget=forms.CheckboxSelectMultiple),
            ]
        ),
        FieldPanel("acronyms"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("reading_minutes_set"), FieldPanel("cpd_minutes")]),
                FieldRowPanel([FieldPanel("gdc_outcomes"), FieldPanel("gmp_domains")]),
            ],
            heading="Time and CPD",
        ),
    ]
    source_panels = [
        HelpPanel("Publishing moves no date of review: that moves when somebody has read the whole page again."),
        FieldPanel("references"),
        FieldPanel("changes"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    subpage_types: ClassVar[list[str]] = []
    parent_page_types = ["publications.PublicationIndexPage"]
    show_in_menus_default = False

    class Meta:
        abstract = True

    @classmethod
    def tabs(cls, *more: ObjectList) -> TabbedInterface:
        """The editing form of a kind: what is read, where it is filed, what it leans on."""
        return TabbedInterface(
            [
                ObjectList(cls.content_panels, heading="Text"),
                *more,
                ObjectList(cls.filing_panels, heading="Filing and CPD"),
                ObjectList(cls.source_panels, heading="Sources and changes"),
                ObjectList(cls.promote_panels, heading="Address"),
                ObjectList(cls.settings_panels, heading="Publishing"),
            ]
        )

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Below the listing of its own kind only."""
        return super().can_create_at(parent) and getattr(parent.specific_deferred, "lists", None) == cls.kind

    def clean(self) -> None:
        """Count the reading time anew; Wagtail calls this before every save."""
        super().clean()
        self.reading_minutes = self.reading_minutes_set or minutes_to_read(self.body)

    @cached_property
    def facts(self) -> Facts:
        """Who wrote it, what it is filed under, how its review stands: all that is public about it."""
        return facts_of(self, on=timezone.localdate())

    @property
    def crumbs(self) -> list[Page]:
        """The pages above it below the home page. No statement where Wagtail has just found the way here."""
        return crumbs(self)

    @property
    def shows_films(self) -> bool:
        """Whether its page needs what films need."""
        return any(block.block_type == "video" for block in self.body)

    @property
    def inside(self) -> list[str]:
        """What the text holds, counted, for the teaser."""
        return inside(self)

    def get_teaser_template(self) -> str:
        """What a reader without the right sees: title, summary, who wrote it, and what membership is good for."""
        return self.teaser_template

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | reading_context(self, request)
