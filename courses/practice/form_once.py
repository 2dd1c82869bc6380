"""A form that does its work once, however often its button is pressed: it carries the key of what it will make.

The key is signed for its purpose and its person, so that nobody chooses their own, and is good for a day.
"""

from datetime import timedelta
from typing import Any

from django.core import signing

GOOD_FOR = timedelta(days=1)
_SALT = "courses.practice.once"


def sealed(key: str, *, purpose: str, person: Any) -> str:
    """The key as a hidden field carries it."""
    return signing.dumps([purpose, person, key], salt=_SALT)


def unsealed(value: str, *, purpose: str, person: Any) -> str:
    """The key of a field; empty for one that is too old, of another form or person, or not ours."""
    try:
        of, whose, key = signing.loads(value, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(key) if (of, whose) == (purpose, person) else ""
