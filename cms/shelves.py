"""Shelves of the home and landing pages: what the search's listing knows, asked once a shelf.

The site stands without a filled library: a shelf with nothing on it is not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from cms.kinds import KindLook, look_of
from search import api as search


@dataclass(frozen=True)
class Shelf:
    """Some cards under a heading, and where the rest of them is."""

    title: str
    more: str = ""
    cards: Sequence[Any] = field(default=())


@dataclass(frozen=True)
class KindCount:
    """A kind and how many things of it the reader may find."""

    look: KindLook
    count: int


def shelf(title: str, kinds: tuple[str, ...], more: str, request: HttpRequest, *, limit: int) -> Shelf:
    """The newest things of those kinds that the reader may find; of all kinds where none is named."""
    latest = getattr(search, "latest", None)
    cards = list(latest(request.viewer, kinds, limit)) if latest else []  # type: ignore[attr-defined]
    return Shelf(title, more, cards)


def counts_of_kinds(request: HttpRequest) -> list[KindCount]:
    """Each kind that has something in it, in the order of the vocabulary."""
    facets = _facets(request).get("kind", {})
    return [KindCount(look_of(kind), facets[kind]) for kind in search.Kind if facets.get(kind)]


def topics_in_use(request: HttpRequest) -> list[tuple[str, int]]:
    """Topic codes with how many things carry them, the fullest first."""
    facets = _facets(request).get("topic", {})
    return sorted(facets.items(), key=lambda pair: (-pair[1], pair[0]))


def _facets(request: HttpRequest) -> dict[str, dict[str, int]]:
    find = getattr(search, "find", None)
    if find is None:
        return {}
    if not hasattr(request, "_library_facets"):
        request._library_facets = find("", viewer=request.viewer).facets  # noqa: SLF001 - one answer serves the whole page
    return request._library_facets  # type: ignore[attr-defined]  # noqa: SLF001
