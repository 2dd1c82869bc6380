"""Learning paths in the catalogue: courses and readings in one order. Publishing freezes a programme (receivers.py).

No personal data.
"""

from typing import Any

from django import forms
from django.db import models, transaction
from django.http import HttpRequest

from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from modelcluster.fields import ParentalManyToManyField

from members.api import Access


class CourseStepBlock(blocks.StructBlock):
    """A course of the path."""

    course = blocks.PageChooserBlock("courses.CoursePage")
    required = blocks.BooleanBlock(required=False, default=True)

    class Meta:
        icon = "glasses"
        label = "Course"


class ReadingStepBlock(blocks.StructBlock):
    """A page of the library to read on the way."""

    page = blocks.PageChooserBlock()
    minutes = blocks.IntegerBlock(min_value=1, max_value=240, default=10)
    required = blocks.BooleanBlock(required=False, default=True)

    class Meta:
        icon = "doc-full"
        label = "Reading"


class Steps(blocks.StreamBlock):
    """The path, in order."""

    course = CourseStepBlock()
    reading = ReadingStepBlock()


class ProgrammePage(Page):
    """A learning path as readers find it."""

    programme = models.OneToOneField(
        "courses.Programme", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="page"
    )
    summary = models.TextField(max_length=400)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.MEMBERS)
    audiences = ParentalManyToManyField("vocabulary.Audience", blank=True, related_name="+")
    topics = ParentalManyToManyField("vocabulary.Topic", blank=True, related_name="+")
    ordered = models.BooleanField(default=True, help_text="Each step waits for the one before it.")
    steps = StreamField(Steps(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("ordered"), FieldPanel("steps")]
    filing_panels = [
        FieldPanel("access"),
        FieldRowPanel(
            [
                FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
                FieldPanel("topics", widget=forms.SelectMultiple),
            ]
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Path"),
            ObjectList(filing_panels, heading="Filing"),
            ObjectList(Page.promote_panels, heading="Address"),
            ObjectList([PublishingPanel()], heading="Publishing"),
        ]
    )
    template = "courses/programme_page.html"
    parent_page_types = ["courses.CoursesIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["programme"]
    page_description = "A learning path: courses and readings in one order."

    class Meta:
        verbose_name = "learning path"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs)

    def with_content_json(self, content: Any) -> "ProgrammePage":
        """An earlier revision of this page is still this programme."""
        page: ProgrammePage = super().with_content_json(content)
        page.programme_id = self.programme_id
        return page

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish and freeze together, or neither."""
        with transaction.atomic():
            return super().publish(revision, *args, **kwargs)
