"""The row is the certificate: the page, the file and later the badge are pictures of its snapshot.

Personal data: the name as certified, inside the snapshot and the stored file, and whose account it belongs to. Kept for
the account's life and then for the claims period (docs/decisions); after that the name is dropped and the code, dates,
minutes and hashes stay.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from certificates.facts import MOST_MINUTES

from .frozen import FrozenModel, FrozenQuerySet


class CertificateQuerySet(FrozenQuerySet["Certificate"]):
    """The reading language of certificates."""

    def of(self, person: Any) -> "CertificateQuerySet":
        """A person's own."""
        return self.filter(person=person)

    def standing(self, person: Any, source_ref: str, period_key: str) -> "CertificateQuerySet":
        """What a learning of one period has come to: the issued certificate, or the revoked one."""
        return self.filter(person=person, source_ref=source_ref, period_key=period_key).exclude(
            status=Certificate.Status.SUPERSEDED
        )


class Certificate(FrozenModel):
    """A statement that a person completed something, frozen at that moment.

    issued -> superseded (by a corrected certificate) or revoked. Nothing else ever changes; a correction is a new row.
    """

    class Status(models.TextChoices):
        ISSUED = "issued", "Issued"
        SUPERSEDED = "superseded", "Superseded"
        REVOKED = "revoked", "Revoked"

    changing: ClassVar[frozenset[str]] = frozenset({"status", "superseded_by"})

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=20, unique=True, help_text="As printed: 7K2M-9QXE-R4TV-0WZ8B.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    source_ref = models.CharField(max_length=120, help_text="What was completed, such as course:<uuid>.")
    period_key = models.CharField(max_length=60, help_text="Of which period; renewal is another period.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ISSUED)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    snapshot = models.JSONField(help_text="Every printed fact (certificates/facts.py).")
    snapshot_sha256 = models.CharField(max_length=64, help_text="Of the snapshot in canonical form.")
    issued_at = models.DateTimeField()
    completed_on = models.DateField()
    minutes = models.PositiveIntegerField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source_ref", "period_key"],
                condition=models.Q(status="issued"),
                name="certificates_issued_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status="superseded", superseded_by__isnull=False)
                | (~models.Q(status="superseded") & models.Q(superseded_by__isnull=True)),
                name="certificates_superseded_names_successor",
            ),
            models.CheckConstraint(
                condition=models.Q(superseded_by__isnull=True) | ~models.Q(superseded_by=models.F("id")),
                name="certificates_no_own_successor",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="certificates_possible_minutes"
            ),
        ]
        indexes = [models.Index(fields=["person", "-completed_on"], name="certificates_my_certificates")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public page that proves it."""
        return reverse("certificates:verify-page", args=[self.code])


class Artifact(FrozenModel):
    """A file made of a certificate, stored under its hash, so that no cache can show an older one."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        BADGE = "badge", "Open Badge"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="artifacts")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    generation = models.PositiveIntegerField(default=1, help_text="Counts deliberate re-makings; retries add none.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    storage_key = models.CharField(max_length=100, help_text="Path under DOCUMENTS_ROOT.")
    template_sha256 = models.CharField(max_length=64, help_text="Of the template, to re-make and compare the bytes.")
    produced_at = models.DateTimeField()

    objects = FrozenQuerySet["Artifact"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "kind", "generation"], name="certificates_one_artifact_a_generation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.certificate_id}"
