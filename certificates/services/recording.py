"""Writing what happened to a certificate into the chain of events."""

from datetime import UTC, datetime
from typing import Any

from certificates.facts import digest
from certificates.models import Certificate, CertificateEvent, ChainHead


def record(
    certificate: Certificate,
    kind: CertificateEvent.Kind,
    *,
    at: datetime,
    actor: str = "system",
    detail: dict[str, Any] | None = None,
) -> CertificateEvent:
    """Append one event, in the caller's transaction.

    The head of the chain is locked until that transaction ends: call it last, and keep what follows short.
    """
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    event = CertificateEvent(
        position=head.position + 1,
        certificate=certificate,
        kind=kind,
        actor=actor,
        at=at,
        detail=detail or {},
        previous=head.hash,
    )
    event.hash = event_hash(event)
    event.save()
    head.position, head.hash = event.position, event.hash
    head.save(update_fields=["position", "hash"])
    return event


def event_hash(event: CertificateEvent) -> str:
    """What the link's hash must be; needs the event's certificate."""
    return digest(
        {
            "position": event.position,
            "certificate": str(event.certificate.uuid),
            "kind": str(event.kind),
            "actor": event.actor,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "detail": event.detail,
            "previous": event.previous,
        }
    )
