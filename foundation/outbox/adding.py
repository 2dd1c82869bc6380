"""Writing a duty, in the caller's transaction."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from .models import Duty

log = logging.getLogger(__name__)


def add(handler: str, reference: str, *, at: datetime, key: str = "", not_before: datetime | None = None) -> None:
    """Promise that `handler(reference)` will run after the surrounding transaction commits.

    Args:
        handler: the name an app registered, such as "certificates.produce".
        reference: what the handler looks up, at most 200 characters.
        at: now, given by the caller.
        key: two duties of one key wait as one; by default handler and reference together.
        not_before: run no earlier than this.

    Raises:
        RuntimeError: outside a transaction, where a promise could be made for a fact that never was.
    """
    next_at = not_before or at
    _write(
        [Duty(handler=handler, reference=reference, key=key or _key(handler, reference), created=at, next_at=next_at)]
    )
    if next_at <= at:
        transaction.on_commit(_wake_worker, robust=True)


def add_each(handlers: Iterable[str], reference: str, *, at: datetime) -> None:
    """Promise several handlers of one reference, as `add` does, in one statement.

    Raises:
        RuntimeError: as `add`.
    """
    _write(
        [
            Duty(handler=handler, reference=reference, key=_key(handler, reference), created=at, next_at=at)
            for handler in handlers
        ]
    )
    transaction.on_commit(_wake_worker, robust=True)


def add_many(handler: str, references: Iterable[str], *, at: datetime, not_before: datetime | None = None) -> None:
    """Promise one handler for many references, as `add` does, in a statement for every few hundred of them.

    Raises:
        RuntimeError: as `add`.
    """
    next_at = not_before or at
    _write(
        [
            Duty(handler=handler, reference=reference, key=_key(handler, reference), created=at, next_at=next_at)
            for reference in references
        ]
    )
    if next_at <= at:
        transaction.on_commit(_wake_worker, robust=True)


def _key(handler: str, reference: str) -> str:
    return f"{handler}:{reference}"


def _write(duties: list[Duty]) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A duty is written in the transaction that makes it necessary; none is open.")
    # The same duty already waits: its handler will read today's rows, ours included.
    Duty.objects.bulk_create(duties, ignore_conflicts=True)


def _wake_worker() -> None:
    from .tasks import relay

    try:
        relay.apply_async(retry=False, ignore_result=True)
    except Exception:
        log.warning("The broker could not be reached; the sweeper will do the work.", exc_info=True)
