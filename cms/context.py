"""What every template may ask about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .society import society_for


def site(request: HttpRequest) -> dict[str, Any]:
    """`demo`: whether this is the demo; `viewer`: the reader as the policy sees one; `society`: whose site it is.

    The society is read when a template first asks, so an answer without a masthead costs no statement.
    """
    return {
        "demo": settings.DEMO,
        "viewer": getattr(request, "viewer", None),
        "society": SimpleLazyObject(lambda: society_for(request)),
    }
