"""What a lesson's page carries so that it can save: its session and the number of its next commit, signed.

Nothing is written when a page is shown. The signature says that we made the session, for this item of this enrolment,
and when: so a page can be sent twice, from two devices, or hours later, and each commit is known for what it is.
"""

import uuid
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from . import selectors
from .errors import BadMessage
from .models import CourseItem, Enrolment
from .player.devices import in_words
from .services.committing import Visit

SALT = "courses.visit"
MOST_COMMITS = 100_000


class UnknownVisit(BadMessage):
    code = "unknown-visit"
    sentence = "This page cannot be saved from any more. Load it again; what was saved before is safe."


def ticket_for(enrolment: Enrolment, item: CourseItem, *, at: datetime) -> str:
    """The signed session of a page that is shown now."""
    facts = [uuid.uuid4().hex, enrolment.uuid.hex, item.uuid.hex, int(at.timestamp())]
    return signing.dumps(facts, salt=SALT)


def session_in(ticket: str) -> UUID:
    """The session that a ticket of ours names."""
    return UUID(signing.loads(ticket, salt=SALT)[0])


def session_named(ticket: str) -> UUID | None:
    """The session that a posted ticket names; None where it is not ours."""
    try:
        return session_in(ticket)
    except signing.BadSignature:
        return None


def visit_of(request: HttpRequest, enrolment: Enrolment, item: CourseItem) -> Visit:
    """The visit that a posted page belongs to.

    Raises:
        UnknownVisit: the ticket is missing, not ours, or another page's; or the number is none.
    """
    try:
        session, enrolled, shown, opened = signing.loads(request.POST.get("visit", ""), salt=SALT)
        seq = int(request.POST.get("seq", ""))
    except (signing.BadSignature, ValueError, TypeError):
        raise UnknownVisit from None
    if enrolled != enrolment.uuid.hex or not 0 < seq < MOST_COMMITS:
        raise UnknownVisit
    # A page that was shown before its learner went on with another version is a page of the part's successor.
    if shown != item.uuid.hex and selectors.successor_of(enrolment, UUID(shown)) != item:
        raise UnknownVisit
    return Visit(
        UUID(session), seq, datetime.fromtimestamp(opened, tz=UTC), in_words(request.headers.get("User-Agent", ""))
    )
