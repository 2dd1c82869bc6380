"""From a file to a version that is live, and how a refused package leaves nothing behind."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from threading import Barrier

from django.core.management import call_command
from django.db import connection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import Course, CourseVersion, Package, PackageFile, PackageItem, PackageVersion
from courses.packages import importing
from courses.packages.archive import open_archive
from courses.packages.files import path_of
from courses.packages.importing import ImportReport, import_package
from tests.courses.made_packages import PAGE, SCRIPT, manifest_12, manifest_2004, package, raw_zip, zipped
from tests.courses.test_manifest import NESTED, TWO_RESOURCES, resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings, tmp_path):
    """An empty package store of the test's own."""
    settings.PACKAGES_ROOT = tmp_path / "store"
    settings.PACKAGES_ROOT.mkdir()
    return settings.PACKAGES_ROOT


@pytest.fixture
def put(tmp_path, store):
    """Write a package down as an upload would; returns its path."""

    def write(data: bytes, name: str = "upload.zip") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def rows() -> int:
    return sum(model.objects.count() for model in (Package, PackageVersion, PackageItem, PackageFile, Course))


# --- Accepted ---------------------------------------------------------------------------------------------------------


def test_a_good_package_becomes_a_version_with_its_items_and_files(put, at, store):
    report = import_package(put(package()), at=at)
    assert report.as_dict() | {"sha256": "", "version": ""} == {
        "verdict": "accepted",
        "code": None,
        "sentence": "",
        "remedy": "",
        "file": "",
        "line": None,
        "standard": "scorm-1.2",
        "edition": "1.2",
        "title": "A small course",
        "items": [{"identifier": "i1", "title": "Only page", "href": "index.html", "type": "sco"}],
        "warnings": [],
        "sha256": "",
        "already": False,
        "version": "",
        "files": 3,
        "course_url": None,
    }
    version = PackageVersion.objects.get(uuid=report.version)
    assert (version.number, version.imported_at, version.sha256) == (1, at, report.sha256)
    kept = {file.path: path_of(file.sha256).read_bytes() for file in version.files.all()}
    assert kept == {"imsmanifest.xml": manifest_12().encode(), "index.html": PAGE, "run.js": SCRIPT}


def test_names_of_a_package_never_reach_the_file_system(put, at, store):
    import_package(put(package(more={"very odd name ü.png": b"1", "a/b/c/d.txt": b"2"})), at=at)
    files = [path for path in store.rglob("*") if path.is_file()]
    assert all(len(path.name) == 64 and path.parent.name == path.name[:2] for path in files)
    assert all(path.parent.parent == store for path in files)


def test_files_that_are_equal_are_kept_once(put, at, store):
    import_package(put(package(more={"copy.html": PAGE})), at=at)
    import_package(put(package(more={"other.txt": b"new"})), at=at)
    kept = [path for path in store.rglob("*") if path.is_file()]
    assert len(kept) == 4
    assert PackageFile.objects.count() == 8


def test_the_same_file_again_is_the_same_version(put, at):
    first = import_package(put(package()), at=at)
    before = rows()
    again = import_package(put(package(), "another-name.zip"), at=at)
    assert again.as_dict() == first.as_dict() | {"already": True}
    assert rows() == before


def test_the_loser_of_a_race_finds_the_version_of_the_winner(put, at):
    """Both had looked before either had written: the second write is refused by the database and becomes a reading."""
    path = put(package())
    report = import_package(path, at=at)
    before = rows()
    with path.open("rb") as source:
        version, already = importing._import(
            source, report.sha256, importing._Work(None, at, "", importing.nothing_said)
        )
    assert (str(version.uuid), already) == (report.version, True)
    assert rows() == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_who_import_and_publish_the_same_file_at_once_share_one_version_and_one_course(put, at):
    path, together = put(package()), Barrier(8)

    def one(_: int) -> ImportReport:
        together.wait()
        try:
            return import_package(path, at=at, publish_title="Together")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        reports = list(threads.map(one, range(8)))
    assert all(report.accepted for report in reports)
    assert [report.already for report in reports].count(False) == 1
    assert len({report.version for report in reports}) == len({report.course_url for report in reports}) == 1
    assert (PackageVersion.objects.count(), Course.objects.count(), CourseVersion.objects.count()) == (1, 1, 1)


def test_a_version_of_a_known_package_takes_the_next_number(put, at):
    import_package(put(package()), at=at)
    known = Package.objects.get()
    report = import_package(put(package(more={"new.txt": b"new"})), at=at, package=known)
    version = PackageVersion.objects.get(uuid=report.version)
    assert (version.package, version.number) == (known, 2)


def test_nested_items_know_their_parents_and_their_order(put, at):
    data = package(manifest_12(NESTED, TWO_RESOURCES), {"a/b.html": PAGE})
    import_package(put(data), at=at)
    told = [(item.order, item.identifier, item.parent and item.parent.identifier) for item in PackageItem.objects.all()]
    assert told == [(1, "m1", None), (2, "m1a", "m1"), (3, "m1b", "m1"), (4, "m2", None), (5, "m2a", "m2")]


def test_a_2004_package_is_kept_with_its_activity_tree(put, at):
    report = import_package(put(package(manifest_2004())), at=at)
    assert (report.standard, report.edition) == ("scorm-2004", "2004 4th Edition")
    tree = PackageVersion.objects.get().organisations[0]["tree"]
    assert [child["id"] for child in tree["children"]] == ["i1"]


def test_every_outline_is_kept_with_its_items_and_its_tree(put, at):
    second = (
        '<organization identifier="o2"><title>Short</title><item identifier="s1"><title>Unit</title>'
        '<item identifier="s2" identifierref="r1"><title>Page</title></item></item></organization></organizations>'
    )
    import_package(put(package(manifest_2004().replace("</organizations>", second))), at=at)
    version = PackageVersion.objects.get()
    told = [(each["identifier"], each["title"], each["tree"]["id"]) for each in version.organisations]
    assert told == [("o1", "A sequenced course", "o1"), ("o2", "Short", "o2")]
    rows = [(row.order, row.organisation, row.identifier, row.parent and row.parent.identifier)
            for row in version.items.order_by("order")]  # fmt: skip
    assert rows == [(1, "o1", "i1", None), (2, "o2", "s1", None), (3, "o2", "s2", "s1")]


ACCEPTED_THOUGH_ODD = {
    "wrapping folder": (
        zipped({"My course/imsmanifest.xml": manifest_12(), "My course/index.html": PAGE}),
        "wrapping-folder",
    ),
    "byte order mark": (package(b"\xef\xbb\xbf" + manifest_12().encode()), ""),
    "utf-16": (package(manifest_12().encode("utf-16")), ""),
    "manifest in capitals": (zipped({"IMSMANIFEST.XML": manifest_12(), "index.html": PAGE}), "manifest-name"),
    "slip in capitals": (package(manifest_12(resources=resource("Index.HTML"))), "case-slip"),
    "no organisation": (
        package(manifest_12().replace('<organization identifier="o1">', "<!--").replace("</organization>", "-->")),
        "no-organisation",
    ),
    "server files": (package(more={".htaccess": "Options +Indexes", "shell.php": "<?php"}), "unserved-files"),
    "desktop litter": (package(more={".DS_Store": b"x", "__MACOSX/._index.html": b"x"}), ""),
    "nested zip": (package(more={"inner.zip": zipped({"../x": b"x"})}), ""),
}


@pytest.mark.parametrize(("data", "code"), ACCEPTED_THOUGH_ODD.values(), ids=ACCEPTED_THOUGH_ODD)
def test_what_real_tools_produce_is_accepted(put, at, data, code):
    report = import_package(put(data), at=at)
    assert report.accepted, report.sentence
    codes = {warning["code"] for warning in report.warnings} - {"no-api", "package-title-missing"}
    assert codes == ({code} if code else set())
    assert all(set(warning) == {"code", "sentence", "file", "line"} for warning in report.warnings)


def test_remarks_are_listed_up_to_a_number(put, at, monkeypatch):
    monkeypatch.setattr(importing, "NOTICES_AT_MOST", 3)
    items = "".join(f'<item identifierref="r1"><title>{n}</title></item>' for n in range(10))
    report = import_package(put(package(manifest_12(items))), at=at)
    assert [warning["code"] for warning in report.warnings] == ["identifier-missing"] * 3 + ["more-notices"]


# --- Advice -----------------------------------------------------------------------------------------------------------

ADVICE = {
    "plain web page": ({"run.js": b"alert(1)"}, "no-api", "", None),
    "never reports": ({"run.js": b"API.LMSInitialize('');cmi.suspend_data"}, "no-status", "", None),
    "never resumes": ({"run.js": b"LMSInitialize cmi.core.lesson_status"}, "no-resume", "", None),
    "remote script": (
        {"a.html": b"<p>\n<script src='https://CDN.test/x.js'>"},
        "remote-content",
        "a.html",
        2,
    ),
    "remote style": ({"a.css": b"@import '//fonts.example.invalid/x'"}, "remote-content", "a.css", 1),
    "remote fetch": ({"b.js": b"\n\nfetch('https://api.example.invalid/')"}, "remote-content", "b.js", 3),
    "service worker": ({"b.js": b"navigator.serviceWorker.register('sw.js')"}, "service-worker", "b.js", 1),
    "whole window": ({"b.js": b"top.location.href = '/'"}, "top-navigation", "b.js", 1),
    "flash": ({"a.html": b"<embed src='intro.swf'>"}, "flash", "a.html", 1),
}


@pytest.mark.parametrize("case", ADVICE.values(), ids=ADVICE)
def test_the_author_is_told_what_will_not_work(put, at, case):
    files, code, file, line = case
    report = import_package(put(package(more=files)), at=at)
    found = [warning for warning in report.warnings if warning["code"] == code]
    assert [(warning["file"], warning["line"]) for warning in found] == [(file, line)]


def test_links_that_a_learner_may_follow_are_no_remote_content(put, at):
    page = b"<a href='https://www.gov.uk/'>law</a> xmlns='http://www.w3.org/1999/xhtml'"
    assert import_package(put(package(more={"a.html": page})), at=at).warnings == []


# --- Refused ----------------------------------------------------------------------------------------------------------


def test_a_refused_package_does_not_touch_what_is_there(put, at, store):
    import_package(put(package()), at=at)
    before = everything(store), rows()
    late = raw_zip(
        [
            {"name": b"imsmanifest.xml", "data": manifest_12().encode()},
            {"name": b"index.html", "data": PAGE},
            {"name": b"last.bin", "data": b"x", "crc": 1},
        ]
    )
    assert not import_package(put(late), at=at).accepted
    assert (everything(store), rows()) == before


def test_a_store_that_cannot_be_written_is_said_and_is_not_the_authors_fault(put, at, settings, tmp_path):
    path = put(package())
    (tmp_path / "file").write_text("in the way")
    settings.PACKAGES_ROOT = tmp_path / "file" / "store"
    report = import_package(path, at=at)
    assert (report.verdict, report.code) == ("refused", "store-failed")
    assert "Nothing is wrong with the package" in report.remedy


def test_the_limits_are_settings(put, at, settings):
    settings.PACKAGE_LIMITS = {"entries": 2}
    assert import_package(put(package()), at=at).code == "too-big"
    settings.PACKAGE_LIMITS = {"upload": 10}
    assert import_package(put(package()), at=at).code == "too-big"


def test_what_a_killed_import_left_is_removed_after_a_day(put, at, store):
    import os

    old, new = store / ".incoming-old", store / ".incoming-new"
    for folder, age in ((old, timedelta(days=2)), (new, timedelta(hours=1))):
        folder.mkdir()
        moment = (at - age).timestamp()
        os.utime(folder, (moment, moment))
    import_package(put(package()), at=at)
    assert not old.exists()
    assert new.exists()


# --- Published --------------------------------------------------------------------------------------------------------


def test_publishing_makes_a_course_of_the_package_once(put, at):
    path = put(package())
    first = import_package(path, at=at, publish_title="  My   course ")
    again = import_package(path, at=at, publish_title="My course")
    course = Course.objects.get()
    assert course.title == "My course"
    assert first.course_url == again.course_url == f"/learn/courses/{course.uuid}/"
    (item,) = course.current.items.all()
    assert (item.kind, str(item.package_version.uuid), item.title) == ("package", first.version, "A small course")
    assert CourseVersion.objects.count() == 1


def test_a_new_version_of_the_package_becomes_what_the_course_offers(put, at):
    import_package(put(package()), at=at, publish_title="My course")
    newer = import_package(
        put(package(more={"new.txt": b"new"})), at=at, publish_title="My course", package=Package.objects.get()
    )
    course = Course.objects.get()
    assert course.versions.count() == 2
    assert str(course.current.items.get().package_version.uuid) == newer.version


def test_another_title_is_another_course(put, at):
    path = put(package())
    one, two = (import_package(path, at=at, publish_title=title).course_url for title in ("One", "Two"))
    assert one != two


def test_the_learning_time_that_the_package_states_becomes_the_courses(put, at):
    lom = "<lom><educational><typicalLearningTime><duration>PT50M</duration></typicalLearningTime></educational></lom>"
    text = manifest_12(version=f"<metadata><schemaversion>1.2</schemaversion>{lom}</metadata>")
    import_package(put(package(text)), at=at, publish_title="Timed")
    assert Course.objects.get().current.minutes == 50
    assert Course.objects.get().current.cpd_minutes == 50


def test_whoever_publishes_may_say_what_a_package_earns(put, at):
    import_package(put(package()), at=at, publish_title="Nothing", cpd_minutes=0)
    import_package(put(package()), at=at, publish_title="An hour", cpd_minutes=60)
    earned = {course.title: course.current.cpd_minutes for course in Course.objects.all()}
    assert earned == {"Nothing": 0, "An hour": 60}


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
def test_a_title_that_no_course_may_have_is_refused_and_nothing_is_imported(put, at, title):
    assert import_package(put(package()), at=at, publish_title=title).code == "title-unusable"
    assert rows() == 0


# --- The command ------------------------------------------------------------------------------------------------------


def command(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("import_package", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_prints_one_json_document_and_ends_with_0_or_1(put):
    code, out = command(str(put(package())), "--publish", "By command", "--format", "json")
    report = json.loads(out)
    assert code == 0
    assert {
        "verdict", "code", "standard", "title", "items", "warnings", "sha256", "already", "course_url"
    } <= set(report)  # fmt: skip
    assert report["course_url"].startswith("/learn/courses/")
    code, out = command(str(put(b"nonsense")), "--format", "json")
    assert code == 1
    assert json.loads(out)["code"] == "not-a-zip"


def test_the_command_tells_a_person_what_was_found_and_what_to_do(put):
    code, out = command(str(put(package(more={"b.js": b"navigator.serviceWorker.register('x')"}))))
    assert code == 0
    assert "Accepted: “A small course”, SCORM 1.2, 4 files." in out
    assert "Note (service-worker), b.js, line 1:" in out
    code, out = command(str(put(package(manifest_12(resources=resource("gone.html"))))))
    assert code == 1
    assert out.startswith("Refused (launch-file-missing), imsmanifest.xml, line 10.")
    assert "What to do:" in out


def test_a_file_that_is_not_there_is_refused_by_the_command():
    code, out = command("/nowhere/at all.zip", "--format", "json")
    assert (code, json.loads(out)["code"]) == (1, "no-file")


# --- Whatever comes in ------------------------------------------------------------------------------------------------


_PATHS = ["imsmanifest.xml", "index.html", "a/b.html", "../x", "C:/y", "run.js", "a", "A/B.html", ".env"]
_CONTENTS = [manifest_12().encode(), manifest_2004().encode(), PAGE, SCRIPT, b"", b"<manifest/>"]
_DAMAGE = st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=3)), max_size=2)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_upload_ends_accepted_or_refused_and_nothing_lies_outside_the_store(put, at, tmp_path, store, data):
    files = data.draw(st.dictionaries(st.sampled_from(_PATHS), st.sampled_from(_CONTENTS), max_size=6))
    upload = bytearray(zipped(files))
    for share, new in data.draw(_DAMAGE):
        where = int(share * len(upload))
        upload[where : where + len(new)] = new
    path = put(bytes(upload))
    outside = everything(tmp_path) - everything_below(tmp_path, store)
    report = import_package(path, at=at)
    assert everything(tmp_path) - everything_below(tmp_path, store) == outside
    if report.accepted:
        version = PackageVersion.objects.get(uuid=report.version)
        assert {file.path for file in version.files.all()} <= set(open_archive(BytesIO(bytes(upload))).entries)
        assert any(item["href"] for item in report.items)
    else:
        assert report.code
        assert report.sentence
        assert report.remedy
    assert not list(store.glob(".incoming-*"))


def everything_below(root: Path, folder: Path) -> set[str]:
    name = folder.relative_to(root)
    return {str(name / path) for path in everything(folder)}
