"""The trial play of a version as work after the commit: promised when it is accepted, done by the worker."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import PackageUpload, PackageVersion
from courses.packages import quarantine
from courses.trials.playing import play
from foundation.outbox import api as outbox

log = logging.getLogger(__name__)

TRY = "courses.try-package"
TRY_LEASE = timedelta(minutes=5)
_NEXT_TRY = timedelta(seconds=5)


def promise_trial(version: PackageVersion, *, at: datetime) -> None:
    """Have the version tried in a browser, in the caller's transaction. What an earlier trial saw is forgotten."""
    PackageVersion.objects.filter(pk=version.pk).update(trial={"verdict": "waiting", "at": at.isoformat()})
    outbox.add(TRY, str(version.uuid), at=at)


def try_again(version: PackageVersion, *, at: datetime) -> None:
    """Promise another trial, as a transaction of its own."""
    with transaction.atomic():
        promise_trial(version, at=at)


def try_duty(reference: str) -> None:
    """The outbox handler: play the version, write down what was seen, and let its uploads be accepted.

    A browser that breaks is no reason to try for hours: the trial then says so, and an author may ask for another.
    """
    version = PackageVersion.objects.filter(uuid=UUID(reference)).first()
    if version is None:
        return
    with quarantine.only_one() as mine:
        if not mine:
            at = timezone.now()
            with transaction.atomic():
                outbox.add(TRY, reference, at=at, not_before=at + _NEXT_TRY)
            return
        trial = play(version, at=timezone.now())
    with transaction.atomic():
        PackageVersion.objects.filter(pk=version.pk).update(trial=trial)
        PackageUpload.objects.filter(version=version, state=PackageUpload.State.TRYING).update(
            state=PackageUpload.State.ACCEPTED, step=""
        )
    log.info("version %s: trial %s", version.uuid, trial["verdict"])
