"""What can be read off a stream of blocks: its plain text, its sections, the time it takes."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .blocks.text import anchor_of

WORDS_PER_MINUTE = 200  # careful reading of professional text on a screen; the low end of what is usually quoted

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Section:
    """A part of a text under one heading. The opening part before any heading has neither anchor nor title."""

    anchor: str
    title: str
    level: int
    text: str


def plain_text(stream: Any) -> str:
    """All words of a StreamField value, without markup."""
    return " ".join(part for block in stream for part in _texts(block))


def sections(stream: Any) -> list[Section]:
    """The stream cut at its headings, in order. Sections without any text stay, so that a contents list is complete."""
    found = [Section("", "", 2, "")]
    words: list[list[str]] = [[]]
    for block in stream:
        if block.block_type == "heading":
            title = block.value["text"]
            found.append(Section(anchor_of(title), title, int(block.value["level"]), ""))
            words.append([])
        else:
            words[-1].extend(_texts(block))
    whole = [
        Section(section.anchor, section.title, section.level, " ".join(texts))
        for section, texts in zip(found, words, strict=True)
    ]
    return whole if whole[0].text else whole[1:]


def contents(stream: Any) -> list[Section]:
    """The headings of the first level, for a contents list."""
    return [section for section in sections(stream) if section.anchor and section.level == 2]  # noqa: PLR2004


def minutes_to_read(stream: Any) -> int:
    """Whole minutes at WORDS_PER_MINUTE, at least one."""
    return max(1, math.ceil(len(plain_text(stream).split()) / WORDS_PER_MINUTE))


def _texts(block: Any) -> Iterator[str]:
    for text in block.block.get_searchable_content(block.value):
        folded = _SPACE.sub(" ", str(text)).strip()
        if folded:
            yield folded
