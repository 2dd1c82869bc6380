"""The synonyms as shipped. Loading adds what is missing and never changes what an editor changed.

A shipped row that an editor does not want is switched off (`active`), not deleted.
"""

import tomllib
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from .models import Synonym

DATA = Path(__file__).parent / "data" / "synonyms.toml"


def shipped() -> list[Synonym]:
    """Every shipped row, unsaved: one a sense."""
    lists = tomllib.loads(DATA.read_text(encoding="utf-8"))
    everyday = set(lists["everyday_words"]["forms"])
    acronyms = [
        Synonym(form=form, meaning=meaning, acronym=True, capitals_only=form in everyday)
        for form, meanings in lists["acronyms"].items()
        for meaning in meanings
    ]
    pairs = [Synonym(form=form, meaning=meaning) for form, meanings in lists["pairs"].items() for meaning in meanings]
    return acronyms + pairs


def load(using: str = DEFAULT_DB_ALIAS) -> int:
    """Add the shipped rows that are missing. Returns how many were added."""
    held = {
        (form.lower(), meaning.lower()) for form, meaning in Synonym.objects.using(using).values_list("form", "meaning")
    }
    missing = [row for row in shipped() if (row.form.lower(), row.meaning.lower()) not in held]
    return len(Synonym.objects.using(using).bulk_create(missing))


def load_after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """`post_migrate` receiver: a fresh database, or one emptied by a test, knows its acronyms before anything else."""
    load(using)
