"""Webinars: one page from the announcement to the recording.

Personal data: the names of speakers in a transcript, who agreed to be recorded.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.models import Orderable

from modelcluster.fields import ParentalKey

from editing.api import ChapterBlock, PassageBlock
from members.api import ANONYMOUS
from publications.reading import webinar_context
from search.api import Kind

from .base import PublicationPage


class WebinarPresenter(Orderable):
    """Somebody who speaks in a webinar."""

    page = ParentalKey("publications.WebinarPage", on_delete=models.CASCADE, related_name="presenters")
    person = models.ForeignKey("publications.Person", on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("person")]


class WebinarPage(PublicationPage):
    """A live hour that becomes a recording. The same address serves it through all its states."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", "Announced"
        OPEN = "open", "Open for registration"
        LIVE = "live", "Live now"
        PROCESSING = "processing", "Recording being prepared"
        RECORDING = "recording", "Recording"
        RETIRED = "retired", "Retired"
        CANCELLED = "cancelled", "Cancelled"

    kind = Kind.WEBINAR.value
    page_description = "A live hour, announced here and kept here with its transcript"

    starts = models.DateTimeField(help_text="London time.")
    duration_minutes = models.PositiveSmallIntegerField("duration in minutes", default=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ANNOUNCED)
    recording = models.ForeignKey(
        "editing.Video",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The film, with its captions. CPD for watching it runs through a course with a video in it.",
    )
    chapters = StreamField([("chapter", ChapterBlock())], blank=True, collapsed=True)
    transcript = StreamField(
        [("passage", PassageBlock())],
        blank=True,
        collapsed=True,
        help_text="Who said what, from which moment. Readers search it and are sent to the minute.",
    )

    content_panels = [
        *PublicationPage.content_panels[:-1],
        MultiFieldPanel(
            [
                FieldPanel("state"),
                FieldRowPanel([FieldPanel("starts"), FieldPanel("duration_minutes")]),
            ],
            heading="When",
        ),
        InlinePanel("presenters", heading="Presenters", label="Presenter"),
        FieldPanel("body"),
    ]
    recording_panels = [FieldPanel("recording"), FieldPanel("chapters"), FieldPanel("transcript")]

    class Meta:
        verbose_name = "webinar"

    @property
    def ends(self) -> datetime:
        """When the live hour is over."""
        return self.starts + timedelta(minutes=self.duration_minutes)

    @property
    def is_ahead(self) -> bool:
        """Whether somebody may still plan to be there."""
        return self.state in {self.State.ANNOUNCED, self.State.OPEN, self.State.LIVE}

    @property
    def shows_films(self) -> bool:
        """Chapters and transcript are set as a film's are, with a film or without."""
        return self.state == self.State.RECORDING or super().shows_films

    def clean(self) -> None:
        """An hour of listening is an hour, however many words its page has; a film is shown with its captions only."""
        super().clean()
        if self.state == self.State.RECORDING and self.recording is not None and not self.recording.is_ready:
            said = (
                f"“{self.recording.title}” has no captions yet. Add them to the video first, then show the recording."
            )
            raise ValidationError({"recording": said})
        self.reading_minutes = self.reading_minutes_set or self.duration_minutes

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        viewer = getattr(request, "viewer", ANONYMOUS)
        return super().get_context(request, *args, **kwargs) | webinar_context(self, viewer)


WebinarPage.edit_handler = WebinarPage.tabs(ObjectList(WebinarPage.recording_panels, heading="Recording"))
