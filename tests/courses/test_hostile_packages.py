"""Every hostile and odd package that we know of, made in memory: accepted, or refused with code, place and remedy.

Nothing may crash, leave a byte outside the package store, or need more than 512 MiB.
"""

import functools
import io
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from courses.models import PackageFile, PackageItem, PackageVersion
from courses.packages.archive import open_archive
from courses.packages.importing import import_package
from courses.packages.refusals import PackageRefused
from tests.courses import judging
from tests.courses.made_packages import PAGE, manifest_12, manifest_2004, package, raw_zip, zipped
from tests.courses.test_archive import BOMBS, CLASHES, DAMAGED, HOSTILE_NAMES
from tests.courses.test_manifest import BAD_ADDRESSES, BAD_BYTES, REFUSED_OUTLINES, resource

ACCEPTED = judging.ACCEPTED
# The archive as a whole is at fault, so that no entry of it can be named.
WHOLE_ARCHIVE = {"not-a-zip", "zip-truncated", "zip-split", "zip-gap", "zip-damaged", "zip-bomb", "too-big"}
Made = bytes | Callable[[], bytes | bytearray]

_MANIFEST = {"name": b"imsmanifest.xml", "data": manifest_12().encode()}
_PAGE = {"name": b"index.html", "data": PAGE}


def _inside(*entries: dict) -> bytes:
    return raw_zip([_MANIFEST, _PAGE, *entries])


def _stored(manifest: str) -> bytes:
    """Not packed, so that what repeats itself is not taken for a bomb before it is read."""
    return package(manifest, compression=zipfile.ZIP_STORED)


def _items(count: int, inside: str = "", attributes: str = "") -> str:
    return "".join(
        f'<item identifier="i{n}" identifierref="r1" {attributes}><title>x</title>{inside}</item>' for n in range(count)
    )


def _million_entries(told: int) -> bytearray:
    """A million empty files, honestly listed or not: 90 MB."""
    made, central = bytearray(), bytearray()
    for n in range(1_000_000):
        name = b"%07d" % n
        central += struct.pack(
            "<4s2B5H3L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, len(made)
        )
        central += name
        made += struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 7, 0) + name
    start, size = len(made), len(central)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, told, told, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
    narrow = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    made += central + wide + locator + narrow
    return made


def _zip64() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (("imsmanifest.xml", manifest_12().encode()), ("index.html", PAGE)):
            with archive.open(name, "w", force_zip64=True) as file:
                file.write(data)
    return buffer.getvalue()


def _chain() -> str:
    links = "".join(f'<imsss:sequencing ID="s{n}" IDRef="s{n + 1}"/>' for n in range(20_000))
    shared = f'<imsss:sequencingCollection>{links}<imsss:sequencing ID="s20000"/></imsss:sequencingCollection>'
    return manifest_2004(_items(3000, '<imsss:sequencing IDRef="s0"/>'), after=shared)


def _with_long_base() -> str:
    files = "".join(f'<file href="{n}"/>' for n in range(20_000))
    listed = resource("index.html").replace("/>", f">{files}</resource>")
    return manifest_12(resources=listed, attributes=f'xml:base="{"a" * 2_000_000}"')


_DEEP = "".join(f'<item identifier="i{n}"><title>x</title>' for n in range(10_000)) + "</item>" * 10_000
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>top.location="https://evil.invalid/"</script></svg>'
_CARELESS = b"""onunload = 0; for (;;) API.LMSSetValue("cmi.interactions.NaN.id", "\xf0\x9f\x98\x80");
parent.parent.document; open("https://evil.invalid/"); top.location = "/"; navigator.serviceWorker.register("w.js")"""

# What the lists of the other tests do not hold yet. A function makes what is large.
MORE: dict[str, tuple[Made, str]] = {
    "a million entries": (functools.partial(_million_entries, 1_000_000), "too-big"),
    "a million entries that say they are three": (functools.partial(_million_entries, 3), "too-big"),
    "zip64": (_zip64, ACCEPTED),
    "central directory cut": (package()[:-60] + package()[-22:], "zip-gap"),
    "central directory cut and its size mended": (
        lambda: raw_zip([_MANIFEST, _PAGE])[:-40] + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 73, 1095, 0),
        "zip-gap",
    ),
    "nested zip with a traversal": (package(more={"inner.zip": zipped({"../evil": b"x"})}), ACCEPTED),
    "utf-16 manifest": (package(manifest_12().encode("utf-16")), ACCEPTED),
    "byte order mark": (package(b"\xef\xbb\xbf" + manifest_12().encode()), ACCEPTED),
    "ten thousand deep": (lambda: _stored(manifest_12(_DEEP)), "manifest-too-complex"),
    "attribute of four megabytes": (lambda: _stored(manifest_12(attributes=f'x="{"a" * 4_000_000}"')), ACCEPTED),
    "identifier of four megabytes": (
        lambda: _stored(manifest_12(f'<item identifier="{"a" * 4_000_000}" identifierref="r1"/>')),
        "identifier-too-long",
    ),
    "a hundred thousand attributes": (
        lambda: _stored(manifest_12(attributes=" ".join(f'a{n}=""' for n in range(100_000)))),
        "manifest-too-complex",
    ),
    "fifty thousand namespaces": (
        lambda: _stored(manifest_12(_items(1), attributes=" ".join(f'xmlns:n{n}="u{n}"' for n in range(50_000)))),
        ACCEPTED,
    ),
    "a base of two megabytes": (lambda: _stored(_with_long_base()), "address-too-long"),
    "sixty thousand equal resources": (
        lambda: _stored(manifest_12(resources=resource("index.html") * 60_000)),
        ACCEPTED,
    ),
    "five thousand items that mend much": (
        lambda: package(
            manifest_12(_items(5000, "<adlcp:masteryscore>x</adlcp:masteryscore>"), resource("INDEX.html"))
        ),
        ACCEPTED,
    ),
    "shared sequencing in a ring": (
        package(
            manifest_2004(
                _items(2, '<imsss:sequencing IDRef="a"/>'),
                after='<imsss:sequencingCollection><imsss:sequencing ID="a" IDRef="a"/></imsss:sequencingCollection>',
            )
        ),
        "reference-cycle",
    ),
    "shared sequencing in a long chain": (lambda: _stored(_chain()), "manifest-too-complex"),
    "address with query and fragment": (package(manifest_12(resources=resource("index.html?a=1#b"))), ACCEPTED),
    "server files and an image that acts": (
        package(more={".htaccess": b"Options +Indexes", "shell.php": b"<?php", "web.config": b"<x/>", "a.svg": _SVG}),
        ACCEPTED,
    ),
    "content that misbehaves": (package(more={"run.js": _CARELESS}), ACCEPTED),
    "a script of nothing but hosts": (
        lambda: package(
            more={"a.css": b"".join(b"@import '//h%d.invalid/';" % n for n in range(80_000))},
            compression=zipfile.ZIP_STORED,
        ),
        ACCEPTED,
    ),
    "prerequisites that run code": (
        package(
            manifest_12(
                _items(1, '<adlcp:prerequisites type="aicc_script">__import__("os").abort()</adlcp:prerequisites>')
            )
        ),
        ACCEPTED,
    ),
    "prerequisites nested without end": (
        package(manifest_12(_items(1, f'<adlcp:prerequisites type="aicc_script">{"(" * 3999}</adlcp:prerequisites>'))),
        ACCEPTED,
    ),
    "emoji and right-to-left in titles": (package(manifest_12(title="\U0001f600 \u202eevil\u202c עברית")), ACCEPTED),
    "checksum of the last file": (_inside({"name": b"last.bin", "data": b"x" * 999, "crc": 1}), "zip-damaged"),
    "no manifest": (zipped({"index.html": PAGE}), "no-manifest"),
    "empty zip": (zipped({}), "no-manifest"),
    "manifest two folders down": (zipped({"a/b/imsmanifest.xml": manifest_12(), "a/c": b""}), "manifest-not-at-top"),
    "cmi5": (zipped({"cmi5.xml": b"<x/>"}), "not-scorm"),
    "tin can": (zipped({"x/tincan.xml": b"<x/>", "y": b""}), "not-scorm"),
    "h5p": (zipped({"h5p.json": b"{}"}), "not-scorm"),
}


def _corpus() -> dict[str, tuple[Made, str]]:
    """Every bad archive and manifest of the other tests as whole uploads, and those above."""
    found: dict[str, tuple[Made, str]] = {}
    for title, (name, code) in HOSTILE_NAMES.items():
        flags = 1 << 11 if code == "name-unreadable" else 0
        found[f"name: {title}"] = (_inside({"name": name, "data": b"evil", "flags": flags}), code)
    for title, paths in CLASHES.items():
        entries = [{"name": path.encode(), "data": b"x"} for path in paths]
        found[f"clash: {title}"] = (raw_zip([_MANIFEST, *entries]), "name-clash")
    for mode in (0o120777, 0o020666, 0o010644):
        found[f"link: {mode:o}"] = (_inside({"name": b"link", "data": b"/etc/passwd", "mode": mode}), "zip-link")
    found |= {f"archive: {title}": case for title, case in DAMAGED.items()}
    found |= {f"bomb: {title}": (data, "") for title, data in BOMBS.items()}
    for title, (data, code) in BAD_BYTES.items():
        found[f"manifest: {title}"] = (package(data, compression=zipfile.ZIP_STORED), code)
    for title, (text, code) in REFUSED_OUTLINES.items():
        found[f"outline: {title}"] = (package(text, {"a/b.html": PAGE}), code)
    for title, (href, code) in BAD_ADDRESSES.items():
        found[f"address: {title}"] = (package(manifest_12(resources=resource(href))), code)
    return found | MORE


CORPUS = _corpus()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Iterator[Path]:
    """All of them as files, each under its number: 200 MB, which do not stay."""
    folder = tmp_path_factory.mktemp("corpus")
    for number, (made, _) in enumerate(CORPUS.values()):
        (folder / f"{number:03d}.zip").write_bytes(made if isinstance(made, bytes) else made())
    yield folder
    shutil.rmtree(folder)


def _everything(*folders: Path) -> dict[str, bytes]:
    """Every file below the folders with what it holds, and every folder."""
    return {str(path): path.read_bytes() if path.is_file() else b"" for folder in folders for path in folder.rglob("*")}


@pytest.fixture
def places(tmp_path, settings, monkeypatch):
    """A data folder with the store in it, the folder that the process stands in, and one for temporary files."""
    data, here, passing = (tmp_path / name for name in ("data", "here", "passing"))
    for place in (data / "packages", data / "documents", here, passing):
        place.mkdir(parents=True)
    for canary in (
        data / "index.html",
        data / "evil.html",
        here / "index.html",
        here / "evil.html",
        data / "db.sqlite3",
    ):
        canary.write_bytes(b"canary")
    settings.PACKAGES_ROOT = data / "packages"
    monkeypatch.chdir(here)
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    return data, here, passing


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(CORPUS)), ids=list(CORPUS))
def test_a_package_is_accepted_or_refused_with_a_remedy_and_leaves_nothing_elsewhere(folder, places, at, number):
    store = places[0] / "packages"
    before = _everything(*places)
    report = import_package(folder / f"{number:03d}.zip", at=at)
    after = _everything(*places)
    expected = list(CORPUS.values())[number][1]
    assert report.code == (None if expected == ACCEPTED else expected or report.code)
    assert report.verdict == (ACCEPTED if expected == ACCEPTED else "refused")
    if report.accepted:
        hashes = set(PackageFile.objects.values_list("sha256", flat=True))
        new = {Path(path) for path in set(after) - set(before) if Path(path).is_file()}
        assert new == {store / sha256[:2] / sha256 for sha256 in hashes}
        assert {path: after[path] for path in before} == before
        assert PackageItem.objects.exclude(href="").exists()
        return
    assert after == before
    assert not PackageVersion.objects.exists()
    assert report.sentence
    assert report.remedy
    assert report.file or report.code in WHOLE_ARCHIVE or report.code == "name-empty"  # which has no name to tell


def test_all_of_them_are_judged_within_512_mib(folder):
    """In a process that can have no more: whatever asked for more would end it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.courses.judging", str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    for (title, (_, expected)), one in zip(CORPUS.items(), told, strict=True):
        if expected and expected not in ("manifest-not-at-top", "not-scorm"):
            assert one["came"] == expected, title
    assert max(one["peak"] for one in told) < judging.MEMORY


def test_a_million_entries_are_refused_without_reading_them(folder):
    class Counted(io.FileIO):
        read_bytes = 0

        def read(self, size=-1):
            data = super().read(size)
            self.read_bytes += len(data)
            return data

    for title in ("a million entries", "a million entries that say they are three"):
        with Counted(folder / f"{list(CORPUS).index(title):03d}.zip") as source:
            with pytest.raises(PackageRefused):
                open_archive(source)
            assert source.read_bytes < 100_000
