"""The file of a certificate: snapshot and template in, one stored PDF out. Runs in a worker, from the outbox."""

import hashlib
import io
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

import segno

from certificates.models import Artifact, Certificate, CertificateEvent
from certificates.services.recording import record
from foundation.typesetting import api as typesetting

from .checking import demand_true_picture, pages_of
from .storing import path_of, store

FIRST_GENERATION = 1
# A long title or many objectives make the page smaller, never two pages.
SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.74, 0.68, 0.62)
SERIF = "Source Serif 4"
SANS = "Noto Sans"


def produce(reference: str) -> None:
    """Outbox handler: make and store the file of the certificate with that uuid. Doing it again does nothing.

    Raises:
        MissingGlyph: the name holds a character no font has; the certificate is valid, the file waits for a person.
        SelfCheckFailed: what came out is not what should be; nothing is stored.
    """
    certificate = Certificate.objects.get(uuid=reference)
    artifact = certificate.artifacts.filter(kind=Artifact.Kind.PDF, generation=FIRST_GENERATION).first()
    if artifact is not None and path_of(artifact.storage_key).is_file():
        return
    pdf = picture(certificate.snapshot)
    demand_true_picture(pdf, certificate.snapshot)
    sha256, key = store(pdf, suffix="pdf")
    if artifact is None:
        _note(certificate, sha256, key, len(pdf), template_sha256(certificate.snapshot), at=timezone.now())


def picture(snapshot: dict[str, Any]) -> bytes:
    """The PDF of a snapshot. Equal snapshots give equal bytes, on any machine with the same template and fonts."""
    data = snapshot | {
        "_qr": qr_code(snapshot["verify_address"]),
        # One face for the whole name: a name set half in one and half in another looks forged.
        "_name_font": SERIF if typesetting.covers(SERIF, snapshot["name"]) else SANS,
        "_title_font": SERIF if typesetting.covers(SERIF, snapshot["title"]) else SANS,
    }
    dated = datetime.fromisoformat(snapshot["issued_at"])
    title = f"Certificate {snapshot['code']}: {snapshot['title']}"
    pdf = b""
    for scale in SCALES:
        pdf = typesetting.typeset(snapshot["template"], data | {"_scale": scale}, title=title, dated=dated)
        if pages_of(pdf) == 1:
            break
    # A PDF/A file ends with an end-of-line marker; what is appended to a signed file later begins on a line of its own.
    return pdf if pdf.endswith(b"\n") else pdf + b"\n"


def qr_code(address: str) -> str:
    """The address as an SVG of one path, dark modules only, with the quiet zone of the standard."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, svgns=True, dark="#000")
    return out.getvalue().decode()


def template_sha256(snapshot: dict[str, Any]) -> str:
    """The hash of the template's text."""
    return hashlib.sha256((Path(settings.ROOT) / "templates" / snapshot["template"]).read_bytes()).hexdigest()


def _note(certificate: Certificate, sha256: str, key: str, size: int, template: str, *, at: datetime) -> None:
    with transaction.atomic():
        # Two workers may have made the same bytes; the second finds the first one's row and says nothing more.
        Certificate.objects.select_for_update().get(pk=certificate.pk)
        _, created = Artifact.objects.get_or_create(
            certificate=certificate,
            kind=Artifact.Kind.PDF,
            generation=FIRST_GENERATION,
            defaults={
                "sha256": sha256,
                "size": size,
                "storage_key": key,
                "template_sha256": template,
                "produced_at": at,
            },
        )
        if created:
            record(certificate, CertificateEvent.Kind.PRODUCED, at=at, detail={"kind": "pdf", "sha256": sha256})
