"""The door of editing."""

from .blocks.streams import GUIDANCE_BLOCKS, READING_BLOCKS, TEXT_BLOCKS
from .blocks.text import INLINE, PROSE, anchor_of
from .reading import Section, contents, minutes_to_read, plain_text, sections

__all__ = [
    "GUIDANCE_BLOCKS",
    "INLINE",
    "PROSE",
    "READING_BLOCKS",
    "TEXT_BLOCKS",
    "Section",
    "anchor_of",
    "contents",
    "minutes_to_read",
    "plain_text",
    "sections",
]
