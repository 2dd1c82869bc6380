"""Answering "is this certificate genuine?": one statement, every certified fact, of the person the name alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from .codes import fold
from .errors import MalformedCode
from .models import Artifact, Certificate

# What the public page shows of a snapshot. A fact that is not in this list stays with the holder.
PUBLIC = (
    "name",
    "title",
    "version",
    "kind",
    "kind_in_words",
    "minutes",
    "minutes_in_words",
    "basis",
    "participatory",
    "participatory_in_words",
    "completed_in_words",
    "issued_in_words",
    "aims",
    "objectives",
    "outcomes",
    "outcomes_in_words",
    "domains",
    "domains_in_words",
    "assessment",
    "quality_assurer",
    "evidence",
    "evidence_in_words",
    "statement",
)


@dataclass(frozen=True)
class Verification:
    """A certificate as the public may see it."""

    code: str
    status: str
    facts: dict[str, Any]
    provider: dict[str, str]
    completed_on: date
    issued_at: datetime
    successor: str | None
    pdf_sha256: str | None
    # The key that signed the file; certificates are not signed yet.
    key_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The answer of /verify/<code>.json. Keys are added, never renamed: programs of others read them."""
        return {
            "code": self.code,
            "status": self.status,
            **{key: self.facts[key] for key in PUBLIC if not key.endswith("_in_words")},
            "completed_on": self.completed_on.isoformat(),
            "provider": self.provider["name"],
            "provider_address": self.provider["address"],
            "issued_at": self.issued_at.isoformat(),
            "successor": self.successor,
            "pdf_sha256": self.pdf_sha256,
            "key_id": self.key_id,
        }


def verify(typed: str) -> Verification | None:
    """What the register says about a code, however it was typed; None when it knows none such.

    A code that cannot be one (a wrong check character) is answered without asking the database.
    """
    try:
        code = fold(typed)
    except MalformedCode:
        return None
    return look_up(code)


def look_up(code: str) -> Verification | None:
    """The same for a code in its printed form."""
    pdf = Artifact.objects.filter(certificate=OuterRef("pk"), kind=Artifact.Kind.PDF).order_by("-generation")
    row = (
        Certificate.objects.filter(code=code)
        .annotate(pdf_sha256=Subquery(pdf.values("sha256")[:1]), successor=F("superseded_by__code"))
        .values("code", "status", "snapshot", "completed_on", "issued_at", "successor", "pdf_sha256")
        .first()
    )
    if row is None:
        return None
    snapshot = row.pop("snapshot")
    return Verification(facts={key: snapshot[key] for key in PUBLIC}, provider=snapshot["provider"], **row)
