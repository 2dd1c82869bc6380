"""Sending a stretch of a file."""

from collections.abc import Iterator
from typing import BinaryIO

_CHUNK = 1 << 16


class Stretch:
    """So many bytes of an open file from a place on, read piece by piece: memory does not grow with the file."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        self._file = file
        self._file.seek(first)
        self._left = length

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (chunk := self._file.read(min(_CHUNK, self._left))):
            self._left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Called by Django when the answer has been sent or the browser has gone."""
        self._file.close()
