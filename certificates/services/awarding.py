"""Awarding: the one way a certificate comes into being."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from certificates.codes import new_code
from certificates.errors import BadFacts
from certificates.facts import Facts, clean, digest, snapshot
from certificates.models import Certificate, CertificateEvent, CpdEntry
from foundation.outbox import api as outbox
from members.api import newest_card

from .recording import record

PRODUCE = "certificates.produce"
MAIL = "certificates.mail"
_CODES_TO_TRY = 3


def award(person: Any, *, source_ref: str, period_key: str, facts: Facts, at: datetime) -> Certificate:
    """Certify what a person completed, exactly once for a source and a period, in the caller's transaction.

    Calling it again, or from sixteen places at once, gives the same certificate; a database constraint sees to it. A
    revoked award stays revoked: only a deliberate reissue replaces it. Nothing is rendered, mailed or queued at a
    broker here: the file and the mail are duties that the same transaction promises.

    Args:
        person: the account whose name is certified, as it stands today.
        source_ref: what was completed, such as "course:<uuid>"; a live event and its recording differ.
        period_key: which period; renewal is another one.
        facts: what is certified.
        at: now.

    Raises:
        BadFacts: for facts no certificate may state; nothing is written.
        RuntimeError: outside a transaction, where the completion could be lost and the certificate stay.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A certificate is awarded in the transaction of the completion; none is open.")
    facts.demand_sound(at=at)
    if not clean(person.name):
        raise BadFacts("A certificate needs the name of the person; their account has none.")
    if standing := Certificate.objects.standing(person, source_ref, period_key).first():
        return standing
    certificate, created = _insert(person, source_ref, period_key, facts, at)
    if created:
        _append_to_ledger(certificate, facts, at)
        outbox.add_each((PRODUCE, MAIL), str(certificate.uuid), at=at)
        detail = {"code": certificate.code, "snapshot_sha256": certificate.snapshot_sha256}
        record(certificate, CertificateEvent.Kind.ISSUED, at=at, detail=detail | _signed_in(person))
    return certificate


def _signed_in(person: Any) -> dict[str, str]:
    """How somebody without an e-mail address signs in: their desk card and who issued it, for whoever asks later.

    With an address they have a way in of their own, and nothing is said.
    """
    if person.email:
        return {}
    card = newest_card(person)
    if card is None:
        return {"signed_in": "no desk card"}
    issuer = str(card.issued_by.uuid) if card.issued_by else ""
    return {"signed_in": "desk card", "desk_card": str(card.uuid), "desk_card_issued_by": issuer}


def _insert(person: Any, source_ref: str, period_key: str, facts: Facts, at: datetime) -> tuple[Certificate, bool]:
    for _ in range(_CODES_TO_TRY):
        certificate = _built(person, source_ref, period_key, facts, at)
        # Losing the race is no error: the insert waits for the winner's commit, then does nothing.
        Certificate.objects.bulk_create([certificate], ignore_conflicts=True)
        winner = Certificate.objects.standing(person, source_ref, period_key).first()
        if winner is not None:
            return winner, winner.uuid == certificate.uuid
    raise RuntimeError("No unused certificate code was found; the random source of this machine is broken.")


def _built(person: Any, source_ref: str, period_key: str, facts: Facts, at: datetime) -> Certificate:
    code = new_code()
    frozen = snapshot(
        facts,
        name=person.name,
        code=code,
        provider=dict(settings.CERTIFICATE_PROVIDER),
        verify_address=settings.BASE_URL + reverse("certificates:verify-page", args=[code]),
        at=at,
    )
    return Certificate(
        code=code,
        person=person,
        source_ref=source_ref,
        period_key=period_key,
        snapshot=frozen,
        snapshot_sha256=digest(frozen),
        issued_at=at,
        completed_on=facts.completed_on,
        minutes=facts.minutes,
    )


def _append_to_ledger(certificate: Certificate, facts: Facts, at: datetime) -> None:
    CpdEntry(
        person_id=certificate.person_id,
        source=CpdEntry.Source.CERTIFICATE,
        certificate=certificate,
        kind=facts.kind,
        title=certificate.snapshot["title"],
        on=facts.completed_on,
        minutes=facts.minutes,
        participatory=facts.participatory,
        outcomes=certificate.snapshot["outcomes"],
        domains=certificate.snapshot["domains"],
        topics=certificate.snapshot["topics"],
        recorded_at=at,
    ).save()
