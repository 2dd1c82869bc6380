"""A zip reader that trusts nothing: bytes go in, checked entries come out. Pure; it writes nowhere.

The standard library's reader is too kind for uploads: it rewrites `../x` to `x`, cuts a name at NUL, lets the later of
two equal names win, and on some Python 3.11 releases does not see entries that overlap. Here every byte of the archive
must belong to exactly one entry, and a file's size and checksum are those of the bytes really produced.
"""

import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from . import names
from .refusals import Notice, PackageRefused, shown
from .zip_records import (
    DEFLATED,
    ENCRYPTED,
    MASKED,
    PATCHED,
    STORED,
    STRONG,
    ZIP_AGAIN,
    Limits,
    Record,
    damaged,
    find_directory,
    gap,
    locate,
    read_directory,
    too_big,
)

__all__ = ["MANIFEST", "Archive", "Entry", "Limits", "open_archive"]

MANIFEST = "imsmanifest.xml"

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Entry:
    """One file of the archive. `path` is clean; `start` is where its (compressed) bytes begin."""

    path: str
    size: int
    compressed: int
    crc: int
    method: int
    start: int


@dataclass(frozen=True)
class Archive:
    """The files of a package by path, in the archive's order, and how to read them."""

    source: BinaryIO
    entries: dict[str, Entry]
    notices: tuple[Notice, ...]

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """The file's bytes in pieces of at most 256 kB; raises PackageRefused as soon as they break a promise."""
        return _produce(self.source, entry)

    def read(self, entry: Entry) -> bytes:
        """The whole file; meant for small ones, whose size the caller has looked at."""
        return b"".join(self.chunks(entry))


def open_archive(source: BinaryIO, limits: Limits | None = None) -> Archive:
    """Read the records of the zip in `source` (seekable) and check all of them.

    The file contents are checked later, while `Archive.chunks` produces them. Raises PackageRefused.
    """
    limits = limits or Limits()
    length = source.seek(0, 2)
    if length > limits.upload:
        raise too_big(f"The file has {length:,} bytes; a package may have {limits.upload:,}.")
    directory, count, directory_start = find_directory(source, length, limits)
    records = read_directory(directory, count, limits)
    _refuse_excess(records, length, limits)

    entries: list[Entry] = []
    spans: list[tuple[int, int, str]] = []
    for record in records:
        start, end = locate(source, record, directory_start)
        spans.append((record.offset, end, record.name))
        entry = _entry(record, start)
        if entry is not None:
            entries.append(entry)
    _refuse_overlaps(spans, directory_start)
    names.refuse_clashes(entry.path for entry in entries)
    kept = [entry for entry in entries if not names.is_litter(entry.path)]
    return _unwrap(source, kept)


def _refuse_excess(records: list[Record], length: int, limits: Limits) -> None:
    total = 0
    for record in records:
        total += record.size
        if record.size > limits.one_file:
            raise too_big(
                f"{shown(record.name)} unpacks to {record.size:,} bytes; one file may have {limits.one_file:,}.",
                record.name,
            )
        if record.size > limits.ratio_from and record.size > limits.ratio * record.compressed:
            raise _bomb(f"{shown(record.name)} unpacks to more than {limits.ratio} times its packed size.", record.name)
    if total > limits.unpacked:
        raise too_big(f"The package unpacks to {total:,} bytes; it may unpack to {limits.unpacked:,}.")
    if total > limits.ratio_from and total > limits.ratio * length:
        raise _bomb(f"The package unpacks to more than {limits.ratio} times its own size.")


def _entry(record: Record, start: int) -> Entry | None:
    """The record as an entry; None for a folder, which needs no place of its own."""
    name = shown(record.name)
    if record.flags & (ENCRYPTED | STRONG | MASKED):
        raise PackageRefused(
            "zip-encrypted", f"{name} is locked with a password.", remedy="Make the zip without a password.", file=name
        )
    if record.method not in (STORED, DEFLATED) or record.flags & PATCHED:
        raise PackageRefused(
            "zip-method",
            f"{name} is packed in a way that few programs can read (method {record.method}).",
            remedy="Make the zip with the ordinary setting (“Deflate”).",
            file=name,
        )
    kind = stat.S_IFMT(record.mode)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise PackageRefused(
            "zip-link",
            f"{name} is a link or a device, not a file.",
            remedy="Put the file itself into the package.",
            file=name,
        )
    if record.name == "./":
        return None
    path = names.clean(record.name)
    if record.name.endswith("/") or kind == stat.S_IFDIR:
        if record.size:
            raise damaged(f"{name} is a folder, yet has contents of its own.", record.name)
        return None
    return Entry(path, record.size, record.compressed, record.crc, record.method, start)


def _refuse_overlaps(spans: list[tuple[int, int, str]], directory_start: int) -> None:
    reached = 0
    for start, end, name in sorted(spans):
        if start < reached:
            raise PackageRefused(
                "zip-overlap",
                f"{shown(name)} shares bytes with another file of the archive.",
                remedy="Only a damaged or a hostile archive does this. Make the zip again from the folder.",
                file=shown(name),
            )
        if start > reached:
            raise gap(name)
        reached = end
    if spans and reached != directory_start:
        raise gap("")


def _unwrap(source: BinaryIO, entries: list[Entry]) -> Archive:
    folder = names.wrapping_folder((entry.path for entry in entries), MANIFEST)
    if not folder:
        return Archive(source, {entry.path: entry for entry in entries}, ())
    kept = {}
    for entry in entries:
        path = entry.path.removeprefix(folder)
        kept[path] = Entry(path, entry.size, entry.compressed, entry.crc, entry.method, entry.start)
    said = f"The whole package lay in a folder, {shown(folder)}; it was taken out of it. Some systems refuse this."
    return Archive(source, kept, (Notice("wrapping-folder", said, shown(folder)),))


def _produce(source: BinaryIO, entry: Entry) -> Iterator[bytes]:
    name = shown(entry.path)
    produced = crc = 0
    for chunk in _inflate(source, entry) if entry.method == DEFLATED else _copy(source, entry):
        produced += len(chunk)
        if produced > entry.size:
            raise _lie(name)
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if produced != entry.size:
        raise _lie(name)
    if crc != entry.crc:
        raise damaged(f"{name} was damaged on its way: its checksum is not what the archive says.", name)


def _copy(source: BinaryIO, entry: Entry) -> Iterator[bytes]:
    for at in range(0, entry.compressed, _CHUNK):
        source.seek(entry.start + at)
        yield source.read(min(_CHUNK, entry.compressed - at))


def _inflate(source: BinaryIO, entry: Entry) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in _copy(source, entry):
            waiting = piece
            while waiting and not inflater.eof:
                chunk = inflater.decompress(waiting, 4 * _CHUNK)
                waiting = inflater.unconsumed_tail
                if chunk:
                    yield chunk
            if inflater.eof and (inflater.unused_data or waiting):
                raise damaged(f"{shown(entry.path)} holds bytes behind its end.", entry.path)
        while not inflater.eof and (chunk := inflater.decompress(inflater.unconsumed_tail, 4 * _CHUNK)):
            yield chunk
    except zlib.error:
        raise damaged(f"{shown(entry.path)} cannot be unpacked.", entry.path) from None
    if not inflater.eof:
        raise damaged(f"The end of {shown(entry.path)} is missing.", entry.path)


def _lie(name: str) -> PackageRefused:
    return PackageRefused(
        "zip-size-lie", f"{name} does not have the size that the archive states.", remedy=ZIP_AGAIN, file=name
    )


def _bomb(sentence: str, file: str = "") -> PackageRefused:
    return PackageRefused(
        "zip-bomb",
        sentence,
        remedy="Real media do not shrink so far. If the file is genuine, store it uncompressed in the zip.",
        file=shown(file),
    )
