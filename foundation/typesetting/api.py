"""The door of typesetting."""

from .errors import FontsMissing, MissingGlyph, TemplateFailed, TypesettingError
from .fonts import can_print, covers
from .setting import typeset

__all__ = [
    "FontsMissing",
    "MissingGlyph",
    "TemplateFailed",
    "TypesettingError",
    "can_print",
    "covers",
    "typeset",
]
