"""The door of the search."""

from .items import Doc, Kind, LibraryRef, Part
from .registry import Source, register

__all__ = ["Doc", "Kind", "LibraryRef", "Part", "Source", "register"]
