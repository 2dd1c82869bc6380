"""The Range header (RFC 9110, section 14), for one range of bytes. Pure."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


@dataclass(frozen=True)
class Slice:
    """Bytes `first` to `last`, both included, of a file of `size`."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def header(self) -> str:
        """The Content-Range of a 206."""
        return f"bytes {self.first}-{self.last}/{self.size}"


class Unsatisfiable(Exception):
    """The range lies outside the file: 416."""


def asked(header: str, size: int) -> Slice | None:
    """The one range that `header` asks for; None where the whole file is the answer.

    Several ranges, other units and broken headers are ignored, as the standard allows. Raises Unsatisfiable.
    """
    match = _ONE_RANGE.fullmatch(header.strip().lower())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        length = min(int(match[2]), size)
        if length == 0:
            raise Unsatisfiable
        return Slice(size - length, size - 1, size)
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2]) < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Slice(first, last, size)
