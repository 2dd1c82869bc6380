"""What another app says was learned, and the frozen record that is made of it. Pure.

The snapshot holds every printed fact in the words that are printed, so that nothing that changes later, a profile, a
course, a setting or a word list, changes what was certified. Its canonical form (sorted keys, NFC, no floats) is
hashed.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from . import words
from .errors import BadFacts

SCHEMA = 1
TEMPLATE = "certificates/certificate.typ"
LONDON = ZoneInfo("Europe/London")
LONGEST_TITLE = 300
MOST_MINUTES = 6000  # a hundred hours; more than that is a slip of the keyboard


@dataclass(frozen=True)
class Facts:
    """One completed activity, as the app that saw it knows it.

    Attributes:
        minutes: declared by the activity's version, never measured by a browser.
        completed_on: the day in the United Kingdom.
        gdc_outcomes: letters A to D; gmp_domains: numbers 1 to 4; topics: codes, the primary one first.
        assessment: in words, such as "Six questions, pass mark 80%"; empty for none.
        quality_assurer: who assured the quality before it was published.
        evidence: class A to D, how the completion is known.
        basis: how the minutes were arrived at, where the usual words for the kind do not fit.
    """

    title: str
    version: str
    kind: str
    minutes: int
    participatory: bool
    completed_on: date
    aims: str
    objectives: tuple[str, ...]
    gdc_outcomes: tuple[str, ...]
    gmp_domains: tuple[int, ...]
    assessment: str
    quality_assurer: str
    evidence: str
    topics: tuple[str, ...]
    basis: str = ""

    def demand_sound(self, *, at: datetime) -> None:
        """Raise BadFacts for facts that no certificate may state."""
        if not clean(self.title) or len(self.title) > LONGEST_TITLE:
            raise BadFacts(f"A certificate needs a title of at most {LONGEST_TITLE} characters.")
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise BadFacts(
                f"A certificate states between 1 and {MOST_MINUTES:,} minutes; these facts say {self.minutes}."
            )
        if self.completed_on > at.astimezone(LONDON).date():
            raise BadFacts("A certificate cannot be dated in the future.")
        if self.evidence not in words.EVIDENCE:
            raise BadFacts("The evidence class of a completion is A, B, C or D.")
        if unknown := set(self.gdc_outcomes) - set(words.GDC_OUTCOMES):
            raise BadFacts(f"The GDC's outcomes are A, B, C and D; these facts say {', '.join(sorted(unknown))}.")
        if unknown_domains := set(self.gmp_domains) - set(words.GMP_DOMAINS):
            raise BadFacts(f"Good Medical Practice has domains 1 to 4; these facts say {sorted(unknown_domains)}.")


def clean(text: str) -> str:
    """One line of printable text: composed characters, single spaces, nothing invisible that controls."""
    composed = unicodedata.normalize("NFC", str(text))
    visible = "".join(c if unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"} else " " for c in composed)
    return re.sub(r"\s+", " ", visible).strip()


def snapshot(
    facts: Facts, *, name: str, code: str, provider: dict[str, str], verify_address: str, at: datetime
) -> dict[str, Any]:
    """Every fact of a certificate, in the words that are printed."""
    assurer = clean(facts.quality_assurer)
    return {
        "schema": SCHEMA,
        "template": TEMPLATE,
        "locale": "en-GB",
        "code": code,
        "name": clean(name),
        "title": clean(facts.title),
        # "Version 3" is printed under the label Version, so the word is not said twice.
        "version": clean(facts.version).removeprefix("Version ").strip(),
        "kind": facts.kind,
        "kind_in_words": words.kind_in_words(facts.kind),
        "minutes": facts.minutes,
        "minutes_in_words": words.minutes_in_words(facts.minutes),
        "basis": clean(facts.basis) or words.BASIS.get(facts.kind, words.OTHER_BASIS),
        "participatory": facts.participatory,
        "participatory_in_words": words.PARTICIPATORY[facts.participatory],
        "completed_on": facts.completed_on.isoformat(),
        "completed_in_words": words.date_in_words(facts.completed_on),
        "issued_at": at.astimezone(UTC).isoformat(),
        "issued_in_words": words.date_in_words(at.astimezone(LONDON).date()),
        "aims": clean(facts.aims),
        "objectives": [clean(objective) for objective in facts.objectives],
        "outcomes": sorted(set(facts.gdc_outcomes)),
        "outcomes_in_words": [f"{letter}: {words.GDC_OUTCOMES[letter]}" for letter in sorted(set(facts.gdc_outcomes))],
        "domains": sorted(set(facts.gmp_domains)),
        "domains_in_words": [f"{number}: {words.GMP_DOMAINS[number]}" for number in sorted(set(facts.gmp_domains))],
        "topics": list(facts.topics),
        "assessment": clean(facts.assessment),
        "quality_assurer": assurer,
        "evidence": facts.evidence,
        "evidence_in_words": words.EVIDENCE[facts.evidence],
        "statement": statement(provider["name"], assurer),
        "provider": provider,
        "verify_address": verify_address,
    }


def statement(provider: str, assurer: str) -> str:
    """What the provider stands for (GDC, Enhanced CPD guidance: full and accurate, and quality assured); never more."""
    accurate = f"{provider} confirms that the information on this certificate is full and accurate"
    if assurer:
        return f"{accurate}, and that the activity was quality assured by {assurer} before it was offered."
    return f"{accurate}. It does not claim that the activity was quality assured as verifiable CPD."


def canonical(value: Any) -> bytes:
    """The one byte form of a snapshot or an event, whatever order a database gives its keys back in."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()
