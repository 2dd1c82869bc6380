"""Package files on the content host: who may fetch them, as what, and in which pieces."""

import resource
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.http import Http404
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

import pytest
import time_machine

from courses.models import PackageFile, PackageVersion
from courses.packages.files import path_of
from courses.packages.importing import import_package
from courses.packages.media_types import content_type, is_served
from courses.player.assets import asset, asset_base, read_key
from foundation.ranges.api import Slice, Unsatisfiable, asked
from tests.courses.made_packages import PAGE, package

pytestmark = pytest.mark.django_db

LABEL = "4f2a77"
FILM = bytes(range(256)) * 1000
FILES = {
    "film.mp4": FILM,
    "empty.txt": b"",
    "img/Über.PNG": b"png",
    "page.svg": b"<svg/>",
    "notes.docx": b"word",
    "sheet.pdf": b"%PDF-1.4",
    'we"ird;name.bin': b"x",
    ".htaccess": b"x",
    "a/.git/config": b"x",
    "shell.php": b"<?php",
    "tool.exe": b"MZ",
}


@pytest.fixture
def version(settings, tmp_path, at):
    settings.PACKAGES_ROOT = tmp_path / "store"
    path = tmp_path / "upload.zip"
    path.write_bytes(package(more=FILES))
    with time_machine.travel(at, tick=False):
        yield PackageVersion.objects.get(uuid=import_package(path, at=at).version)


@pytest.fixture
def fetch(version, at):
    """Ask for a file as the content host would; the key is made `at`, the request may come later."""

    closers: list[Callable[[], None]] = []

    def ask(path: str, *, method: str = "GET", label: str = LABEL, key: str | None = None, **headers: str):
        request = RequestFactory().generic(method, f"/v/x/{path}", headers=headers)
        request.content_label = label
        response = asset(request, key or read_key(version.uuid, label=LABEL, at=at), path)
        closers.extend(response._resource_closers)
        return response

    yield ask
    for close in closers:
        close()


def done(response: HttpResponseBase) -> None:
    """What a server does when an answer has been sent or the browser has gone, without the end of the request."""
    for close in response._resource_closers:
        close()


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def absent(fetch, path: str, **more) -> bool:
    with pytest.raises(Http404):
        fetch(path, **more)
    return True


# --- Whole files ------------------------------------------------------------------------------------------------------


def test_a_file_is_given_whole_with_its_length_type_and_tag(fetch, version):
    response = fetch("index.html")
    file = version.files.get(path="index.html")
    assert response.status_code == 200
    assert body(response) == PAGE
    assert response.headers["Content-Length"] == str(len(PAGE))
    assert response.headers["Content-Type"] == "text/html"
    assert response.headers["ETag"] == f'"{file.sha256}"'
    assert response.headers["Cache-Control"] == "private, max-age=604800, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Accept-Ranges"] == "bytes"


def test_a_page_may_run_its_own_scripts_and_reach_nothing_else(fetch):
    policy = fetch("index.html").headers["Content-Security-Policy"]
    assert "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "base-uri 'self'" in policy
    assert "allow-top-navigation" not in policy
    assert "sandbox allow-scripts allow-same-origin" in policy
    for path in ("page.svg", "film.mp4", "empty.txt", "run.js", "imsmanifest.xml"):
        # Whoever opens one of these in a frame or a window can write into it.
        assert fetch(path).headers["Content-Security-Policy"] == policy
    assert "sandbox" not in fetch("sheet.pdf").headers["Content-Security-Policy"], "the browser's reader needs none"
    assert "microphone=()" in fetch("index.html").headers["Permissions-Policy"]


def test_asking_for_a_file_takes_one_statement(fetch, django_assert_num_queries):
    with django_assert_num_queries(1):
        fetch("film.mp4")


def test_an_empty_file_is_a_file(fetch):
    response = fetch("empty.txt")
    assert (response.status_code, body(response), response.headers["Content-Length"]) == (200, b"", "0")


def test_head_tells_everything_and_sends_nothing(fetch):
    response = fetch("film.mp4", method="HEAD")
    assert (response.status_code, response.headers["Content-Length"]) == (200, str(len(FILM)))
    assert response.headers["Content-Type"] == "video/mp4"
    assert body(response) == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_files_are_only_ever_read(fetch, method):
    assert fetch("index.html", method=method).status_code == 405


def test_a_known_tag_is_answered_without_the_file(fetch, version):
    tag = f'"{version.files.get(path="film.mp4").sha256}"'
    for header in (tag, f"W/{tag}", f'"other", {tag}'):
        response = fetch("film.mp4", **{"If-None-Match": header})
        assert (response.status_code, body(response)) == (304, b"")
        assert response.headers["ETag"] == tag
    assert fetch("film.mp4", **{"If-None-Match": '"other"'}).status_code == 200


def test_a_decomposed_address_finds_its_file(fetch):
    assert body(fetch("img/U\u0308ber.PNG")) == b"png"


def test_a_slip_in_capitals_finds_the_file_as_it_does_on_windows(fetch):
    assert body(fetch("INDEX.html")) == PAGE


def test_every_answer_about_a_file_protects_it_alike(fetch, version):
    whole = fetch("index.html")
    tag = whole.headers["ETag"]
    answers = {
        200: fetch("index.html", method="HEAD"),
        206: fetch("index.html", Range="bytes=0-3"),
        304: fetch("index.html", **{"If-None-Match": tag}),
        416: fetch("index.html", Range="bytes=99999-"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        # Not least a 304: a browser renews what it has kept of the page's headers by it.
        for name in (
            "Content-Security-Policy",
            "Permissions-Policy",
            "X-Content-Type-Options",
            "ETag",
            "Cache-Control",
        ):
            assert answer.headers[name] == whole.headers[name]


# --- What nobody is given ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [".htaccess", "a/.git/config", "shell.php", "tool.exe", "SHELL.PHP"])
def test_hidden_files_and_programs_are_never_served(fetch, path):
    assert absent(fetch, path)


@pytest.mark.parametrize(
    "path",
    ["gone.html", "", "img/", "../store/x", "/etc/passwd", "img/../index.html", "./index.html", "index.html/", "x\x00"],
)
def test_only_what_stands_in_the_table_exists(fetch, path):
    assert absent(fetch, path)


@pytest.mark.parametrize("path", ["%", "_ndex.html", "%.mp4", "in%"])
def test_patterns_are_no_addresses(fetch, path):
    assert absent(fetch, path)


def test_a_kind_that_is_not_in_the_table_is_a_download(fetch):
    for path, name in (("notes.docx", "notes.docx"), ('we"ird;name.bin', "we%22ird%3Bname.bin")):
        response = fetch(path)
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("a.HTM", "text/html"), ("a.svg", "image/svg+xml"), ("a.b.js", "text/javascript"), ("a", None), ("a.swf", None)],
)
def test_the_type_comes_from_the_ending_alone(path, kind):
    assert content_type(path) == kind


def test_every_ending_that_a_server_might_run_is_withheld():
    assert not any(
        is_served(f"a.{ending}") for ending in ("php", "PHP5", "phtml", "jsp", "aspx", "cgi", "py", "sh", "ini")
    )
    assert not any(is_served(path) for path in ("web.config", ".user.ini", "a/.env", ".well-known/x"))
    assert all(is_served(path) for path in ("index.html", "a/b.min.js", "LICENSE", "a..b/c.png"))


# --- Keys -------------------------------------------------------------------------------------------------------------


def test_a_key_opens_its_version_this_week_and_the_next(fetch, version, at):
    for days, opens in ((0, True), (6, True), (7, True), (14, False), (60, False)):
        with time_machine.travel(at + timedelta(days=days), tick=False):
            if opens:
                assert fetch("index.html").status_code == 200
            else:
                assert absent(fetch, "index.html")


def test_a_key_made_just_before_the_week_turns_lives_another_week(version, fetch):
    turn = datetime.fromtimestamp(7 * 24 * 3600 * 3000, tz=version.imported_at.tzinfo)
    key = read_key(version.uuid, label=LABEL, at=turn - timedelta(seconds=1))
    for after, opens in ((timedelta(seconds=1), True), (timedelta(days=6, hours=23), True), (timedelta(days=7), False)):
        with time_machine.travel(turn + after, tick=False):
            assert opens == (not _refused(fetch, key))


def _refused(fetch, key: str) -> bool:
    try:
        fetch("index.html", key=key)
    except Http404:
        return True
    return False


def test_a_key_opens_nothing_on_another_host(fetch):
    assert absent(fetch, "index.html", label="another")
    assert absent(fetch, "index.html", label="")


def test_a_key_opens_no_other_version(fetch, version, at):
    other = uuid4()
    key = read_key(version.uuid, label=LABEL, at=at).replace(version.uuid.hex, other.hex)
    assert absent(fetch, "index.html", key=key)


@pytest.mark.parametrize("key", ["", "-", "x", "0" * 32, "é" * 40, "00000000-0000-0000-0000-000000000000"])
def test_a_forged_key_opens_nothing(fetch, key, version):
    assert absent(fetch, "index.html", key=key or " ")
    assert absent(fetch, "index.html", key=f"{version.uuid.hex}-{key}")


def test_a_key_says_nothing_of_the_learner_and_is_safe_in_an_address(version, at):
    base = asset_base(version.uuid, label=LABEL, at=at)
    assert base == asset_base(version.uuid, label=LABEL.upper(), at=at)
    assert base.startswith("/v/")
    assert base.endswith("/")
    assert LABEL not in base
    assert base.replace("/", "").replace("-", "").isalnum()


# --- Ranges -----------------------------------------------------------------------------------------------------------

SIZE = 1000
RANGES = {
    "bytes=0-99": Slice(0, 99, SIZE),
    "bytes=900-": Slice(900, 999, SIZE),
    "bytes=-100": Slice(900, 999, SIZE),
    "bytes=-5000": Slice(0, 999, SIZE),
    "bytes=0-0": Slice(0, 0, SIZE),
    "bytes=999-999": Slice(999, 999, SIZE),
    "bytes=500-9999": Slice(500, 999, SIZE),
    "BYTES=1-2": Slice(1, 2, SIZE),
    "bytes=5-4": None,
    "bytes=-": None,
    "bytes=a-b": None,
    "bytes=0-1,5-6": None,
    "lines=0-1": None,
    "": None,
    "bytes=1": None,
    "bytes=0-" + "9" * 50: None,
}


@pytest.mark.parametrize(("header", "wanted"), RANGES.items(), ids=[key[:20] or "none" for key in RANGES])
def test_a_range_header_is_read(header, wanted):
    assert asked(header, SIZE) == wanted


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", SIZE), ("bytes=1000-1001", SIZE), ("bytes=-0", SIZE), ("bytes=0-", 0)]
)
def test_a_range_outside_the_file_cannot_be_satisfied(header, size):
    with pytest.raises(Unsatisfiable):
        asked(header, size)


def test_a_part_of_a_file_is_given_as_206(fetch):
    for header, first, last in (
        ("bytes=0-0", 0, 0),
        ("bytes=100000-", 100_000, 255_999),
        ("bytes=-7", 255_993, 255_999),
    ):
        response = fetch("film.mp4", Range=header)
        assert response.status_code == 206
        assert body(response) == FILM[first : last + 1]
        assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(FILM)}"
        assert response.headers["Content-Length"] == str(last - first + 1)
        assert response.headers["Content-Type"] == "video/mp4"


def test_a_part_is_told_by_head_without_being_sent(fetch):
    response = fetch("film.mp4", method="HEAD", Range="bytes=0-9")
    assert (response.status_code, response.headers["Content-Length"], body(response)) == (206, "10", b"")


def test_a_part_outside_the_file_is_416_with_its_size(fetch):
    response = fetch("film.mp4", Range="bytes=256000-")
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(FILM)}")


def test_several_parts_are_answered_with_the_whole(fetch):
    response = fetch("film.mp4", Range="bytes=0-1,4-5")
    assert (response.status_code, len(body(response))) == (200, len(FILM))


def test_a_part_is_given_only_of_the_file_that_was_meant(fetch, version):
    tag = f'"{version.files.get(path="film.mp4").sha256}"'
    assert fetch("film.mp4", **{"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    for other in ('"other"', "Fri, 20 Nov 2026 09:00:00 GMT", f"W/{tag}"):
        assert fetch("film.mp4", **{"Range": "bytes=0-9", "If-Range": other}).status_code == 200


def test_a_thousand_seeks_in_a_gigabyte_take_no_memory_to_speak_of(fetch, version):
    digest, size = "f" * 64, 1 << 30
    path_of(digest).parent.mkdir(exist_ok=True)
    with path_of(digest).open("wb") as file:
        file.truncate(size)  # a hole: it takes no room on the disk
    PackageFile.objects.create(version=version, path="long.mp4", sha256=digest, size=size)
    done(fetch("long.mp4", Range="bytes=0-9"))
    tracemalloc.start()
    try:
        for seek in range(1000):
            response = fetch("long.mp4", Range=f"bytes={seek * 1_000_003}-")
            assert len(next(response.streaming_content)) == 1 << 16
            done(response)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


def test_three_hundred_megabytes_pass_through_without_staying(fetch, version):
    digest, size = "e" * 64, 300 << 20
    path_of(digest).parent.mkdir(exist_ok=True)
    with path_of(digest).open("wb") as file:
        file.truncate(size)  # a hole: it takes no room on the disk
    PackageFile.objects.create(version=version, path="film.webm", sha256=digest, size=size)
    response = fetch("film.webm")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(len(chunk) for chunk in response.streaming_content) == size
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 16 << 10, "kibibytes more of memory than ever before"


def test_a_browser_that_leaves_closes_the_file(fetch):
    response = fetch("film.mp4")
    next(response.streaming_content)
    source = response._resource_closers[0].__self__._file
    assert not source.closed
    done(response)
    assert source.closed


# --- On the host ------------------------------------------------------------------------------------------------------


@pytest.fixture
def on_host(version, at):
    """A browser on the content host, through the middleware that splits the hosts."""
    client = Client(headers={"host": f"{LABEL}.content.localhost:8000"})
    base = asset_base(version.uuid, label=LABEL, at=at)
    return lambda path, **more: client.get(base + path, **more)


def test_the_content_host_serves_files_and_sets_no_cookie(on_host):
    response = on_host("img/%C3%9Cber.PNG")
    assert (response.status_code, body(response)) == (200, b"png")
    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_content_host_refuses_service_workers(on_host):
    assert on_host("run.js", headers={"service-worker": "script"}).status_code == 403


def test_the_content_host_answers_a_missing_file_plainly(on_host):
    response = on_host("gone.html")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/plain")


def test_the_application_host_has_no_such_address(version, at, client):
    assert client.get(asset_base(version.uuid, label=LABEL, at=at) + "index.html").status_code == 404
