"""What can be learned. Editors write on a page (courses/pages.py); publishing freezes a version here, and learners are
pinned to versions, so nothing an editor does later changes what a learner was asked to do.

No personal data, but for the name of the quality assurer, who is a public contributor.
"""

import uuid

from django.db import models

from members.api import Access


class Course(models.Model):
    """A course through all its versions. A plain row: copying or deleting a page never touches learners."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    created = models.DateTimeField()
    # What the catalogue offers today: publishing points here, taking the page down empties it. Whoever enrols is pinned
    # to it; going back to an earlier content points back at the earlier version.
    current = models.ForeignKey(
        "courses.CourseVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.MEMBERS, help_text="Who may start.")

    def __str__(self) -> str:
        return self.title


class CourseVersion(models.Model):
    """The course as published at one moment. Immutable: rows are added, never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of what is frozen; publishing the same again adds nothing."
    )
    frozen_at = models.DateTimeField()

    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(help_text="Learning time that the authors expect, in minutes.")
    cpd_minutes = models.PositiveIntegerField(help_text="Minutes of CPD that a completion earns; 0 for none.")
    aims = models.TextField(blank=True)
    objectives = models.JSONField(default=list)
    gdc_outcomes = models.JSONField(default=list, help_text="Letters A to D of the GDC's development outcomes.")
    gmp_domains = models.JSONField(default=list, help_text="Numbers 1 to 4 of Good Medical Practice 2024.")
    quality_assurer = models.CharField(max_length=200, blank=True)
    topics = models.JSONField(default=list, help_text="Topic codes, the primary one first.")
    prerequisites = models.JSONField(default=list, help_text="The courses to complete first: their uuids, as text.")
    valid_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long a completion counts; empty for ever. A renewal is a new period."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_version_number_once"),
            models.UniqueConstraint(fields=["course", "digest"], name="courses_version_frozen_once"),
        ]
        ordering = ["course_id", "-number"]

    def __str__(self) -> str:
        return f"{self.title} (version {self.number})"


class CourseItem(models.Model):
    """One thing to do in a version: a lesson, a quiz, a video or a package."""

    class Kind(models.TextChoices):
        LESSON = "lesson", "Lesson"
        QUIZ = "quiz", "Quiz"
        VIDEO = "video", "Video"
        PACKAGE = "package", "Package"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=64, help_text="Stable over versions: the block's id on the course page.")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    module = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    minutes = models.PositiveIntegerField(default=0)
    required = models.BooleanField(default=True)
    # A lesson's blocks as raw stream data; a quiz's questions with their keys, which never leave the server; a video's
    # uuid, length and words.
    content = models.JSONField(default=dict)
    pass_mark = models.PositiveIntegerField(null=True, blank=True, help_text="Per cent, for a quiz.")
    package_version = models.ForeignKey(
        "courses.PackageVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="course_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="courses_item_key_once"),
            models.UniqueConstraint(fields=["version", "order"], name="courses_item_order_once"),
            models.CheckConstraint(
                condition=models.Q(kind="package", package_version__isnull=False)
                | (~models.Q(kind="package") & models.Q(package_version__isnull=True)),
                name="courses_item_package_has_version",
            ),
        ]
        ordering = ["version_id", "order"]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation(self) -> str:
        """The outline of its package that is played; blank for the default one."""
        return str(self.content.get("organisation", ""))
