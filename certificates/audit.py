"""Comparing what is stored with what the chain of events says was stored. Reads only."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from .documents.storing import path_of
from .facts import digest
from .models import Artifact, Certificate, CertificateEvent, ChainHead
from .models.events import NOTHING_BEFORE
from .services.recording import event_hash

_BATCH = 500
# What an event of this kind leaves behind as the certificate's status; other kinds leave it as it was.
_STATUS_AFTER = {
    CertificateEvent.Kind.ISSUED: Certificate.Status.ISSUED,
    CertificateEvent.Kind.SUPERSEDED: Certificate.Status.SUPERSEDED,
    CertificateEvent.Kind.REVOKED: Certificate.Status.REVOKED,
}


@dataclass
class AuditReport:
    """What was looked at, and every difference in a sentence."""

    events: int = 0
    certificates: int = 0
    files: int = 0
    head: str = NOTHING_BEFORE
    faults: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def audit(*, files: bool = False) -> AuditReport:
    """Follow the chain from its first link, then hold every certificate (and file) against it."""
    report = AuditReport()
    issued, statuses, produced = _follow_chain(report)
    _check_certificates(report, issued, statuses)
    _check_artifacts(report, produced, files=files)
    return report


def _follow_chain(report: AuditReport) -> tuple[dict[int, str], dict[int, str], dict[int, set[str]]]:
    issued: dict[int, str] = {}
    statuses: dict[int, str] = {}
    produced: dict[int, set[str]] = {}
    position, previous = 0, NOTHING_BEFORE
    events = CertificateEvent.objects.select_related("certificate").defer("certificate__snapshot").order_by("position")
    for event in events.iterator(chunk_size=_BATCH):
        report.events += 1
        if event.position != position + 1:
            report.faults.append(f"Events {position + 1} to {event.position - 1} are missing from the chain.")
        if event.previous != previous:
            report.faults.append(f"Event {event.position} does not follow the event before it.")
        if event_hash(event) != event.hash:
            report.faults.append(f"Event {event.position} was changed after it was written.")
        position, previous = event.position, event.hash
        kind = CertificateEvent.Kind(event.kind)
        if kind == CertificateEvent.Kind.ISSUED:
            issued[event.certificate_id] = event.detail.get("snapshot_sha256", "")
        if kind == CertificateEvent.Kind.PRODUCED:
            produced.setdefault(event.certificate_id, set()).add(event.detail.get("sha256", ""))
        if kind in _STATUS_AFTER:
            statuses[event.certificate_id] = _STATUS_AFTER[kind]
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if (head.position, head.hash) != (position, previous):
        report.faults.append(f"The chain ends at event {position}, but its head says {head.position}.")
    report.head = previous
    return issued, statuses, produced


def _check_certificates(report: AuditReport, issued: dict[int, str], statuses: dict[int, str]) -> None:
    for certificate in Certificate.objects.order_by("pk").iterator(chunk_size=_BATCH):
        report.certificates += 1
        snapshot = certificate.snapshot
        if certificate.pk not in issued:
            report.faults.append(f"Certificate {certificate.code} was never issued by the application.")
            continue
        if not digest(snapshot) == certificate.snapshot_sha256 == issued[certificate.pk]:
            report.faults.append(f"The facts of certificate {certificate.code} were changed after it was issued.")
        columns = (certificate.code, certificate.minutes, certificate.completed_on.isoformat())
        if columns != (snapshot["code"], snapshot["minutes"], snapshot["completed_on"]):
            report.faults.append(f"The columns of certificate {certificate.code} differ from its facts.")
        if certificate.status != statuses[certificate.pk]:
            report.faults.append(f"The status of certificate {certificate.code} was changed without an event.")


def _check_artifacts(report: AuditReport, produced: dict[int, set[str]], *, files: bool) -> None:
    artifacts = Artifact.objects.select_related("certificate").defer("certificate__snapshot").order_by("pk")
    for artifact in artifacts.iterator(chunk_size=_BATCH):
        code = artifact.certificate.code
        if artifact.sha256 not in produced.get(artifact.certificate_id, set()):
            report.faults.append(f"A file of certificate {code} was never produced by the application.")
        if not files:
            continue
        report.files += 1
        path = path_of(artifact.storage_key)
        if not path.is_file():
            report.faults.append(f"The file of certificate {code} is missing.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != artifact.sha256:
            report.faults.append(f"The file of certificate {code} was changed.")
