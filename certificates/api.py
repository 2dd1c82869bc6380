"""The door of certificates."""

from .errors import BadFacts
from .facts import Facts
from .models import Certificate
from .selectors import Totals, certificate_for, entries_for, totals
from .services.awarding import award
from .verification import Verification, verify

__all__ = [
    "BadFacts",
    "Certificate",
    "Facts",
    "Totals",
    "Verification",
    "award",
    "certificate_for",
    "entries_for",
    "totals",
    "verify",
]
