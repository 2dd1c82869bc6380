"""A file that an author sent in, on its way to a version: received, examined, tried, reported.

The duty may run twice, on two machines, or be killed at any moment: it reads today's rows, clears what an earlier try
left, and the same bytes are the same version.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import Package, PackageUpload, PackageVersion
from courses.packages import quarantine
from courses.packages.examining import examine
from courses.packages.importing import ImportReport
from courses.services.trying import promise_trial
from foundation.outbox import api as outbox

log = logging.getLogger(__name__)

IMPORT, SWEEP = "courses.import-upload", "courses.sweep-uploads"
IMPORT_LEASE = timedelta(minutes=10)  # starting, 300 s of import, and the writing down
NEXT_TRY = timedelta(seconds=5)  # while another import is at work here
_STATE = PackageUpload.State
_OPEN = (_STATE.RECEIVED, _STATE.IMPORTING)


def receive(
    arriving: quarantine.Arriving, *, file_name: str, package: Package | None, by: Any, at: datetime
) -> PackageUpload:
    """Note a file that has arrived, and promise its import. The file waits in quarantine.

    Args:
        arriving: the whole file.
        file_name: as the author's computer calls it; shown, never used.
        package: the package that it is a new version of, if any.
        by: the author.
    """
    upload = PackageUpload(
        file_name=file_name[:255], size=arriving.size, package=package, uploaded_by=by, received_at=at
    )
    # The file first: a row without one would promise what nobody can keep. One without a row is swept.
    arriving.keep(upload.uuid)
    with transaction.atomic():
        upload.save()
        outbox.add(IMPORT, str(upload.uuid), at=at)
        outbox.add(SWEEP, "quarantine", at=at, not_before=at + quarantine.ABANDONED_AFTER + timedelta(hours=1))
    return upload


def import_duty(reference: str) -> None:
    """The outbox handler: examine the upload named by `reference`, once it is its turn."""
    uuid = UUID(reference)
    with quarantine.only_one() as mine:
        if mine:
            _import(uuid)
        else:
            _again_later(reference)


def sweep_duty(reference: str) -> None:
    """The outbox handler that removes what broke off: see `sweep`."""
    sweep(at=timezone.now())


def sweep(*, at: datetime) -> int:
    """Remove files whose upload broke off a day ago, and close uploads whose import never came to an end."""
    found = quarantine.abandoned(at)
    for path in found:
        path.unlink(missing_ok=True)
    gave_up = PackageUpload.objects.filter(state__in=_OPEN, received_at__lt=at - quarantine.ABANDONED_AFTER)
    for upload in gave_up:
        quarantine.remove(upload.uuid)
        _close(upload, _gone(), _STATE.FAILED, at=at)
    # A trial that never came does not stand in an upload's way.
    PackageUpload.objects.filter(state=_STATE.TRYING, finished_at__lt=at - quarantine.ABANDONED_AFTER).update(
        state=_STATE.ACCEPTED, step=""
    )
    return len(found)


def _again_later(reference: str) -> None:
    at = timezone.now()
    with transaction.atomic():
        outbox.add(IMPORT, reference, at=at, not_before=at + NEXT_TRY)


def _import(uuid: UUID) -> None:
    upload = PackageUpload.objects.select_related("package").filter(uuid=uuid, state__in=_OPEN).first()
    if upload is None:
        quarantine.remove(uuid)  # judged already; a worker died between its row and its file
        return
    path = quarantine.path_of(uuid)
    if not path.exists():
        _close(upload, _gone(), _STATE.FAILED, at=timezone.now())
        return
    PackageUpload.objects.filter(pk=upload.pk).update(state=_STATE.IMPORTING, step="Starting", percent=0)

    def say(step: str, percent: int) -> None:
        PackageUpload.objects.filter(pk=upload.pk).update(step=step[:200], percent=percent)

    done = examine(path, workplace=uuid.hex, at=timezone.now(), package=upload.package, say=say)
    judged = _STATE.TRYING if done.report.accepted else _STATE.REFUSED
    _close(upload, done.report, judged if done.finished else _STATE.FAILED, at=timezone.now())
    quarantine.remove(uuid)


def _close(upload: PackageUpload, report: ImportReport, state: str, *, at: datetime) -> None:
    """Write down how it ended; an accepted package is tried in a browser next."""
    with transaction.atomic():
        version = PackageVersion.objects.filter(uuid=report.version).first() if report.version else None
        upload.report, upload.version, upload.finished_at = report.as_dict(), version, at
        upload.step, upload.percent = "", 100
        upload.state = state
        if version is not None and version.trial:  # the same bytes again: it has been tried
            upload.state = _STATE.ACCEPTED
        elif version is not None:
            upload.step = "Trying it in a browser"
            promise_trial(version, at=at)
        upload.save(update_fields=["report", "version", "finished_at", "step", "percent", "state"])
    log.info("upload %s: %s %s", upload.uuid, upload.state, report.code or "")


def _gone() -> ImportReport:
    return ImportReport(
        verdict="failed",
        code="import-given-up",
        sentence="The file could not be examined within a day, and has been removed.",
        remedy="Upload it again. If it stays so, ask whoever runs this server whether the worker runs.",
    )
