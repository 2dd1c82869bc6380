"""What surrounds every item on its page: where it stands in its course, and what is left."""

from typing import Any

from django.utils import timezone

from . import selectors
from .models import CourseItem, Enrolment
from .visits import session_in, ticket_for


def frame(enrolment: Enrolment, item: CourseItem) -> dict[str, Any]:
    """Where the item stands in the course, how much is left, and the page's own session."""
    progress = selectors.progress_of(enrolment)
    before, after = progress.around(item.uuid)
    line = next(line for line in progress.lines if line.uuid == item.uuid)
    visit = ticket_for(enrolment, item, at=timezone.now())
    return {
        "enrolment": enrolment,
        "version": enrolment.version,
        "item": item,
        "line": line,
        "position": progress.lines.index(line) + 1,
        "progress": progress,
        "before": before,
        "after": after,
        "visit": visit,
        "session": session_in(visit),
    }
