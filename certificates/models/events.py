"""What happened to certificates, in one chain: each event holds the hash of the one before, so that nothing can be
changed, dropped or slipped in without breaking every event after it.

Personal data: none; an actor is "system" or a person's uuid, and details are identifiers and hashes.
"""

from django.db import models

from .certificate import Certificate
from .frozen import FrozenModel, FrozenQuerySet

NOTHING_BEFORE = "0" * 64


class ChainHead(models.Model):
    """The last link. Its single row is locked while the next link is made, so links never fork."""

    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=NOTHING_BEFORE)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="certificates_one_chain_head")]

    def __str__(self) -> str:
        return f"event {self.position}"


class CertificateEvent(FrozenModel):
    """One link of the chain."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "Issued"
        PRODUCED = "produced", "File produced"
        MAILED = "mailed", "Mailed to its holder"
        SUPERSEDED = "superseded", "Superseded"
        REVOKED = "revoked", "Revoked"

    position = models.PositiveBigIntegerField(unique=True)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.CharField(max_length=60, default="system")
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = FrozenQuerySet["CertificateEvent"].as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["certificate", "kind"], name="certificates_events_of")]

    def __str__(self) -> str:
        return f"event {self.position}: {self.kind}"
