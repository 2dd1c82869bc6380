"""Shelves of the home and landing pages: what the search's listing knows, asked once a shelf.

The site stands without a filled library: a shelf with nothing on it is not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest

from cms.kinds import KindLook, look_of
from foundation.vocabulary.api import Topic
from search import api as search


@dataclass(frozen=True)
class Shelf:
    """Some cards under a heading, and where the rest of them is."""

    title: str
    more: str = ""
    cards: Sequence[Any] = field(default=())


@dataclass(frozen=True)
class KindCount:
    """A kind, where its list is, and how many things of it the reader may find."""

    look: KindLook
    address: str
    count: int


@dataclass(frozen=True)
class TopicCount:
    """A topic, how many things carry it or one below it, and those below it."""

    code: str
    label: str
    count: int
    below: Sequence["TopicCount"] = ()


# Kinds with a listing of their own; the others are listed by the search.
LISTINGS = {
    "guide": "/library/guides/",
    "case-history": "/library/case-histories/",
    "webinar": "/library/webinars/",
    "course": "/courses/",
    "learning-path": "/courses/#paths",
}


def shelf(title: str, kinds: tuple[str, ...], more: str, request: HttpRequest, *, limit: int) -> Shelf:
    """The newest things of those kinds that the reader may find; of all kinds where none is named."""
    return Shelf(title, more, list(search.latest(request.viewer, kinds, limit)))  # type: ignore[attr-defined]


def counts_of_kinds(facets: dict[str, dict[str, int]]) -> list[KindCount]:
    """Each kind that has something in it, in the order of the vocabulary."""
    counts = facets.get("kind", {})
    return [
        KindCount(look_of(kind), LISTINGS.get(kind, f"/search/?kind={kind}"), counts[kind])
        for kind in search.Kind
        if counts.get(kind)
    ]


def topics_in_use(facets: dict[str, dict[str, int]]) -> list[TopicCount]:
    """The topics of the first level in use, by the alphabet, each with those below it. One statement."""
    counts = facets.get("topic", {})
    found = Topic.objects.filter(code__in=counts).values_list("code", "label", "parent__code")
    below: dict[str | None, list[TopicCount]] = {}
    for code, label, parent in sorted(found, key=lambda row: row[1].casefold()):
        below.setdefault(parent, []).append(TopicCount(code, label, counts[code]))
    return [replace(topic, below=tuple(below.get(topic.code, ()))) for topic in below.get(None, [])]


def facets_of_library(request: HttpRequest) -> dict[str, dict[str, int]]:
    """How many things of each kind and topic the reader may find."""
    return search.find("", viewer=request.viewer).facets  # type: ignore[attr-defined]
