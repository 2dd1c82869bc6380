"""Keeping bytes durably under DOCUMENTS_ROOT, by their hash."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def store(content: bytes, *, room: str, suffix: str) -> tuple[str, str]:
    """Keep the bytes durably and return (SHA-256, storage key). Storing the same again changes nothing.

    Args:
        content: the whole file.
        room: a folder under DOCUMENTS_ROOT; files of different rooms are never the same file.
        suffix: without the dot.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"{room}/{sha256[:2]}/{sha256}.{suffix}"
    path = path_of(key)
    if path.is_file() and path.stat().st_size == len(content):
        return sha256, key
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # Nobody ever sees half a file: the name appears with the last byte already on the disk.
    Path(name).replace(path)
    _sync_folder(path.parent)
    return sha256, key


def path_of(key: str) -> Path:
    """Where a stored file lies."""
    return Path(settings.DOCUMENTS_ROOT) / key


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
