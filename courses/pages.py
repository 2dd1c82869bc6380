"""The pages of the catalogue. Editors write a course here; publishing freezes it (receivers.py).

No personal data, but for the names of authors and of the quality assurer, who are public contributors.
"""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from modelcluster.fields import ParentalKey, ParentalManyToManyField

from editing.api import LinesField, OptionsField, ReferenceBlock
from members.api import Access

from . import catalogue, listing, outlines
from .blanks import blanks_of
from .frozen_pages import FrozenPage
from .outline_blocks import PASS_MARK, OutlineBlock
from .services.freezing import circles
from .specs import CourseSpec, Problem, problems

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


class CourseTopic(Orderable):
    """A topic of a course; the first is the main one."""

    page = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="course_topics")
    topic = models.ForeignKey("vocabulary.Topic", on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("topic")]


class CoursePrerequisite(Orderable):
    """A course to complete before this one is begun."""

    page = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="course_prerequisites")
    wanted = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="+", verbose_name="course")

    panels = [FieldPanel("wanted")]


class CourseForm(WagtailAdminPageForm):
    """The editor's form, with a last look before publishing."""

    def is_valid(self) -> bool:
        """A draft may be incomplete; what is published or sent for review may not."""
        valid = super().is_valid()
        if not valid or self.is_deferred_validation:
            return bool(valid)
        for problem in self.instance.problems(self.instance.spec()):
            self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)
        return not self.errors


class CoursesIndexPage(Page):
    """/courses/: every course that is offered, with filters in the query string."""

    introduction = models.TextField(blank=True, max_length=400, help_text="One or two sentences under the title.")

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    template = "courses/courses_index_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.CoursePage", "courses.ProgrammePage"]
    max_count = 1
    page_description = "The catalogue of courses."

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        offered = CoursePage.objects.child_of(self).live()
        return super().get_context(request, *args, **kwargs) | listing.listing(offered, request)


class CoursePage(FrozenPage, Page):
    """A course as readers find it, and the manuscript of what learners will do."""

    # Written once, by the first publication; never taken from a revision or a copy (`with_content_json`).
    course = models.OneToOneField(
        "courses.Course", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="page"
    )

    summary = models.TextField(
        max_length=400, help_text="One or two sentences. Everyone reads them: on cards, in the search and on this page."
    )
    access = models.CharField(
        max_length=10, choices=Access.choices, default=Access.MEMBERS, help_text="Who may take the course."
    )
    audiences = ParentalManyToManyField(
        "vocabulary.Audience", blank=True, related_name="+", help_text="Whom it is written for."
    )
    nations = ParentalManyToManyField(
        "vocabulary.Nation",
        blank=True,
        related_name="+",
        help_text="Whose law or procedure it describes. Tick United Kingdom where it holds for all four.",
    )
    acronyms = LinesField(help_text="Other words that readers type when they mean this, one a line.")

    minutes = models.PositiveIntegerField(
        "learning minutes", default=0, help_text="What the authors expect the whole course to take."
    )
    cpd_minutes = models.PositiveIntegerField(
        "CPD minutes", default=0, help_text="What a completion earns; 0 for none. One hour is 60."
    )
    valid_months = models.PositiveSmallIntegerField(
        "valid for", null=True, blank=True, help_text="Months after which it is due again; empty: for ever."
    )
    pass_mark = models.PositiveIntegerField(default=PASS_MARK, help_text="Per cent, for quizzes without their own.")
    aims = models.TextField(blank=True)
    objectives = LinesField(help_text="What a learner can do afterwards, one a line.")
    gdc_outcomes = OptionsField("GDC development outcomes", options=GDC_OUTCOMES)
    gmp_domains = OptionsField("Good medical practice domains", options=GMP_DOMAINS)
    quality_assurer = models.CharField(max_length=200, blank=True, help_text="As it stands on the certificate.")
    authors = LinesField(help_text="Names as readers see them, one a line.")
    references = StreamField(
        [("reference", ReferenceBlock())],
        blank=True,
        help_text="Every law and every piece of official guidance that the course leans on.",
    )

    outline = StreamField(OutlineBlock(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("outline")]
    filing_panels = [
        FieldPanel("access"),
        InlinePanel(
            "course_topics",
            heading="Topics",
            label="Topic",
            min_num=1,
            max_num=MOST_TOPICS,
            help_text="The first is the main one.",
        ),
        FieldRowPanel(
            [
                FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
                FieldPanel("nations", widget=forms.CheckboxSelectMultiple),
            ]
        ),
        FieldPanel("acronyms"),
        InlinePanel("course_prerequisites", heading="To complete first", label="Course", max_num=5),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minutes"), FieldPanel("cpd_minutes"), FieldPanel("pass_mark")]),
                FieldPanel("valid_months"),
                FieldPanel("aims"),
                FieldPanel("objectives"),
                FieldRowPanel([FieldPanel("gdc_outcomes"), FieldPanel("gmp_domains")]),
            ],
            heading="Time and CPD",
        ),
    ]
    source_panels = [
        HelpPanel(
            "Publishing moves no date of review. A review is recorded when somebody has read the whole course again."
        ),
        MultiFieldPanel([FieldPanel("authors"), FieldPanel("quality_assurer")], heading="People"),
        FieldPanel("references"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Course"),
            ObjectList(filing_panels, heading="Filing and CPD"),
            ObjectList(source_panels, heading="People and sources"),
            ObjectList(Page.promote_panels, heading="Address"),
            ObjectList([PublishingPanel()], heading="Publishing"),
        ],
        base_form_class=CourseForm,
    )
    template = "courses/course_page.html"
    parent_page_types = ["courses.CoursesIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["course"]
    frozen_as = "course"
    page_description = "A course: lessons, quizzes and packages, frozen at each publication."

    class Meta:
        verbose_name = "course"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | catalogue.course_page(self, request)

    @property
    def members_only(self) -> bool:
        """Whether it is for members, as cards and heads of pages say it."""
        return self.access != Access.PUBLIC

    @property
    def topic_codes(self) -> list[str]:
        """Its topics, the main one first."""
        return list(dict.fromkeys(row.topic.code for row in self.course_topics.all()))

    def problems(self, spec: CourseSpec) -> list[Problem]:
        """What stands between this page, of which `spec` was made, and its readers, whichever way it is published."""
        blank = [
            Problem("outline", f"“{item.title}”, {sentence}", block)
            for item in spec.items
            if item.kind == "lesson"
            for block, sentence in blanks_of(item.content["body"])
        ]
        return [*problems(spec), *blank, *circles(self.course, spec)]

    def spec(self) -> CourseSpec:
        """What publishing freezes."""
        return CourseSpec(
            title=self.title,
            summary=self.summary,
            minutes=self.minutes,
            cpd_minutes=self.cpd_minutes,
            items=outlines.items_of(self.outline, pass_mark=self.pass_mark),
            aims=self.aims.strip(),
            objectives=tuple(self.objectives),
            gdc_outcomes=tuple(self.gdc_outcomes),
            gmp_domains=tuple(self.gmp_domains),
            quality_assurer=self.quality_assurer,
            topics=tuple(self.topic_codes),
            access=self.access,
            prerequisites=tuple(str(row.wanted.uuid) for row in self.course_prerequisites.all()),
            valid_months=self.valid_months,
        )
