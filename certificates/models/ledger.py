"""The record of continuing professional development: appended, never edited, in whole minutes.

Personal data: what a person learned and when, and their private reflections. Reflections belong to their writer alone:
they are shown to nobody else, indexed nowhere, registered in no admin and written to no log.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from certificates.facts import MOST_MINUTES
from certificates.words import kind_in_words

from .certificate import Certificate
from .frozen import FrozenModel, FrozenQuerySet


class CpdEntryQuerySet(FrozenQuerySet["CpdEntry"]):
    """The reading language of the ledger."""

    def of(self, person: Any) -> "CpdEntryQuerySet":
        """A person's own entries."""
        return self.filter(person=person)

    def current(self) -> "CpdEntryQuerySet":
        """What counts: entries that no later entry corrects."""
        return self.filter(corrected_by__isnull=True)


class CpdEntry(FrozenModel):
    """One activity that counts. A correction is a new entry that names the one it replaces."""

    class Source(models.TextChoices):
        CERTIFICATE = "certificate", "Certified here"
        EXTERNAL = "external", "Recorded by you"
        READING = "reading", "Reading you reflected on"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="cpd_entries"
    )
    source = models.CharField(max_length=11, choices=Source.choices)
    certificate = models.ForeignKey(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="cpd_entries"
    )
    kind = models.CharField(max_length=20, help_text="Kind of activity (certificates/words.py).")
    title = models.CharField(max_length=300)
    on = models.DateField(help_text="The day of the activity, or the day it was completed.")
    minutes = models.PositiveIntegerField()
    participatory = models.BooleanField(default=False, help_text="With at least one other professional.")
    outcomes = models.JSONField(default=list, help_text="Letters of the GDC's development outcomes.")
    domains = models.JSONField(default=list, help_text="Numbers of the domains of Good Medical Practice 2024.")
    topics = models.JSONField(default=list, help_text="Topic codes, the primary one first.")
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why, for a correction.")
    recorded_at = models.DateTimeField()

    objects = CpdEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "CPD entry"
        verbose_name_plural = "CPD entries"
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(corrects__isnull=True),
                name="certificates_one_entry_a_certificate",
            ),
            models.CheckConstraint(
                condition=models.Q(source="certificate", certificate__isnull=False)
                | (~models.Q(source="certificate") & models.Q(certificate__isnull=True)),
                name="certificates_certified_entry_has_certificate",
            ),
            models.CheckConstraint(
                # A correction may take an activity back: nought minutes.
                condition=models.Q(minutes__lte=MOST_MINUTES)
                & (models.Q(minutes__gte=1) | models.Q(corrects__isnull=False)),
                name="certificates_possible_entry_minutes",
            ),
        ]
        indexes = [models.Index(fields=["person", "-on"], name="certificates_my_entries")]

    def __str__(self) -> str:
        return f"CPD entry {self.uuid}"

    @property
    def kind_words(self) -> str:
        """The kind's name for readers."""
        return kind_in_words(self.kind)


class Reflection(models.Model):
    """What one activity meant to the person who did it. The only text of the record that may be rewritten."""

    LONGEST: ClassVar[int] = 10_000

    entry = models.OneToOneField(CpdEntry, on_delete=models.CASCADE, related_name="reflection")
    # Named apart from the entry's person: erasing the account removes the text even where the entry stays.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=LONGEST)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return "a private reflection"
