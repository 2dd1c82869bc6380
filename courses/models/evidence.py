"""Evidence packs: what a practice shows an inspector. Made once, never changed; a link opens one for fourteen days.

Personal data: names, posts and completions of a practice's people, as they were on the day. Its managers make and read
packs; whoever holds a link reads that pack. Kept three years, a setting; every opening is noted.
"""

import uuid

from django.conf import settings
from django.db import models


class EvidencePack(models.Model):
    """A frozen snapshot of the practice's proof for a period and for some questions of a framework."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until")
    framework = models.ForeignKey("vocabulary.Framework", on_delete=models.PROTECT, related_name="+")
    questions = models.JSONField(default=list, help_text="Codes of the framework's key questions.")
    snapshot = models.JSONField(default=dict, help_text="Everything that is printed, what was withheld included.")
    snapshot_sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # Filled by the duty that typesets it.
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    storage_key = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    produced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-made_at"], name="courses_packs_of_practice")]

    def __str__(self) -> str:
        return f"evidence pack {self.uuid}"


class PackLink(models.Model):
    """A way in for somebody without an account. Only a hash of its secret is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pack = models.ForeignKey(EvidencePack, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120, help_text="For whom, such as “CQC inspector, 4 December”.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class PackOpening(models.Model):
    """A pack was opened. Append-only."""

    pack = models.ForeignKey(EvidencePack, on_delete=models.PROTECT, related_name="openings")
    link = models.ForeignKey(PackLink, null=True, blank=True, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=12, help_text="page or pdf")
    opened_at = models.DateTimeField()
    device = models.CharField(max_length=120, blank=True, help_text="Browser and system in words.")

    class Meta:
        indexes = [models.Index(fields=["pack", "-opened_at"], name="courses_openings_of_pack")]

    def __str__(self) -> str:
        return f"opening of {self.pack_id}"
