"""Invitations: how accounts begin."""

import hashlib
import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from .choices import one_of
from .membership import JobRole, Role
from .organisation import Organisation


class InvitationState(models.TextChoices):
    """What has become of an invitation; computed, because time alone ends it."""

    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"


class Invitation(models.Model):
    """Somebody is asked to join an organisation with a role.

    The link's token is never stored: it is derived from this row and the installation's secret key each time the mail
    is written, and only its SHA-256 is kept to look it up by. A copy of the database opens no invitation.

    Personal data: the e-mail address and name of somebody who may have no account yet. Deleted 90 days after it expires
    unless it was accepted (members.services.invitations.forget_invitation).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=150, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.LEARNER)
    job_role = models.CharField("post", max_length=40, choices=JobRole.choices, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            one_of("role", Role, name="members_invited_role_known"),
            one_of("job_role", JobRole, name="members_invited_job_role_known", blank=True),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="members_invited_email_in_lower_case"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="members_invitation_lasts"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="members_invitation_over_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | Q(accepted_at__isnull=False), name="members_accepted_has_a_time"
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="members_one_open_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.email} to {self.organisation}"

    @property
    def token(self) -> str:
        """The secret of the link: 256 bits, the same each time for the same invitation."""
        return salted_hmac("members.invitation", f"{self.uuid}", algorithm="sha256").hexdigest()

    @staticmethod
    def hash_of(token: str) -> str:
        """What is stored of a token."""
        return hashlib.sha256(token.encode()).hexdigest()

    def state(self, at: datetime) -> InvitationState:
        """What has become of it by then."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        return InvitationState.EXPIRED if at >= self.expires_at else InvitationState.WAITING
