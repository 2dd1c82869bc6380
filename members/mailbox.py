"""The demo's mailbox: mail is kept in a folder and shown on a page instead of being sent."""

from django.core.mail.backends.locmem import EmailBackend as MailboxBackend

__all__ = ["MailboxBackend"]
