"""The zip reader: what it gives, and what it refuses with which code."""

import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.packages import names
from courses.packages.archive import Archive, Limits, open_archive
from courses.packages.refusals import PackageRefused
from tests.courses.made_packages import PAGE, assert_speaks, manifest_12, package, raw_zip, zipped


def opened(data: bytes, limits: Limits | None = None) -> Archive:
    return open_archive(io.BytesIO(data), limits)


def contents(data: bytes, limits: Limits | None = None) -> dict[str, bytes]:
    archive = opened(data, limits)
    return {path: archive.read(entry) for path, entry in archive.entries.items()}


def refusal(data: bytes, limits: Limits | None = None) -> PackageRefused:
    with pytest.raises(PackageRefused) as caught:
        contents(data, limits)
    assert_speaks(caught.value)
    return caught.value


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_honest_archive_gives_its_files(compression):
    files = {"a.txt": b"one", "b/c.bin": bytes(range(256)) * 1000, "empty": b""}
    assert contents(zipped(files, compression=compression)) == files


def test_an_archive_that_was_streamed_is_read_by_its_descriptors():
    class OneWay(io.RawIOBase):
        """A sink that cannot seek, so that zipfile writes sizes behind the data."""

        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    sink = OneWay()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 500)
        archive.writestr("b.txt", b"y" * 500)
    assert contents(bytes(sink.data)) == {"a.txt": b"x" * 500, "b.txt": b"y" * 500}


def test_a_descriptor_may_lack_its_mark():
    data = b"hello"
    bare = struct.pack("<LLL", zlib.crc32(data), 5, 5)
    assert contents(raw_zip([{"name": b"a", "data": data, "flags": 8, "descriptor": bare}])) == {"a": data}


def test_a_zip64_archive_is_read():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("big.txt", "w", force_zip64=True) as file:
        file.write(b"not so big")
    # The end record in its wide form, as tools write it that always do.
    data = buffer.getvalue()
    end = data.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HLL", data, end + 10)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    narrow = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert contents(data[:end] + wide + locator + narrow) == {"big.txt": b"not so big"}


def test_sizes_in_zip64_extra_fields_are_read():
    data = b"wide sizes"
    extra = struct.pack("<HHQQ", 1, 16, len(data), len(data))
    entry = {
        "name": b"a",
        "data": data,
        "size": 0xFFFFFFFF,
        "compressed": 0xFFFFFFFF,
        "extra": extra,
        "local_extra": extra,
    }
    assert contents(raw_zip([entry])) == {"a": data}


def test_a_comment_behind_the_archive_is_allowed():
    assert contents(raw_zip([{"name": b"a", "data": b"1"}], comment=b"made by hand")) == {"a": b"1"}


def test_names_are_read_as_utf8_whether_flagged_or_not_and_otherwise_as_the_old_alphabet():
    data = raw_zip(
        [
            {"name": "über.html".encode(), "data": b"", "flags": 1 << 11},
            {"name": "größe.html".encode(), "data": b""},
            {"name": b"caf\x82.html", "data": b""},
        ]
    )
    assert list(contents(data)) == ["über.html", "größe.html", "café.html"]


def test_a_decomposed_name_is_kept_in_its_composed_form():
    assert list(contents(zipped({"cafe\u0301.html": b""}))) == ["caf\u00e9.html"]


def test_a_wrapping_folder_is_taken_off_and_said():
    archive = opened(zipped({"My course/imsmanifest.xml": b"<a/>", "My course/a/b.html": b"", "__MACOSX/x": b""}))
    assert list(archive.entries) == ["imsmanifest.xml", "a/b.html"]
    assert [notice.code for notice in archive.notices] == ["wrapping-folder"]


def test_one_folder_without_a_manifest_is_no_wrapping():
    assert list(opened(zipped({"a/b/imsmanifest.xml": b"", "a/c": b""})).entries) == ["a/b/imsmanifest.xml", "a/c"]


def test_what_desktop_systems_leave_behind_is_left_out():
    files = {"imsmanifest.xml": b"", ".DS_Store": b"", "img/Thumbs.db": b"", "__MACOSX/._a": b"", "./img/a.png": b""}
    assert list(opened(zipped(files)).entries) == ["imsmanifest.xml", "img/a.png"]


def named(name: bytes, **fields) -> bytes:
    good = [{"name": b"imsmanifest.xml", "data": manifest_12().encode()}, {"name": b"index.html", "data": PAGE}]
    return raw_zip([*good, {"name": name, "data": b"x", **fields}])


HOSTILE_NAMES = {
    "traversal": (b"../evil.html", "name-escapes"),
    "traversal inside": (b"a/../../evil.html", "name-escapes"),
    "even a harmless dot-dot": (b"a/../b.html", "name-escapes"),
    "absolute": (b"/etc/passwd", "name-escapes"),
    "drive": (b"C:/windows/a.html", "name-escapes"),
    "bare drive": (b"C:a.html", "name-escapes"),
    "network share": (b"//server/share", "name-escapes"),
    "backslash": (b"..\\evil.html", "name-backslash"),
    "backslash without escape": (b"a\\b.html", "name-backslash"),
    "nul cuts the name": (b"a.html\x00.png", "name-control"),
    "newline": (b"a\nb.html", "name-control"),
    "empty part": (b"a//b.html", "name-empty"),
    "empty name": (b"", "name-empty"),
    "long part": (b"a" * 300, "name-too-long"),
    "long path": (b"abcdefgh/" * 31 + b"x" * 190 * 4, "name-too-long"),
    "two thousand folders": (b"d/" * 2000 + b"a.html", "name-too-long"),
    "not utf-8 though flagged": (b"\xff\xfe.html", "name-unreadable"),
}


@pytest.mark.parametrize(("name", "code"), HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_hostile_name_is_refused(name, code):
    flags = 1 << 11 if code == "name-unreadable" else 0
    assert refusal(named(name, flags=flags)).code == code


CLASHES = {
    "duplicate": ["a.html", "a.html"],
    "capitals": ["Index.html", "index.HTML"],
    "folded letters": ["stra\u00dfe.html", "STRASSE.html"],
    "composed and not": ["caf\u00e9.html", "cafe\u0301.html"],
    "file and folder": ["a", "a/b.html"],
    "file and folder in capitals": ["A", "a/x/b.html"],
    "file under two names": ["a/b.html", "./a/b.html"],
}


@pytest.mark.parametrize("paths", CLASHES.values(), ids=CLASHES)
def test_two_names_for_one_file_are_refused(paths):
    found = refusal(raw_zip([{"name": path.encode(), "data": b"x"} for path in paths]))
    assert found.code == "name-clash"


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o060660, 0o010644, 0o140755], ids=oct)
@pytest.mark.parametrize("system", [0, 3])
def test_links_and_devices_are_refused(mode, system):
    assert refusal(named(b"link", mode=mode, system=system)).code == "zip-link"


def test_a_program_bit_is_nothing_special():
    assert contents(named(b"run", mode=0o104755))["run"] == b"x"


DAMAGED = {
    "wrong checksum": (named(b"a", crc=1), "zip-damaged"),
    "says smaller": (named(b"a", data=b"x" * 50, size=10, method=8), "zip-size-lie"),
    "says larger": (named(b"a", data=b"x" * 50, size=90, method=8), "zip-size-lie"),
    "stored and says larger": (named(b"a", size=90), "zip-size-lie"),
    "encrypted": (named(b"a", flags=1), "zip-encrypted"),
    "strong encryption": (named(b"a", flags=1 << 6), "zip-encrypted"),
    "bzip2": (named(b"a", method=12), "zip-method"),
    "deflate64": (named(b"a", method=9), "zip-method"),
    "other name before the bytes": (named(b"a", local_name=b"b"), "zip-damaged"),
    "other method before the bytes": (named(b"a", local_method=8), "zip-damaged"),
    "not deflate at all": (named(b"a", method=8, packed=b"\xff" * 40), "zip-damaged"),
    "deflate cut short": (named(b"a", method=8, data=b"x" * 90, packed=b"\x4b"), "zip-damaged"),
    "bytes behind the end of deflate": (
        named(b"a", method=8, data=b"xyz", packed=b"\xab\xa8\xac\x02\x00and more"),
        "zip-damaged",
    ),
    "wrong descriptor": (named(b"a", flags=8, descriptor=b"PK\x07\x08" + b"\0" * 12), "zip-damaged"),
    "points past the end": (named(b"a", offset=10_000), "zip-damaged"),
    "points at the manifest": (named(b"a", offset=0), "zip-damaged"),
    "overlap": (
        raw_zip([{"name": b"a", "data": b"x" * 9}, {"name": b"a", "data": b"x" * 9, "offset": 0}]),
        "zip-overlap",
    ),
    "folder with contents": (named(b"a/", data=b"xx"), "zip-damaged"),
    "gap between entries": (raw_zip([{"name": b"a", "tail": b"hidden"}, {"name": b"b"}]), "zip-gap"),
    "gap before the list": (raw_zip([{"name": b"a"}], gap=b"hidden"), "zip-gap"),
    "something before the archive": (
        raw_zip([{"name": b"a"}], prefix=b"#!/bin/sh\n", directory_offset=10 + 31),
        "zip-gap",
    ),
    "offsets moved by a prefix": (b"MZ" + raw_zip([{"name": b"a"}]), "zip-gap"),
    "count too low": (raw_zip([{"name": b"a"}, {"name": b"b"}], count=1), "zip-damaged"),
    "count too high": (raw_zip([{"name": b"a"}], count=2), "zip-damaged"),
    "cut": (package()[:-30], "zip-truncated"),
    "cut at half": (package()[: len(package()) // 2], "zip-truncated"),
    "nothing": (b"", "not-a-zip"),
    "text": (b"hello", "not-a-zip"),
    "pdf": (b"%PDF-1.7\n...", "not-a-zip"),
    "html": (b"<!doctype html>", "not-a-zip"),
    "bytes behind the archive": (package() + b"junk", "zip-truncated"),
    "split": (package()[:-18] + b"\x01\x00" + package()[-16:], "zip-split"),
}


@pytest.mark.parametrize(("data", "code"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_or_lying_archive_is_refused(data, code):
    assert refusal(data).code == code


def test_no_more_is_unpacked_than_the_archive_declares():
    """A hostile size makes the reader stop after at most one piece more."""
    archive = opened(named(b"a", data=b"x" * 60_000_000, size=1_000_000, method=8))
    produced: list[int] = []
    with pytest.raises(PackageRefused):
        produced.extend(len(chunk) for chunk in archive.chunks(archive.entries["a"]))
    assert sum(produced) <= 1_000_000 + (1 << 18)


_ZEROS = b"\0" * (1 << 20)

BOMBS = {
    "a very packed file": zipped({"a": b"\0" * (50 << 20)}),
    "a very packed file in honest company": zipped({"a": b"\0" * (50 << 20), "b": random.Random(1).randbytes(1 << 20)}),
    "many packed files": zipped({f"{n}": b"\0" * (1 << 20) for n in range(40)}),
    "says four gigabytes": raw_zip([{"name": b"a", "data": b"x", "method": 8, "size": 0xFFFFFFFE}]),
    "twenty gigabytes by overlap": raw_zip(
        [{"name": b"0", "data": _ZEROS, "method": 8}]
        + [{"name": b"%d" % n, "data": _ZEROS, "method": 8, "offset": 0} for n in range(1, 900)]
    ),
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_before_it_is_unpacked(data):
    tracemalloc.start()
    try:
        with pytest.raises(PackageRefused) as caught:
            opened(data)
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()
    assert caught.value.code in {"zip-bomb", "too-big"}


def test_a_million_empty_entries_are_refused_from_the_end_record_alone():
    count, directory = 1_000_000, b""
    end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, count * 46, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    narrow = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert refusal(directory + end + locator + narrow).code == "too-big"


def test_more_entries_than_declared_are_counted_while_they_are_read():
    data = raw_zip([{"name": b"%d" % n} for n in range(40)], count=3)
    assert refusal(data, Limits(entries=20)).code == "too-big"


LIMITS = {
    "upload": Limits(upload=100),
    "entries": Limits(entries=2),
    "directory": Limits(directory=60),
    "unpacked": Limits(unpacked=100),
    "one file": Limits(one_file=60),
}


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
def test_every_limit_can_be_set_and_holds(limits):
    found = refusal(zipped({"a": b"1" * 50, "b": b"2" * 70, "c": b"3"}, compression=zipfile.ZIP_STORED), limits)
    assert found.code == "too-big"


def test_a_nested_archive_is_a_file_like_any_other():
    inner = zipped({"../evil": b"x"})
    assert contents(package(more={"inner.zip": inner}))["inner.zip"] == inner


def test_a_large_file_is_read_in_small_pieces():
    data = zlib.compress(b"seed") * 400_000
    archive = opened(zipped({"film.mp4": data}, compression=zipfile.ZIP_STORED))
    assert max(len(chunk) for chunk in archive.chunks(archive.entries["film.mp4"])) <= 1 << 18


# --- Whatever comes in ------------------------------------------------------------------------------------------------

_GOOD = package(more={"a/b.html": b"page" * 100, "c.png": bytes(range(200))})
_NAMES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([name for name, _ in HOSTILE_NAMES.values()] + [b"a", b"A", b"a/b", b"imsmanifest.xml", b"x/"]),
)
_ENTRY = st.fixed_dictionaries(
    {"name": _NAMES, "data": st.binary(max_size=60)},
    optional={
        "local_name": _NAMES,
        "crc": st.integers(0, 2**32 - 1),
        "size": st.integers(0, 2**32 - 1),
        "compressed": st.integers(0, 2**32 - 1),
        "method": st.sampled_from([0, 8, 9, 12, 99]),
        "flags": st.integers(0, 2**16 - 1),
        "mode": st.integers(0, 2**16 - 1),
        "offset": st.integers(0, 2**32 - 1),
        "extra": st.binary(max_size=30),
        "local_extra": st.binary(max_size=30),
        "packed": st.binary(max_size=60),
        "descriptor": st.binary(max_size=24),
        "tail": st.binary(max_size=8),
    },
)


def _ends_in_files_or_a_coded_refusal(data: bytes) -> None:
    try:
        found = contents(data)
    except PackageRefused as refused:
        assert_speaks(refused)
        return
    for path in found:
        assert names.clean(path) == path
    assert len({names.folded(path) for path in found}) == len(found)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_ENTRY, max_size=5), st.binary(max_size=4), st.binary(max_size=4))
def test_any_records_end_in_files_or_a_coded_refusal(entries, prefix, gap):
    _ends_in_files_or_a_coded_refusal(raw_zip(entries, prefix=prefix, gap=gap))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_GOOD) - 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6))
def test_any_damage_to_a_good_package_ends_in_files_or_a_coded_refusal(changes):
    data = bytearray(_GOOD)
    for at, new in changes:
        data[at : at + len(new)] = new
    _ends_in_files_or_a_coded_refusal(bytes(data))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_files_or_a_coded_refusal(data):
    _ends_in_files_or_a_coded_refusal(data)
