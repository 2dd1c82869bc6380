"""The fonts that documents are set in, and which characters they can draw.

The files come with the product (npm, SIL Open Font License); fonts of the machine are never looked at, so a document
is the same everywhere.
"""

import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

import typst

from .errors import FontsMissing

# Family as a template names it -> (npm package, file of the regular cut, whose coverage stands for the family).
FAMILIES = {
    "Source Serif 4": ("source-serif-4", "400Regular/SourceSerif4_400Regular.ttf"),
    "Atkinson Hyperlegible Next": (
        "atkinson-hyperlegible-next",
        "400Regular/AtkinsonHyperlegibleNext_400Regular.ttf",
    ),
    "Noto Sans": ("noto-sans", "400Regular/NotoSans_400Regular.ttf"),
}
_UNICODE_TABLES = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
_FORMAT_BMP, _FORMAT_FULL = 4, 12
# Characters without a drawing of their own that a line of text may hold.
_SPACES = frozenset(" \u00a0")


def _folder(package: str) -> Path:
    return Path(settings.NODE_MODULES) / "@expo-google-fonts" / package


@cache
def book() -> typst.Fonts:
    """The fonts handed to the typesetter.

    Raises:
        FontsMissing: when the npm packages are not installed.
    """
    missing = [package for package, regular in FAMILIES.values() if not (_folder(package) / regular).is_file()]
    if missing:
        raise FontsMissing(f"The fonts {', '.join(missing)} are not installed; run `npm ci`.")
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[_folder(package) for package, _ in FAMILIES.values()],
    )


@cache
def coverage(family: str) -> frozenset[int]:
    """The code points that a family can draw, read from its character map."""
    package, regular = FAMILIES[family]
    path = _folder(package) / regular
    if not path.is_file():
        raise FontsMissing(f"The font {family} is not installed; run `npm ci`.")
    return frozenset(_code_points(path.read_bytes()))


def can_print(text: str) -> list[str]:
    """The characters of a text that cannot be printed, each once, in order; an empty list when all can.

    Ask it where a name is saved, so that a person learns it there and not from a certificate that never comes.
    """
    return _not_in(text, *(coverage(family) for family in FAMILIES))


def covers(family: str, text: str) -> bool:
    """Whether one family draws the whole text, so that a name is not set in two faces."""
    return not _not_in(text, coverage(family))


def _not_in(text: str, *covered: frozenset[int]) -> list[str]:
    drawn = (
        character
        for character in dict.fromkeys(unicodedata.normalize("NFC", text))
        if character not in _SPACES and not any(ord(character) in points for points in covered)
    )
    return list(drawn)


def _code_points(font: bytes) -> Iterable[int]:
    """The keys of a TrueType character map (OpenType specification, table `cmap`, formats 4 and 12)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4s4xLL", font, 12 + 16 * index) for index in range(tables))
    start = next(offset for tag, offset, _ in records if tag == b"cmap")
    count = struct.unpack_from(">H", font, start + 2)[0]
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * index)
        if (platform, encoding) not in _UNICODE_TABLES:
            continue
        kind = struct.unpack_from(">H", font, start + offset)[0]
        if kind == _FORMAT_BMP:
            yield from _segments(font, start + offset)
        elif kind == _FORMAT_FULL:
            groups = struct.unpack_from(">L", font, start + offset + 12)[0]
            for group in range(groups):
                first, last, _ = struct.unpack_from(">LLL", font, start + offset + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(font: bytes, start: int) -> Iterable[int]:
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    starts = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, start + 16 + 4 * count)
    offsets_at = start + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    for segment, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            if offsets[segment]:
                at = offsets_at + 2 * segment + offsets[segment] + 2 * (point - first)
                glyph = struct.unpack_from(">H", font, at)[0]
            else:
                glyph = (point + deltas[segment]) & 0xFFFF
            if glyph:
                yield point
