"""Certificates from elsewhere as files: what may be kept, and kept under its own hash.

They are strangers' files: never shown inside a page of ours, only handed back as a download.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

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


def keep(content: bytes, *, room: str = "outside") -> Kept:
    """Keep the bytes durably; the same bytes again are the same file of that room, a folder under DOCUMENTS_ROOT.

    Raises:
        ValueError: they are of no type that is taken; callers ask `media_type_of` first.
    """
    suffix = next((suffix for start, _, suffix in _BEGINNINGS if content.startswith(start)), "")
    if not suffix:
        raise ValueError("Only a PDF, JPEG or PNG is kept.")
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"{room}/{sha256[:2]}/{sha256}.{suffix}"
    path = path_of(key)
    if not (path.is_file() and path.stat().st_size == len(content)):
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(content, path)
    return Kept(sha256, key, media_type_of(content), len(content))


def path_of(key: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.DOCUMENTS_ROOT) / key


def _write(content: bytes, path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)  # the name appears with the last byte already on the disk
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
