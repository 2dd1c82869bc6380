"""Certificates from elsewhere as files: what may be kept, and kept under its own hash.

They are strangers' files: never shown inside a page of ours, only handed back as a download.
"""

import os
from dataclasses import dataclass

from foundation.stored_files.api import path_of, store

__all__ = ["LARGEST", "ROOM", "Kept", "keep", "media_type_of", "path_of"]

ROOM = "outside"
LARGEST = 10 * 1024 * 1024  # bytes
# What a file begins with, by its type; the name that a browser gives is not believed.
_BEGINNINGS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)


@dataclass(frozen=True)
class Kept:
    """A file on the disk."""

    sha256: str
    key: str  # its path under DOCUMENTS_ROOT
    media_type: str
    size: int  # bytes


def media_type_of(content: bytes) -> str:
    """What the bytes are: a PDF, JPEG or PNG; empty for anything else."""
    return next((kind for start, kind, _ in _BEGINNINGS if content.startswith(start)), "")


def keep(content: bytes) -> Kept:
    """Keep the bytes durably; the same bytes again are the same file.

    Raises:
        ValueError: they are of no type that is taken; callers ask `media_type_of` first.
    """
    suffix = next((suffix for start, _, suffix in _BEGINNINGS if content.startswith(start)), "")
    if not suffix:
        raise ValueError("Only a PDF, JPEG or PNG is kept.")
    sha256, key = store(content, room=ROOM, suffix=suffix)
    # Named again today: the sweep, which looks at this day, leaves it alone until its row is there.
    os.utime(path_of(key))
    return Kept(sha256, key, media_type_of(content), len(content))
