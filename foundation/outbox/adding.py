"""Writing a duty, in the caller's transaction."""

import logging
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
    if not connection.in_atomic_block:
        raise RuntimeError("A duty is written in the transaction that makes it necessary; none is open.")
    Duty.objects.bulk_create(
        [
            Duty(
                handler=handler,
                reference=reference,
                key=key or f"{handler}:{reference}",
                created=at,
                next_at=not_before or at,
            )
        ],
        # The same duty already waits: its handler will read today's rows, ours included.
        ignore_conflicts=True,
    )
    if not_before is None or not_before <= at:
        transaction.on_commit(_wake_worker, robust=True)


def _wake_worker() -> None:
    from .tasks import relay

    try:
        relay.apply_async(retry=False, ignore_result=True)
    except Exception:
        log.warning("The broker could not be reached; the sweeper will do the work.", exc_info=True)
