"""A sign of life between commits: somebody who reads for ten minutes is still there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.errors import LeftBehind, Recalled
from courses.models import Attempt, PackageVersion

from .sessions import HEARD_FIELDS, demand_same, hear, is_stale, session_of, stale_facts


def stay(
    token: str, session_uuid: UUID, epoch: int, *, label: str, at: datetime, waiting: bool = False
) -> dict[str, Any]:
    """Keep the session live: {live: true}; or {live: false} with why it cannot go on.

    `continued` {device, since} where a newer session has begun, `recalled` {code, sentence} where the package was
    withdrawn, `left` {code, sentence} where the learner has moved to a version of the course that has another part in
    its place, or none. What the page still sends after that is kept as the rules of saving say.

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
        version, of_item, state, reason = _placed(session.attempt_id)
        if version != of_item:
            return {"live": False, "left": LeftBehind().as_dict()}
        since = session.waiting_since or at
        hear(session, at=at)
        session.waiting_since = since if waiting else None
        session.save(update_fields=HEARD_FIELDS)
        if state == PackageVersion.State.RECALLED:
            return {"live": False, "recalled": Recalled(reason or "").as_dict()}
        return {"live": True}


def _placed(attempt: int) -> tuple[int, int, str | None, str | None]:
    """The course version of the attempt's learner and of its item, and the package's state with the reason of a recall.
    One statement."""
    return Attempt.objects.values_list(
        "enrolment__version_id",
        "item__version_id",
        "item__package_version__state",
        "item__package_version__recall_reason",
    ).get(pk=attempt)
