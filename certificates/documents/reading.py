"""The text of a produced page as a screen reader or a copying hand gets it.

PDF libraries guess words from the places of glyphs and pass over /ActualText, which is where a letter with stacked
marks or a Devanagari syllable says what it is. Ours is narrower and exact: the letters in the order of the file, with
/ActualText where the file gives it, and no guess about spaces.
"""

import re
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject
from pypdf.generic import ByteStringObject, ContentStream, TextStringObject

_SINGLE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)


def letters_of(page: PageObject) -> str:
    """Every letter of the page, without white space."""
    return "".join("".join(_pieces(page)).split())


def _pieces(page: PageObject) -> Iterator[str]:
    content = page.get_contents()
    if not isinstance(content, ContentStream):
        return
    resources: Any = page["/Resources"]
    fonts = {name: _alphabet(font.get_object()) for name, font in resources["/Font"].items()}
    alphabet: dict[int, str] = {}
    spoken: list[bool] = []  # for each open mark of the content: whether its text was given instead of its glyphs
    for operands, operator in content.operations:
        if operator in {b"BDC", b"BMC"}:
            words = _actual_text(operands)
            if words is not None and not any(spoken):
                yield words
            spoken.append(words is not None)
        elif operator == b"EMC":
            spoken.pop()
        elif operator == b"Tf":
            alphabet = fonts[operands[0]]
        elif operator in {b"Tj", b"TJ"} and not any(spoken):
            yield from _shown(operands[0], alphabet)


def _actual_text(operands: Any) -> str | None:
    properties = operands[1] if len(operands) > 1 else None
    return str(properties["/ActualText"]) if isinstance(properties, dict) and "/ActualText" in properties else None


def _shown(operand: Any, alphabet: dict[int, str]) -> Iterator[str]:
    for part in operand if isinstance(operand, list) else [operand]:
        if isinstance(part, TextStringObject | ByteStringObject):
            raw = part.original_bytes
            for start in range(0, len(raw) - 1, 2):
                yield alphabet.get(int.from_bytes(raw[start : start + 2]), "\ufffd")


def _alphabet(font: Any) -> dict[int, str]:
    """What each glyph's code stands for, from the font's /ToUnicode table."""
    letters: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return letters
    for block in _BLOCK.finditer(font["/ToUnicode"].get_object().get_data()):
        if block[1] == b"char":
            letters |= {int(code, 16): _decoded(text) for code, text in _SINGLE.findall(block[2])}
            continue
        for first, last, text in _RANGE.findall(block[2]):
            start, begin = int(first, 16), _decoded(text)
            for offset in range(int(last, 16) - start + 1):
                letters[start + offset] = begin[:-1] + chr(ord(begin[-1]) + offset)
    return letters


def _decoded(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be")
