"""Where an uploaded file waits until the import has judged it: a private folder, random names, no address.

A name that a person gave never reaches the disk. One import or trial works at a time on this machine, so that one bad
package can starve nobody; the lock is the operating system's and dies with its holder.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

ABANDONED_AFTER = timedelta(days=1)
_ARRIVING, _WAITING, _LOCK = ".arriving", ".zip", ".one-at-a-time"


def room() -> Path:
    """The folder, made where it is missing; nobody but the server's own account may look into it."""
    folder = Path(settings.PACKAGES_QUARANTINE)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def path_of(upload: UUID) -> Path:
    """Where the file of an upload waits."""
    return Path(settings.PACKAGES_QUARANTINE) / f"{upload.hex}{_WAITING}"


def remove(upload: UUID) -> None:
    """Throw the file of an upload away, if it is still there."""
    path_of(upload).unlink(missing_ok=True)


class Arriving:
    """A file that is being received. Unless it is kept, `drop` leaves nothing of it."""

    def __init__(self) -> None:
        self._path = room() / f"{secrets.token_hex(16)}{_ARRIVING}"
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Append. Raises OSError where the disk is full."""
        self._file.write(chunk)
        self.size += len(chunk)

    def keep(self, upload: UUID) -> None:
        """Let it wait for the import of `upload`, safe from power loss."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._path.replace(path_of(upload))
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop(self) -> None:
        """Remove it. A file that was kept has another name by now and stays."""
        self._file.close()
        self._path.unlink(missing_ok=True)


@contextmanager
def only_one() -> Iterator[bool]:
    """Whether the caller is the one that may examine a package now; held until the block ends or the process dies."""
    descriptor = os.open(room() / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def abandoned(at: datetime) -> list[Path]:
    """Files that have lain here for more than a day before `at`: their upload broke off, or their import gave up."""
    old = (at - ABANDONED_AFTER).timestamp()
    found = [*room().glob(f"*{_ARRIVING}"), *room().glob(f"*{_WAITING}")]
    return [path for path in found if _written(path) < old]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
