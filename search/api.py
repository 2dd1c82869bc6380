"""The door of the search."""

from .cards import Card, latest, lookup, related
from .finding import Found, FoundCard, find
from .indexing import changed
from .items import Doc, Kind, LibraryRef, Part
from .rebuilding import rebuild
from .registry import Source, register

__all__ = [
    "Card",
    "Doc",
    "Found",
    "FoundCard",
    "Kind",
    "LibraryRef",
    "Part",
    "Source",
    "changed",
    "find",
    "latest",
    "lookup",
    "rebuild",
    "register",
    "related",
]
