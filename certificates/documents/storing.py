"""The files of certificates, each under its own hash (foundation/stored_files)."""

from foundation.stored_files import api as stored_files
from foundation.stored_files.api import path_of

__all__ = ["path_of", "store"]


def store(content: bytes, *, suffix: str) -> tuple[str, str]:
    """Keep the bytes durably and return (SHA-256, storage key). Storing the same again changes nothing."""
    return stored_files.store(content, room="certificates", suffix=suffix)
