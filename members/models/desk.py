"""Signing in without an e-mail address: a printed code and a PIN, at a shared desk, into a short session."""

import uuid

from django.conf import settings
from django.db import models

from .organisation import Organisation


class DeskCard(models.Model):
    """A card with a code (and its QR picture) that one person of an organisation signs in with, beside a PIN.

    The code is kept as a hash and the PIN through Django's password hashers. The first sign-in is with a starting PIN
    that the manager was shown once; the person then chooses their own.

    Personal data: that somebody has a card, when it was used and how often it was tried in vain. Deleted with the
    account; a card that was withdrawn is kept a year, so that a found one can be explained.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_cards")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="desk_cards")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    pin_hash = models.CharField(max_length=200, editable=False)
    pin_is_first = models.BooleanField(default=True, help_text="The next sign-in asks for a PIN of one's own.")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Wrong PINs since the last right one.")
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="members_one_desk_card",
            )
        ]

    def __str__(self) -> str:
        return f"desk card of {self.person}"
