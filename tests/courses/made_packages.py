"""Packages that the tests make in memory: good ones, and every way in which one can be bad."""

import io
import struct
import zipfile
import zlib

from courses.packages.refusals import PackageRefused

HEAD_12 = (
    'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
)
HEAD_2004 = (
    'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
    'xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" '
    'xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
)
PAGE = b"<!doctype html><title>A page</title><script src='run.js'></script>"
SCRIPT = (
    b"function find(w){return w.API} LMSInitialize; 'cmi.core.lesson_status'; 'cmi.suspend_data'; cmi.core.score.raw"
)


def manifest_12(
    items: str = '<item identifier="i1" identifierref="r1"><title>Only page</title></item>',
    resources: str = '<resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="index.html"/>',
    *,
    default: str = "o1",
    head: str = HEAD_12,
    version: str = "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>",
    before: str = "",
    title: str = "A small course",
    attributes: str = "",
    resources_attributes: str = "",
) -> str:
    """A SCORM 1.2 manifest, one line an element so that line numbers can be told."""
    return (
        f'{before}<manifest identifier="m1" {head} {attributes}>\n{version}\n'
        f'<organizations default="{default}">\n<organization identifier="o1">\n<title>{title}</title>\n{items}\n'
        f"</organization>\n</organizations>\n<resources {resources_attributes}>\n{resources}\n</resources>\n</manifest>"
    )


def manifest_2004(
    items: str = '<item identifier="i1" identifierref="r1"><title>Only page</title></item>',
    resources: str = '<resource identifier="r1" type="webcontent" adlcp:scormType="sco" href="index.html"/>',
    *,
    sequencing: str = "",
    after: str = "",
    edition: str = "2004 4th Edition",
) -> str:
    """A SCORM 2004 manifest."""
    return (
        f'<manifest identifier="m1" {HEAD_2004}>\n<metadata><schema>ADL SCORM</schema>'
        f"<schemaversion>{edition}</schemaversion></metadata>\n"
        f'<organizations default="o1">\n<organization identifier="o1" adlseq:objectivesGlobalToSystem="false">\n'
        f"<title>A sequenced course</title>\n{items}\n{sequencing}</organization>\n</organizations>\n"
        f"<resources>\n{resources}\n</resources>\n{after}</manifest>"
    )


def zipped(files: dict[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, compress_type=compression)
    return buffer.getvalue()


def package(
    manifest: str | bytes | None = None,
    more: dict[str, bytes | str] | None = None,
    *,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A package that plays: a manifest, a page and a script, and whatever more."""
    files: dict[str, bytes | str] = {
        "imsmanifest.xml": manifest_12() if manifest is None else manifest,
        "index.html": PAGE,
        "run.js": SCRIPT,
    }
    return zipped(files | (more or {}), compression=compression)


def raw_zip(
    entries: list[dict],
    *,
    prefix: bytes = b"",
    gap: bytes = b"",
    count: int | None = None,
    comment: bytes = b"",
    directory_offset: int | None = None,
) -> bytes:
    """A zip written field by field, so that every field can lie.

    An entry has `name` (bytes) and `data`, and may have `local_name`, `crc`, `size`, `compressed`, `method`, `flags`,
    `mode`, `offset`, `extra`, `local_extra`, `packed`, `descriptor` and `tail`.
    """
    body, directory = bytearray(prefix), bytearray()
    for entry in entries:
        data = entry.get("data", b"")
        method = entry.get("method", 0)
        packed = entry.get("packed")
        if packed is None:
            packed = _deflate(data) if method == 8 else data
        crc, size = entry.get("crc", zlib.crc32(data)), entry.get("size", len(data))
        compressed, flags = entry.get("compressed", len(packed)), entry.get("flags", 0)
        name, local_name = entry["name"], entry.get("local_name", entry["name"])
        offset = entry.get("offset", len(body))
        extra, local_extra = entry.get("extra", b""), entry.get("local_extra", b"")
        if "offset" not in entry:
            body += struct.pack(
                "<4s5H3L2H",
                b"PK\x03\x04",
                20,
                flags,
                entry.get("local_method", method),
                0,
                0x5C21,
                crc,
                compressed,
                size,
                len(local_name),
                len(local_extra),
            )
            body += local_name + local_extra + packed + entry.get("descriptor", b"") + entry.get("tail", b"")
        directory += struct.pack(
            "<4s2B5H3L5H2L",
            b"PK\x01\x02",
            20,
            entry.get("system", 3),
            20,
            flags,
            method,
            0,
            0x5C21,
            crc,
            compressed,
            size,
            len(name),
            len(extra),
            0,
            0,
            0,
            entry.get("mode", 0o100644) << 16,
            offset,
        )
        directory += name + extra
    body += gap
    told = len(entries) if count is None else count
    start = len(body) if directory_offset is None else directory_offset
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, told, told, len(directory), start, len(comment))
    return bytes(body) + bytes(directory) + end + comment


def assert_speaks(refused: PackageRefused) -> None:
    """A refusal names its kind, says what is wrong, and says what to do."""
    assert refused.code
    assert refused.sentence
    assert refused.remedy


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()
