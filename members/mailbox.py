"""The demo's mailbox: mail is kept in the database and shown at /demo/mail/ instead of being sent.

The worker writes it and the web server reads it, so it must lie where both can see it. A mail that comes twice under
one Message-ID is kept once, as mailboxes do.
"""

from collections.abc import Sequence
from email.utils import make_msgid

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from .models import DemoMail


class MailboxBackend(BaseEmailBackend):
    """Keeps every mail; sends none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails. Returns how many were given, as Django asks."""
        now = timezone.now()
        DemoMail.objects.bulk_create(
            [
                DemoMail(
                    message_id=mail.extra_headers.get("Message-ID") or make_msgid(),
                    sender=mail.from_email,
                    recipients=", ".join(mail.recipients()),
                    subject=str(mail.subject),
                    text=str(mail.body),
                    html=next((str(part[0]) for part in getattr(mail, "alternatives", [])), ""),
                    arrived=now,
                )
                for mail in email_messages
            ],
            ignore_conflicts=True,
        )
        return len(email_messages)
