"""What can be read off a stream of blocks: its plain text, its sections, the time it takes."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .blocks.text import anchor_of

WORDS_PER_MINUTE = 200  # careful reading of professional text on a screen; the low end of what is usually quoted

NEXT_HOUR = "next-hour"  # anchors of the two boxes, as their templates print them
KEY_POINTS = "key-points"

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Section:
    """A part of a text that a reader can be sent to. Text that no heading has opened has neither anchor nor title."""

    anchor: str
    title: str
    level: int
    text: str


def plain_text(stream: Any) -> str:
    """All words of a StreamField value, without markup."""
    return " ".join(part for block in stream for part in _texts(block))


def sections(stream: Any) -> list[Section]:
    """The stream cut where a reader can be sent to, in order: at headings, at titled scenes, at the "next hour" box and
    at key points. A section without text stays, so that a contents list is complete."""
    found: list[Section] = []
    words: list[list[str]] = []

    def open_section(anchor: str, title: str, level: int = 2) -> None:
        found.append(Section(anchor, title, level, ""))
        words.append([])

    for block in stream:
        opening = _opening(block)
        if opening is not None:
            open_section(*opening)
        elif not found or found[-1].anchor == NEXT_HOUR:
            open_section("", "")  # running text that no heading has opened
        if block.block_type != "heading":
            words[-1].extend(_texts(block))
    return [
        Section(section.anchor, section.title, section.level, " ".join(texts))
        for section, texts in zip(found, words, strict=True)
    ]


def contents(stream: Any) -> list[Section]:
    """The sections of the first level, for a contents list. The "next hour" box stands above it and is left out."""
    return [one for one in sections(stream) if one.anchor not in {"", NEXT_HOUR} and one.level == 2]  # noqa: PLR2004


def minutes_to_read(stream: Any) -> int:
    """Whole minutes at WORDS_PER_MINUTE, at least one."""
    return max(1, math.ceil(len(plain_text(stream).split()) / WORDS_PER_MINUTE))


def _opening(block: Any) -> tuple[str, str, int] | None:
    match block.block_type:
        case "heading":
            return anchor_of(block.value["text"]), block.value["text"], int(block.value["level"])
        case "scene" if block.value["title"]:
            return anchor_of(block.value["title"]), block.value["title"], 2
        case "next_hour":
            return NEXT_HOUR, "In the next hour", 2
        case "key_points":
            return KEY_POINTS, block.value["title"] or "Key points", 2
    return None


def _texts(block: Any) -> Iterator[str]:
    for text in block.block.get_searchable_content(block.value):
        folded = _SPACE.sub(" ", str(text)).strip()
        if folded:
            yield folded
