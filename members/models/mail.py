"""Mail to be sent, and the demo's mailbox."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class MailMessage(models.Model):
    """One mail that a transaction promised: a template's name and references. The text is made when it is sent.

    Personal data: the recipient, and what the references say. The context is emptied once the mail is sent; the row is
    kept for a year, so that "did you get our mail?" has an answer.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(max_length=80)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.EmailField(blank=True)
    context = models.JSONField(default=dict, blank=True)
    created = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped = models.CharField(max_length=120, blank=True, help_text="Why it was not sent, where it was not.")

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, address="") | (Q(person__isnull=True) & ~Q(address="")),
                name="members_mail_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped=""), name="members_mail_sent_or_dropped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.uuid})"


class DemoMail(models.Model):
    """A mail that the demo kept instead of sending it. Written in the demo only.

    Personal data: whole mails of invented people.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message_id = models.CharField(max_length=250, unique=True)
    sender = models.CharField(max_length=250)
    recipients = models.CharField(max_length=500)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    arrived = models.DateTimeField()

    class Meta:
        ordering = ["-arrived", "-id"]

    def __str__(self) -> str:
        return self.subject
