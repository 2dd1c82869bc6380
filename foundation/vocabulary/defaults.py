"""The lists as shipped. Loading adds what is missing and never changes what an editor changed."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from .frameworks import load_frameworks
from .models import Audience, Nation, Specialty, Topic

DATA = Path(__file__).parent / "data" / "defaults.toml"


def load(using: str = DEFAULT_DB_ALIAS) -> int:
    """Add the shipped terms that are missing. Returns how many were added."""
    lists = tomllib.loads(DATA.read_text(encoding="utf-8"))
    added = _add_missing(Nation, lists["nations"], using)
    added += _add_missing(Audience, lists["audiences"], using)
    added += _add_missing(Specialty, lists["specialties"], using)
    known_topics = {topic.code: topic for topic in Topic.objects.using(using).all()}
    for order, term in enumerate(lists["topics"]):
        if term["code"] in known_topics:
            continue
        head, _, tail = term["code"].partition(".")
        known_topics[term["code"]] = Topic.objects.using(using).create(
            code=term["code"],
            label=term["label"],
            order=order,
            parent=known_topics[head] if tail else None,
            for_incidents=term.get("for_incidents", False),
        )
        added += 1
    return added + load_frameworks(using)


def _add_missing(model: Any, terms: list[dict[str, str]], using: str) -> int:
    known = set(model.objects.using(using).values_list("code", flat=True))
    missing = [
        model(code=term["code"], label=term["label"], order=order)
        for order, term in enumerate(terms)
        if term["code"] not in known
    ]
    return len(model.objects.using(using).bulk_create(missing))


def load_after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """`post_migrate` receiver: a fresh database, or one emptied by a test, has its words before anything else."""
    load(using)
