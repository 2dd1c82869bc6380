"""What a film's file says of itself: its kind, by its first bytes, and its length. Pure readers of WebM and MP4.

Sources: RFC 8794 (EBML) and RFC 9559 (Matroska: SegmentInfo) for WebM; ISO/IEC 14496-12 (boxes; mvhd) for MP4. Only the
few fields that are needed are read, within bounds, because an uploaded file may be anything.
"""

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

WEBM, MP4 = "video/webm", "video/mp4"

_EBML, _SEGMENT, _INFO = 0x1A45DFA3, 0x18538067, 0x1549A966
_CLUSTER, _SCALE, _DURATION, _DOCTYPE = 0x1F43B675, 0x2AD7B1, 0x4489, 0x4282
_UNKNOWN_SIZE = -1
_MOST_BOXES = 2_000
_MOST_BYTES = 1 << 16  # of a part that is read whole


class NotAFilm(ValueError):
    """The file is no film that browsers play everywhere; `str` of it is a sentence for the person who chose it."""


@dataclass(frozen=True)
class Film:
    """Its media type, and its length in seconds; None where the file does not say."""

    media_type: str
    seconds: float | None


def read_film(file: BinaryIO) -> Film:
    """What the file says of itself; the file is left at its beginning.

    Raises:
        NotAFilm: neither WebM nor MP4.
    """
    file.seek(0)
    head = file.read(16)
    try:
        if head[:4] == b"\x1a\x45\xdf\xa3":
            return Film(WEBM, _webm_seconds(file))
        if head[4:8] == b"ftyp":
            return Film(MP4, _mp4_seconds(file))
    finally:
        file.seek(0)
    raise NotAFilm(
        "This is neither a WebM nor an MP4 film. Export it as one of them; other kinds do not play everywhere."
    )


# --- WebM -------------------------------------------------------------------------------------------------------------


def _webm_seconds(file: BinaryIO) -> float | None:
    file.seek(0)
    head = _element(file)
    if head is None or head[0] != _EBML or not 0 <= head[1] <= _MOST_BYTES:
        raise NotAFilm("The beginning of this WebM film is broken. Export it again.")
    if _children(file.read(head[1])).get(_DOCTYPE, b"").rstrip(b"\0") != b"webm":
        raise NotAFilm("This is a Matroska file, but no WebM film. Export it as WebM or MP4.")
    segment = _element(file)
    if segment is None or segment[0] != _SEGMENT:
        return None
    for _ in range(_MOST_BOXES):
        part = _element(file)
        if part is None or part[0] == _CLUSTER or part[1] == _UNKNOWN_SIZE:
            return None
        if part[0] == _INFO:
            return _info_seconds(_children(file.read(min(part[1], _MOST_BYTES))))
        file.seek(part[1], 1)
    return None


def _info_seconds(info: dict[int, bytes]) -> float | None:
    length = info.get(_DURATION, b"")
    if len(length) not in (4, 8):
        return None
    ticks = struct.unpack(">f" if len(length) == 4 else ">d", length)[0]  # noqa: PLR2004 - bytes of a float
    scale = int.from_bytes(info.get(_SCALE, b"\x0f\x42\x40"), "big")  # nanoseconds; a million where it is not said
    return _sensible(ticks * scale / 1e9)


def _element(file: BinaryIO) -> tuple[int, int] | None:
    """The id and the size of the element that begins here; the file stands at its content."""
    name = _number(file, keep_marker=True)
    size = _number(file, keep_marker=False)
    return None if name is None or size is None else (name, size)


def _number(file: BinaryIO, *, keep_marker: bool) -> int | None:
    first = file.read(1)
    if not first or first[0] == 0:
        return None
    length = 9 - first[0].bit_length()
    rest = file.read(length - 1)
    if len(rest) != length - 1:
        return None
    value = int.from_bytes(first + rest, "big")
    if keep_marker:
        return value
    value &= (1 << 7 * length) - 1
    return _UNKNOWN_SIZE if value == (1 << 7 * length) - 1 else value


def _children(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    inside = BytesIO(data)
    while (part := _element(inside)) is not None and part[1] != _UNKNOWN_SIZE:
        found[part[0]] = inside.read(part[1])
    return found


# --- MP4 --------------------------------------------------------------------------------------------------------------


def _mp4_seconds(file: BinaryIO) -> float | None:
    size = file.seek(0, 2)
    movie = _box(file, b"moov", 0, size)
    header = movie and _box(file, b"mvhd", *movie)
    if not header:
        return None
    file.seek(header[0])
    data = file.read(32)
    form = ">IQ" if data[:1] == b"\x01" else ">II"
    at = 20 if data[:1] == b"\x01" else 12
    if len(data) < at + struct.calcsize(form):
        return None
    scale, length = struct.unpack_from(form, data, at)
    return _sensible(length / scale) if scale else None


def _box(file: BinaryIO, wanted: bytes, at: int, end: int) -> tuple[int, int] | None:
    """Where the content of the box `wanted` lies between `at` and `end`."""
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return None
        file.seek(at)
        head = file.read(16)
        length, name, begins = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if length == 1:
            length, begins = int.from_bytes(head[8:16], "big"), at + 16
        elif length == 0:
            length = end - at
        if length < begins - at:
            return None
        if name == wanted:
            return begins, min(at + length, end)
        at += length
    return None


def _sensible(seconds: float) -> float | None:
    day = 24 * 3600
    return seconds if 0 < seconds < day else None
