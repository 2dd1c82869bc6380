"""Learning paths in the catalogue: courses and readings in one order. Publishing freezes a programme (receivers.py).

No personal data.
"""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest

from wagtail import blocks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from modelcluster.fields import ParentalManyToManyField

from members.api import Access

from . import programmes
from .frozen_pages import FrozenPage
from .rules import programmes as rules


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


class ProgrammeForm(WagtailAdminPageForm):
    """The editor's form, with a last look before publishing."""

    def is_valid(self) -> bool:
        """A draft may be incomplete; what is published may not."""
        valid = super().is_valid()
        if not valid or self.is_deferred_validation:
            return bool(valid)
        for problem in rules.problems(self.instance.spec(), openable=self.instance.openable()):
            self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)
        return not self.errors


class ProgrammePage(FrozenPage, Page):
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
        ],
        base_form_class=ProgrammeForm,
    )
    template = "courses/programme_page.html"
    parent_page_types = ["courses.CoursesIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["programme"]
    frozen_as = "programme"
    page_description = "A learning path: courses and readings in one order."

    class Meta:
        verbose_name = "learning path"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shown = programmes.programme_page(self, request.viewer)  # type: ignore[attr-defined]
        return super().get_context(request, *args, **kwargs) | shown

    @property
    def members_only(self) -> bool:
        """Whether it is for members, as cards and heads of pages say it."""
        return self.access != Access.PUBLIC

    def spec(self) -> rules.ProgrammeSpec:
        """What publishing freezes."""
        return rules.ProgrammeSpec(
            title=self.title,
            summary=self.summary,
            ordered=self.ordered,
            access=self.access,
            steps=[_step(block) for block in self.steps],
        )

    def openable(self) -> set[str]:
        """The keys of the steps that somebody could open today."""
        return {block.id for block in self.steps if _is_openable(block)}


def _step(block: Any) -> rules.StepSpec:
    required = bool(block.value.get("required"))
    if block.block_type == rules.READING:
        page = block.value.get("page")
        ref, title, address = (str(page.translation_key), page.title, page.url or "") if page else ("", "", "")
        minutes = block.value.get("minutes") or 0
        return rules.StepSpec(block.id or "", rules.READING, ref, title, minutes, required, address)
    page = block.value.get("course")
    if page is None:
        return rules.StepSpec(block.id or "", rules.COURSE, "", "", 0, required)
    course = page.specific.course
    # The title and the minutes are the page's; who is in the course reads those of their own version.
    ref = str(course.uuid) if course is not None else ""
    return rules.StepSpec(block.id or "", rules.COURSE, ref, page.title, page.specific.minutes, required)


def _is_openable(block: Any) -> bool:
    page = block.value.get("page" if block.block_type == rules.READING else "course")
    if page is None or not page.live:
        return False
    if block.block_type == rules.READING:
        return True
    course = page.specific.course
    return course is not None and course.current_id is not None
