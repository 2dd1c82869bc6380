"""What must be there before the search can work; found at the start, not by the first reader."""

from typing import Any

from django.core.checks import CheckMessage, Error

from .engines.choosing import engine
from .engines.fts5 import missing_features


def engine_is_possible(**kwargs: Any) -> list[CheckMessage]:
    """search.E001: this Python's SQLite cannot hold the index. search.E002: a setting names no engine."""
    try:
        chosen = engine()
    except ValueError as error:
        return [Error(str(error), hint='Set SEARCH_ENGINE to "fts5" or leave it out.', id="search.E002")]
    missing = missing_features() if chosen.name == "fts5" else []
    if not missing:
        return []
    hint = "Use a Python whose SQLite has them; those of Debian, Fedora, python.org and uv do."
    return [Error(f"The search index needs {' and '.join(missing)}.", hint=hint, id="search.E001")]
