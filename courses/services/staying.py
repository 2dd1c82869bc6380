"""A sign of life between commits: somebody who reads for ten minutes is still there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.errors import Recalled
from courses.models import PackageVersion

from .sessions import HEARD_FIELDS, demand_same, hear, is_stale, session_of, stale_facts


def stay(
    token: str, session_uuid: UUID, epoch: int, *, label: str, at: datetime, waiting: bool = False
) -> dict[str, Any]:
    """Keep the session live: {live: true}; or {live: false} with why it cannot go on.

    `continued` {device, since} where a newer session has begun, `recalled` {code, sentence} where the package was
    withdrawn. What the page still sends after that is kept as the rules of saving say.

    Args:
        token, session_uuid, epoch: of the page's session.
        label: the content host that asks.
        at: now.
        waiting: the page holds work that has not been acknowledged; a course page on another device can then say where.

    Raises:
        UnknownToken, ExpiredToken, WrongSession.
    """
    with transaction.atomic():
        session = session_of(token, label=label, at=at)
        demand_same(session, session_uuid, epoch)
        if is_stale(session):
            return {"live": False, **stale_facts(session)}
        since = session.waiting_since or at
        hear(session, at=at)
        session.waiting_since = since if waiting else None
        session.save(update_fields=HEARD_FIELDS)
        recalled = PackageVersion.objects.filter(
            course_items__attempts=session.attempt_id, state=PackageVersion.State.RECALLED
        ).values_list("recall_reason", flat=True)
        reason = recalled.first()
        return {"live": True} if reason is None else {"live": False, "recalled": Recalled(reason).as_dict()}
