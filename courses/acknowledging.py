"""What a page's script is told when something was saved."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from .selectors import CourseProgress
from .services.committing import Saved


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's script asks, and not the browser."""
    return request.headers.get("Accept", "").startswith("application/json")


def what_is_left(progress: CourseProgress) -> dict[str, str]:
    """The line "18 min to the certificate" as it is now, for the page that shows an older one."""
    return {"left": render_to_string("courses/pieces/minutes.html", {"progress": progress})}


def acknowledgement(saved: Saved) -> dict[str, Any]:
    """The server's word that it has it: the session, and the number under which it was sent and is kept."""
    return {
        "ack": saved.ack,
        "seq": saved.sent,
        "session": str(saved.session),
        "revision": saved.state.revision,
        "outcome": saved.outcome,
        "saved_at": f"{timezone.localtime():%H:%M}",
    }
