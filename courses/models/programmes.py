"""Learning paths: several courses and readings in one order. Publishing freezes a version, as for courses.

A programme earns no CPD of its own: its courses do, and the same hour is not counted twice.

Personal data: who follows a programme and what they have read in it. Kept for the account's life.
"""

import uuid

from django.conf import settings
from django.db import models

from members.api import Access


class Programme(models.Model):
    """A programme through all its versions. A plain row, like a course's."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    created = models.DateTimeField()
    current = models.ForeignKey(
        "courses.ProgrammeVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.MEMBERS)

    def __str__(self) -> str:
        return self.title


class ProgrammeVersion(models.Model):
    """A programme as published at one moment. Immutable."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    ordered = models.BooleanField(default=True, help_text="Each step waits for the one before it.")
    # In order: {key, kind: course or reading, ref: uuid of the course or of the library item, title, address of a
    # reading, minutes, required}.
    steps = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="courses_programme_number_once"),
            models.UniqueConstraint(fields=["programme", "digest"], name="courses_programme_frozen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.number})"


class ProgrammeEnrolment(models.Model):
    """A person follows a programme. What its courses have come to is read from the person's enrolments on them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="programmes")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="enrolments")
    source = models.CharField(max_length=60, default="self")
    enrolled_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "programme"], name="courses_programme_followed_once")]

    def __str__(self) -> str:
        return f"programme enrolment {self.uuid}"


class ReadingDone(models.Model):
    """The learner said that they have read a reading of a programme."""

    enrolment = models.ForeignKey(ProgrammeEnrolment, on_delete=models.CASCADE, related_name="readings")
    step = models.CharField(max_length=64)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "step"], name="courses_read_once")]

    def __str__(self) -> str:
        return f"reading of {self.enrolment_id}"
