"""A sign of life between commits: somebody who reads for ten minutes is still there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from .sessions import HEARD_FIELDS, demand_same, hear, is_stale, session_of, stale_facts


def stay(token: str, session_uuid: UUID, epoch: int, *, label: str, at: datetime) -> dict[str, Any]:
    """Keep the session live. {live: true}, or {live: false, continued: {device, since}} where a newer one has begun.

    Raises:
        UnknownToken, ExpiredToken, WrongSession.
    """
    with transaction.atomic():
        session = session_of(token, label=label, at=at)
        demand_same(session, session_uuid, epoch)
        if is_stale(session):
            return {"live": False, **stale_facts(session)}
        hear(session, at=at)
        session.save(update_fields=HEARD_FIELDS)
        return {"live": True}
