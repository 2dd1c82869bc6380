"""Telling the rooms above that an organisation's people changed. Members knows the names of their duties, no more."""

from collections.abc import Iterable
from datetime import datetime

from foundation.outbox import api as outbox

from .models import Organisation

_HANDLERS: set[str] = set()


def on_people_changed(handler: str) -> None:
    """Let the outbox handler of that name be called with an organisation's id after each change of its people."""
    _HANDLERS.add(handler)


def people_changed(organisations: Iterable[Organisation | int | None], *, at: datetime) -> None:
    """Promise, in the caller's transaction, that whoever listens looks at these organisations again.

    Written by whatever begins or ends memberships, duties or leave. A change whose day is still to come is told now
    all the same; the daily runs see the day itself.
    """
    ids = {one.pk if isinstance(one, Organisation) else one for one in organisations if one is not None}
    for organisation in sorted(ids):
        for handler in sorted(_HANDLERS):
            outbox.add(handler, str(organisation), at=at)
