"""What every template may ask about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """`demo`: whether this is the demo; `viewer`: the reader as the access policy sees one."""
    return {"demo": settings.DEMO, "viewer": getattr(request, "viewer", None)}
