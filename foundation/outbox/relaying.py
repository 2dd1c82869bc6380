"""Doing the duties: claim one, run its handler, settle it. Any number of workers may do this at once."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .handlers import handler_for, lease_of
from .models import Duty

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass
class Report:
    """What one run did, and what is left to do by now."""

    done: int = 0
    failed: int = 0
    parked: int = 0
    left: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def run(*, limit: int = 500, now: Callable[[], datetime] = timezone.now) -> Report:
    """Do what is due, at most `limit` duties, oldest first.

    A handler that raises is called again after 30 s, 1 min, 2 min and so on up to 6 h, and parked after
    OUTBOX_PARK_AFTER attempts; a parked duty waits for a person (`retry`).
    """
    report = Report()
    for _ in range(limit):
        duty = _claim(now())
        if duty is None:
            break
        try:
            handler_for(duty.handler)(duty.reference)
        except Exception as error:  # noqa: BLE001 - one bad duty must never stop the others
            _settle_failure(duty, error, report, now())
        else:
            Duty.objects.filter(pk=duty.pk, state=Duty.State.RUNNING).update(
                state=Duty.State.DONE, finished=now(), error=""
            )
            report.done += 1
    report.left = _unfinished(now()).count()
    return report


def retry(duty: Duty, *, at: datetime) -> None:
    """Put a parked duty back to work, with its attempts counted anew."""
    with transaction.atomic():
        if Duty.objects.filter(key=duty.key, state=Duty.State.WAITING).exists():
            Duty.objects.filter(pk=duty.pk).update(state=Duty.State.DONE, finished=at, error="A newer duty does it.")
        else:
            Duty.objects.filter(pk=duty.pk, state=Duty.State.PARKED).update(
                state=Duty.State.WAITING, attempts=0, next_at=at
            )


def _due(at: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(Q(state=Duty.State.WAITING) | Q(state=Duty.State.RUNNING), next_at__lte=at)


def _unfinished(at: datetime) -> QuerySet[Duty]:
    # What is due, what runs elsewhere, and what failed and waits for its next attempt; not what is planned for later.
    return Duty.objects.filter(
        Q(state=Duty.State.RUNNING)
        | Q(state=Duty.State.WAITING, next_at__lte=at)
        | Q(state=Duty.State.WAITING, attempts__gt=0)
    )


def _claim(at: datetime) -> Duty | None:
    with transaction.atomic():
        candidates = _due(at).order_by("next_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            candidates = candidates.select_for_update(skip_locked=True)
        duty = candidates.first()
        if duty is None:
            return None
        duty.state = Duty.State.RUNNING
        duty.attempts += 1
        duty.next_at = at + lease_of(duty.handler)
        duty.save(update_fields=["state", "attempts", "next_at"])
        return duty


def _settle_failure(duty: Duty, error: Exception, report: Report, at: datetime) -> None:
    where = traceback.extract_tb(error.__traceback__)[-1]
    # Only kind and place: the message of an exception may quote what a person wrote.
    duty.error = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno} ({where.name})"
    log.warning("duty %s %s failed, attempt %s: %s", duty.pk, duty.handler, duty.attempts, duty.error, exc_info=error)
    report.failed += 1
    with transaction.atomic():
        if Duty.objects.filter(key=duty.key, state=Duty.State.WAITING).exists():
            duty.state, duty.finished = Duty.State.DONE, at
            duty.error += "; a newer duty of the same key does it"
        elif duty.attempts >= settings.OUTBOX_PARK_AFTER:
            duty.state, duty.finished = Duty.State.PARKED, at
            report.parked += 1
        else:
            duty.state = Duty.State.WAITING
            duty.next_at = at + min(FIRST_PAUSE * 2 ** (duty.attempts - 1), LONGEST_PAUSE)
        duty.save(update_fields=["state", "finished", "error", "next_at"])
