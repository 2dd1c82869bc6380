"""Whose work a page keeps on this device, in a word that says nothing about them."""

from typing import Any

from django import template
from django.utils.crypto import salted_hmac

register = template.Library()


@register.filter
def journal_owner(user: Any) -> str:
    """A name for a person's own records on a device: always the same, leads back to nobody; blank for nobody."""
    if not getattr(user, "is_authenticated", False):
        return ""
    return salted_hmac("courses.journal", user.uuid.hex, algorithm="sha256").hexdigest()[:20]
