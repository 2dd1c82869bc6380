"""The store of package files: by what they hold, never by what they are called.

A file lies at PACKAGES_ROOT/<first two digits>/<SHA-256> and is never rewritten, so two versions that share a film
share the file. What is being imported lies in a folder of its own beside them and moves in only when all of it is good.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from django.conf import settings

_INCOMING = ".incoming-"
_FORGOTTEN_AFTER = timedelta(days=1)
_MANY = 200  # files


def path_of(sha256: str) -> Path:
    """Where the file with that hash lies, if it is kept."""
    return Path(settings.PACKAGES_ROOT) / sha256[:2] / sha256


def open_file(sha256: str) -> BinaryIO:
    """The file's bytes. Raises FileNotFoundError where the store has lost it."""
    return path_of(sha256).open("rb")


class Incoming:
    """The files of one import. Leaving the `with` block throws away what was not kept."""

    def __init__(self, workplace: str = "") -> None:
        root = Path(settings.PACKAGES_ROOT)
        root.mkdir(parents=True, exist_ok=True)
        prefix = f"{_INCOMING}{workplace}-" if workplace else _INCOMING
        self._folder = Path(tempfile.mkdtemp(prefix=prefix, dir=root))
        self._waiting: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Write a file down; returns its SHA-256 and its size in bytes. `keep` makes it safe from power loss."""
        digest, size = hashlib.sha256(), 0
        partial = self._folder / "partial"
        with partial.open("wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        name = digest.hexdigest()
        partial.replace(self._folder / name)
        self._waiting.add(name)
        return name, size

    def keep(self) -> None:
        """Move every file into the store. One that is there already stays as it is: it holds the same bytes."""
        self._settle()
        touched: set[Path] = set()
        for name in sorted(self._waiting):
            target = path_of(name)
            target.parent.mkdir(exist_ok=True)
            if not target.exists():
                (self._folder / name).replace(target)
                touched.add(target.parent)
        for folder in [*touched, Path(settings.PACKAGES_ROOT)]:
            _sync(folder)
        self._waiting.clear()

    def _settle(self) -> None:
        """On the disk, all of them, before any has its final name."""
        if len(self._waiting) > _MANY:
            os.sync()  # one wait for all of the machine's writes: half the time of 3,000 waits, measured
            return
        for name in self._waiting:
            _sync(self._folder / name)


def forget_abandoned(at: datetime) -> None:
    """Remove what imports left behind that were killed more than a day before `at`."""
    for folder in Path(settings.PACKAGES_ROOT).glob(f"{_INCOMING}*"):
        try:
            old = at.timestamp() - folder.stat().st_mtime > _FORGOTTEN_AFTER.total_seconds()
        except FileNotFoundError:
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)


def clear(workplace: str) -> None:
    """Remove the half-done work of an import that was killed."""
    for folder in Path(settings.PACKAGES_ROOT).glob(f"{_INCOMING}{workplace}-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
