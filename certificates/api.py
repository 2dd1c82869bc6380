"""The door of certificates."""

from .errors import BadFacts, TooManyUnknownCodes
from .facts import Facts
from .limits import count_unknown, demand_patience
from .models import Certificate
from .selectors import Totals, certificate_for, entries_for, totals
from .services.awarding import award
from .verification import Verification, verify

__all__ = [
    "BadFacts",
    "Certificate",
    "Facts",
    "TooManyUnknownCodes",
    "Totals",
    "Verification",
    "award",
    "certificate_for",
    "count_unknown",
    "demand_patience",
    "entries_for",
    "totals",
    "verify",
]
