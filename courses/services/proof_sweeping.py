"""Certificates from elsewhere that are proof of nothing: refused long ago, never looked at, or files without a row.

A file goes only when no row of any practice names it, and only a day after it was last brought: a row follows its file
within the same request.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from courses.models import EvidencePack, OutsideCertificate
from foundation.stored_files.api import path_of

from .outside_files import ROOM

log = logging.getLogger(__name__)
_STATE = OutsideCertificate.State
REST = timedelta(days=1)  # how long a file without a row is left alone


@dataclass(frozen=True)
class Swept:
    """What went."""

    rows: int
    files: int


def sweep_proofs(*, at: datetime) -> Swept:
    """Delete refused rows after REFUSED_PROOF_DAYS, those nobody looked at after WAITING_PROOF_DAYS, and their files.

    Accepted ones are never touched. A second run finds nothing. Run between two rows and files, nothing is lost: the
    next run takes the files.
    """
    refused = Q(state=_STATE.REFUSED, checked_on__lt=timezone.localdate(at) - _days(settings.REFUSED_PROOF_DAYS))
    waiting = Q(state=_STATE.WAITING, uploaded_at__lt=at - _days(settings.WAITING_PROOF_DAYS))
    rows, _ = OutsideCertificate.objects.filter(refused | waiting).delete()
    files = sum(_forget(path, at) for path in sorted(path_of(ROOM).glob("*/*")) if path.is_file())
    if rows or files:
        log.info("certificates from elsewhere swept: %d rows, %d files", rows, files)
    return Swept(rows, files)


def _forget(path: Path, at: datetime) -> bool:
    if path.stat().st_mtime > (at - REST).timestamp():
        return False
    key = f"{ROOM}/{path.parent.name}/{path.name}"
    if any(rows.filter(storage_key=key).exists() for rows in (OutsideCertificate.objects, EvidencePack.objects)):
        return False
    path.unlink(missing_ok=True)
    return True


def _days(count: int) -> timedelta:
    return timedelta(days=count)
