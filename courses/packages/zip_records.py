"""The records of a zip file (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5), read without trust. Pure.

What the archive says of its files is found here and compared with itself; `archive` judges whether it is acceptable.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from .refusals import PackageRefused, shown

STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIPTOR, PATCHED, STRONG, UTF8, MASKED = 1, 1 << 3, 1 << 5, 1 << 6, 1 << 11, 1 << 13

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s2B5H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_WIDE = 8  # bytes of a number in a zip64 record
_UNICODE_PATH_HEAD = 5  # one byte of version, four of checksum

ZIP_AGAIN = "Export the package again, or make the zip again, and upload that file."


@dataclass(frozen=True)
class Limits:
    """What an upload may ask of the machine. Bytes, unless the name says otherwise (reliability.md 2.3)."""

    upload: int = 1 << 30
    entries: int = 20_000
    directory: int = 8 << 20
    unpacked: int = 4 << 30
    one_file: int = 2 << 30
    ratio: int = 200
    ratio_from: int = 1 << 20


@dataclass(frozen=True)
class Record:
    """An entry as the central directory states it."""

    raw_name: bytes
    name: str
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    offset: int
    mode: int


def find_directory(source: BinaryIO, length: int, limits: Limits) -> tuple[bytes, int, int]:
    """The central directory's bytes, how many entries it claims, and where it begins."""
    source.seek(max(0, length - _END.size - _FULL16))
    tail = source.read()
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0 and not _ends_here(tail, at):
        at = tail.rfind(b"PK\x05\x06", 0, at)
    if at < 0:
        raise _not_a_zip(source, length)
    _, disk, first_disk, on_disk, count, size, offset, _ = _END.unpack_from(tail, at)
    end = length - len(tail) + at
    if _FULL16 in (disk, first_disk, on_disk, count) or _FULL32 in (size, offset):
        found = _find_zip64(source, end)
        if found is not None:
            disk, first_disk, on_disk, count, size, offset, end = found
    if disk or first_disk or on_disk != count:
        raise PackageRefused(
            "zip-split",
            "The archive is one part of several.",
            remedy="Make one zip file without splitting it, and upload that.",
        )
    if count > limits.entries:
        raise too_big(f"The archive says that it holds {count:,} files; a package may hold {limits.entries:,}.")
    if size > limits.directory:
        raise too_big(f"The archive's list of files has {size:,} bytes; it may have {limits.directory:,}.")
    if offset + size != end:
        raise PackageRefused(
            "zip-gap",
            "The archive holds bytes that belong to none of its files, before or after its list of files.",
            remedy=ZIP_AGAIN,
        )
    source.seek(offset)
    return source.read(size), count, offset


def _ends_here(tail: bytes, at: int) -> bool:
    return at + _END.size <= len(tail) and at + _END.size + _END.unpack_from(tail, at)[7] == len(tail)


def _find_zip64(source: BinaryIO, end: int) -> tuple[int, int, int, int, int, int, int] | None:
    if end < _END64_LOCATOR.size:
        return None
    source.seek(end - _END64_LOCATOR.size)
    mark, _, where, _ = _END64_LOCATOR.unpack(source.read(_END64_LOCATOR.size))
    if mark != b"PK\x06\x07":
        return None
    source.seek(min(where, end))
    block = source.read(_END64.size)
    if len(block) < _END64.size or not block.startswith(b"PK\x06\x06"):
        raise damaged("The archive's end record is damaged.")
    _, rest, _, _, disk, first_disk, on_disk, count, size, offset = _END64.unpack(block)
    if where + 12 + rest != end - _END64_LOCATOR.size:
        raise damaged("The archive's end record is damaged.")
    return disk, first_disk, on_disk, count, size, offset, where


def _not_a_zip(source: BinaryIO, length: int) -> PackageRefused:
    source.seek(0)
    start = source.read(8)
    if start.startswith(b"PK\x03\x04"):
        return PackageRefused(
            "zip-truncated",
            "The end of the zip file is missing or damaged.",
            remedy="The upload or the download before it was cut short. Fetch the file again and upload it again.",
        )
    kinds = {
        b"%PDF": "a PDF",
        b"Rar!": "a RAR archive",
        b"7z\xbc\xaf": "a 7-Zip archive",
        b"\x1f\x8b": "a gzip file",
        b"<": "a web page or an XML file",
        b"\xef\xbb\xbf<": "a web page or an XML file",
        b"\xd0\xcf\x11\xe0": "an old Office document",
    }
    what = next(
        (f"This is {kind}." for mark, kind in kinds.items() if start.startswith(mark)), "This is not a zip file."
    )
    said = f"{what} A SCORM package is a zip file." if length else "The file is empty."
    return PackageRefused(
        "not-a-zip",
        said,
        remedy="In the authoring tool choose “Publish for LMS” or “SCORM”, and upload the zip it makes.",
    )


def read_directory(directory: bytes, count: int, limits: Limits) -> list[Record]:
    records: list[Record] = []
    at = 0
    while at < len(directory):
        if len(records) >= limits.entries:
            raise too_big(f"The archive holds more than {limits.entries:,} files.")
        record, at = _read_record(directory, at)
        records.append(record)
    if len(records) != count:
        raise damaged(f"The archive says that it holds {count} files, but lists {len(records)}.")
    return records


def _read_record(directory: bytes, at: int) -> tuple[Record, int]:
    if at + _CENTRAL.size > len(directory) or not directory.startswith(b"PK\x01\x02", at):
        raise damaged("The archive's list of files is damaged.")
    fields = _CENTRAL.unpack_from(directory, at)
    flags, method, _, _, crc, compressed, size, name_length, extra_length, comment_length, disk = fields[4:15]
    external, offset = fields[16:]
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_length
    end = extra_at + extra_length + comment_length
    if end > len(directory):
        raise damaged("The archive's list of files is damaged.")
    raw_name = directory[name_at:extra_at]
    extras = _extras(directory[extra_at : extra_at + extra_length])
    name = _decode(raw_name, flags, extras)
    wide = extras.get(1, b"")
    numbers = [size, compressed, offset]
    for index, number in enumerate(numbers):
        if number == _FULL32:
            if len(wide) < _WIDE:
                raise damaged(f"The record of {shown(name)} is damaged.")
            numbers[index], wide = int.from_bytes(wide[:_WIDE], "little"), wide[_WIDE:]
    size, compressed, offset = numbers
    if disk not in (0, _FULL16):
        raise damaged(f"{shown(name)} lies in another part of a split archive.")
    # The upper half holds the Unix mode. The record also names a system, but a hostile archive names the wrong one.
    return Record(raw_name, name, flags, method, crc, compressed, size, offset, external >> 16), end


def _extras(block: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(block):
        kind, length = struct.unpack_from("<HH", block, at)
        found.setdefault(kind, block[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def _decode(raw: bytes, flags: int, extras: dict[int, bytes]) -> str:
    unicode_path = extras.get(0x7075, b"")
    if len(unicode_path) > _UNICODE_PATH_HEAD and unicode_path[1:_UNICODE_PATH_HEAD] == zlib.crc32(raw).to_bytes(
        4, "little"
    ):
        raw, flags = unicode_path[_UNICODE_PATH_HEAD:], flags | UTF8
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if not flags & UTF8:
            return raw.decode("cp437")
    raise PackageRefused(
        "name-unreadable",
        f"The file name {raw[:60]!r} is not in the alphabet that the archive claims (UTF-8).",
        remedy="Use only letters, digits, hyphens and dots in file names, and make the zip again.",
        file=shown(raw.decode("utf-8", "backslashreplace")),
    )


def locate(source: BinaryIO, record: Record, directory_start: int) -> tuple[int, int]:
    """Where the entry's bytes begin, and where the entry ends with all that belongs to it."""
    source.seek(min(record.offset, directory_start))
    block = source.read(_LOCAL.size)
    if len(block) < _LOCAL.size or not block.startswith(b"PK\x03\x04"):
        raise damaged(f"The beginning of {shown(record.name)} is not where the archive says.", record.name)
    _, _, flags, method, _, _, crc, compressed, size, name_length, extra_length = _LOCAL.unpack(block)
    rest = source.read(name_length + extra_length)
    start = record.offset + _LOCAL.size + name_length + extra_length
    end = start + record.compressed
    if end > directory_start:
        raise damaged(f"{shown(record.name)} runs past the end of the archive's files.", record.name)
    told_later = bool(flags & DESCRIPTOR)
    same = (
        rest[:name_length] == record.raw_name
        and method == record.method
        and (flags ^ record.flags) & (ENCRYPTED | DESCRIPTOR) == 0
        and (told_later or (crc == record.crc and {compressed, size} <= {record.compressed, record.size, _FULL32}))
    )
    if not same:
        raise damaged(f"The archive describes {shown(record.name)} in two ways that differ.", record.name)
    if told_later:
        source.seek(end)
        end += _descriptor_length(source.read(24), record)
    return start, end


def _descriptor_length(block: bytes, record: Record) -> int:
    """The data descriptor behind the bytes may have a mark or none, and sizes of 4 or 8 bytes (4.3.9)."""
    for mark in (b"PK\x07\x08", b""):
        for sizes in ("<LLL", "<LQQ"):
            try:
                told = mark + struct.pack(sizes, record.crc, record.compressed, record.size)
            except struct.error:
                continue
            if block.startswith(told):
                return len(told)
    raise damaged(f"What follows {shown(record.name)} in the archive does not describe it.", record.name)


def damaged(sentence: str, file: str = "") -> PackageRefused:
    return PackageRefused("zip-damaged", sentence, remedy=ZIP_AGAIN, file=shown(file))


def gap(name: str) -> PackageRefused:
    where = f"before {shown(name)}" if name else "after its last file"
    return PackageRefused(
        "zip-gap", f"The archive holds bytes that belong to none of its files, {where}.", remedy=ZIP_AGAIN
    )


def too_big(sentence: str, file: str = "") -> PackageRefused:
    return PackageRefused(
        "too-big", sentence, remedy="Take out what learners do not need, or split the course.", file=shown(file)
    )
