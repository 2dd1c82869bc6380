"""Typed readers of the environment. A value that cannot be read stops the start with a sentence that says which."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable's text. Raises ImproperlyConfigured where it is missing and no default is given."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}; .env.example says what it is for.")
    return value


def secret(name: str, default: str | None = None) -> str:
    """Like `text`, but NAME_FILE may name a file that holds the value, as container platforms mount secrets."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return text(name, default)


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and the empty text; anything else is refused."""
    value = os.environ.get(name)
    if value is None:
        return default
    folded = value.strip().lower()
    if folded in {"1", "true", "yes", "on"}:
        return True
    if folded in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be a yes or a no (1, true, yes, on, 0, false, no, off), not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas; empty parts fall out."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]
