"""The listing of one kind of publication.

No personal data.
"""

from typing import Any

from django.db import models
from django.http import HttpRequest

from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from publications.listing import listing_context
from publications.reading import crumbs
from search.api import Kind


class PublicationIndexPage(Page):
    """Opens all publications of one kind, with filters that stand in the address."""

    class Lists(models.TextChoices):
        GUIDES = Kind.GUIDE.value, "Guides"
        CASE_HISTORIES = Kind.CASE_HISTORY.value, "Case histories"
        WEBINARS = Kind.WEBINAR.value, "Webinars"

    lists = models.CharField(max_length=20, choices=Lists.choices, help_text="What is written below this page.")
    introduction = models.TextField(blank=True, max_length=400, help_text="One or two sentences under the title.")

    content_panels = [*Page.content_panels, FieldPanel("lists"), FieldPanel("introduction")]
    subpage_types = ["publications.GuidePage", "publications.CaseHistoryPage", "publications.WebinarPage"]
    page_description = "A listing with filters, and the place where its publications are written"

    class Meta:
        verbose_name = "publication listing"

    @property
    def crumbs(self) -> list[Page]:
        """The pages above it below the home page."""
        return crumbs(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | listing_context(self, request)
