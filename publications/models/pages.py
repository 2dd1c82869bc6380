"""Guides and case histories.

No personal data: the people of a case history are invented, and a second person has looked for anyone recognisable.
"""

from django.db import models

from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField

from search.api import Kind

from .base import PublicationPage


class GuidePage(PublicationPage):
    """What to do: the next hour first, then the rule, the words and the dates."""

    kind = Kind.GUIDE.value
    page_description = "Guidance to act on; reviewed every year"

    class Meta:
        verbose_name = "guide"


class CaseHistoryPage(PublicationPage):
    """A story that teaches: what happened, what was said of it, what came of it, and what to take away."""

    kind = Kind.CASE_HISTORY.value
    page_description = "An invented story built from many real ones, with its learning points"

    fictionalised = models.BooleanField(
        default=True, help_text="Prints the notice that people, places and dates are invented."
    )
    reflection = StreamField(
        [("question", CharBlock(max_length=300, icon="help", label="Question"))],
        blank=True,
        help_text="Questions for the reader's own practice. They go with the page into a CPD reflection.",
    )

    content_panels = [*PublicationPage.content_panels, FieldPanel("reflection"), FieldPanel("fictionalised")]

    class Meta:
        verbose_name = "case history"
        verbose_name_plural = "case histories"


GuidePage.edit_handler = GuidePage.tabs()
CaseHistoryPage.edit_handler = CaseHistoryPage.tabs()
