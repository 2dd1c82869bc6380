"""The demo's packages with sources of their own: what their manifests say, their bytes, and their pages.

How they play is tested in test_demo_packages_browser.py.
"""

import io
import re
import shutil
import zipfile
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from cms.demo.markdown import LibraryError
from cms.demo.packaging import build, names
from cms.demo.packaging.catalogue import KINDS
from cms.demo.packaging.sources import read_package
from cms.demo.reading import ROOT
from courses.models import PackageVersion
from courses.packages.importing import ImportReport, import_package

SEVERAL, SEQUENCED, AWKWARD = KINDS


def files_of(name: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(build(name, ROOT))) as archive:
        return {each: archive.read(each).decode() for each in archive.namelist()}


@pytest.fixture
def imported(db, tmp_path, at, settings):
    settings.PACKAGES_ROOT = tmp_path / "store"

    def do(name: str) -> tuple[ImportReport, PackageVersion]:
        path = tmp_path / f"{name}.zip"
        path.write_bytes(build(name, ROOT))
        report = import_package(path, at=at)
        assert report.accepted, report.sentence
        return report, PackageVersion.objects.get(uuid=report.version)

    return do


class Page(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.tags if each == tag]


# --- Manifests --------------------------------------------------------------------------------------------------------


def test_the_package_of_several_parts_is_accepted_with_all_that_its_manifest_says(imported):
    report, version = imported(SEVERAL)
    assert (report.standard, report.warnings, version.minutes) == ("scorm-1.2", [], 15)
    items = {item.identifier: item for item in version.items.all()}
    assert list(items) == ["lessons", "lesson_1", "lesson_2", "lesson_3", "keep", "assessment", "meeting"]
    assert [items[name].scorm_type for name in ("lessons", "lesson_1", "keep", "assessment")] == [
        "",
        "sco",
        "asset",
        "sco",
    ]
    assert items["lesson_1"].parent == items["lessons"]
    assert [name for name, item in items.items() if not item.visible] == ["meeting"]
    last = items["assessment"]
    assert last.prerequisites == "lesson_1&lesson_2&lesson_3"
    assert (last.mastery_score, last.max_time_allowed, last.time_limit_action) == (80, "00:30:00", "continue,message")
    assert items["lesson_1"].launch_data == "next=Whose yes is it?"


def test_the_sequenced_package_is_accepted_with_its_whole_tree(imported):
    report, version = imported(SEQUENCED)
    assert (report.standard, report.edition, report.warnings) == ("scorm-2004", "2004 4th Edition", [])
    tree = version.organisations[0]["tree"]
    assert tree["objectivesGlobalToSystem"] is False
    before, modules, after = tree["children"]
    shared = {m["targetObjectiveID"] for o in before["objectives"] for m in o["mapInfo"] if m["writeSatisfiedStatus"]}
    assert shared == {f"candour.{word}.{n}" for word in ("known", "ready") for n in (1, 2, 3)}
    for module in modules["children"]:
        (rule,) = module["sequencingRules"]["preConditionRules"]
        assert (rule["action"], rule["conditions"][0]["referencedObjective"]) == ("skip", "known")
        assert module["sharedDataMaps"][0]["targetID"] == "setting"
    assert before["hideLmsUi"] == after["hideLmsUi"] == ["continue", "previous"]
    assert [rule["action"] for rule in after["sequencingRules"]["preConditionRules"]] == ["disabled"] * 3
    assert after["primaryObjective"]["minNormalizedMeasure"] == 0.8
    assert {rule["action"] for rule in tree["rollupRules"]["rules"]} == {
        "satisfied",
        "notSatisfied",
        "completed",
        "incomplete",
    }
    controls = {"choice": True, "flow": True}
    assert all(controls.items() <= node["sequencingControls"].items() for node in (tree, modules))
    counted = [node["sequencingControls"].get("rollupObjectiveSatisfied", True) for node in tree["children"]]
    assert counted == [False, False, True], "the final questions alone decide"
    assert version.items.get(identifier="after").scaled_passing_score == Decimal("0.8")
    assert version.items.get(identifier="module_1").completion_threshold == 1


def test_the_awkward_package_is_accepted_and_its_report_says_what_is_wrong(imported):
    report, version = imported(AWKWARD)
    assert [notice["code"] for notice in report.warnings] == ["no-status"]
    assert version.items.get().mastery_score is None


# --- Bytes and pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_the_same_sources_give_the_same_bytes(name):
    assert build(name, ROOT) == build(name, ROOT)
    assert name in names(ROOT)


@pytest.mark.parametrize("name", KINDS)
def test_its_pages_load_nothing_from_anywhere_and_say_what_they_are(name):
    files = files_of(name)
    for path, text in files.items():
        assert "[missing:" not in text, path
        assert "{{" not in text, path
        assert "library:" not in text, path
        if path.endswith((".js", ".css")):
            assert "//" not in re.sub(r"/\*.*?\*/|(?<![:\"'])// [^\n]*", "", text, flags=re.DOTALL), path
        if not path.endswith(".html"):
            continue
        page = Page(text)
        assert page.all("html") == [{"lang": "en-GB"}]
        assert (len(page.all("title")), len(page.all("h1"))) == (1, 1), path
        assert page.all("style") == []
        loaded = [one.get("src") for one in page.all("script")] + [one.get("href") for one in page.all("link")]
        assert set(loaded) <= set(files), path
        for tag, attributes in page.tags:
            assert "style" not in attributes, path
            assert not [one for one in attributes if one.startswith("on")], path
            if tag == "a" and (attributes["href"] or "").startswith("http"):
                assert (attributes["target"], attributes["rel"]) == ("_blank", "noopener noreferrer")


@pytest.mark.parametrize("name", [SEVERAL, SEQUENCED])
def test_every_lesson_check_and_question_is_in_it_with_its_sources(name):
    text = read_package(ROOT / "packages" / name)
    course, files = text.course, files_of(name)
    pages = "".join(content for path, content in files.items() if path.endswith(".html"))
    assert pages.count("data-check=") == sum(block.type == "check" for block in course.blocks)
    asked = [*course.quiz.questions, *(text.pretest.questions if text.pretest else ())]
    assert pages.count("data-question=") == len(asked)
    for lesson in course.lessons:
        assert f"<h1>{lesson.title}</h1>" in pages
    for reference in course.front["references"]:
        assert pages.count(f'href="{reference["url"]}"') == len(course.lessons)


def test_each_module_is_asked_about_before_and_after():
    text = read_package(ROOT / "packages" / SEQUENCED)
    titles = {lesson.title for lesson in text.course.lessons}
    assert {question.points_to for question in text.pretest.questions} == titles
    assert {question.points_to for question in text.course.quiz.questions} == titles


@pytest.mark.parametrize(
    ("name", "file", "says"),
    [
        (SEVERAL, "keep.md", "has keep.md beside"),
        (SEQUENCED, "pretest.toml", "has a pretest.toml beside"),
    ],
)
def test_what_a_package_needs_and_lacks_is_named(tmp_path, name, file, says):
    shutil.copytree(ROOT / "packages", tmp_path / "packages")
    (tmp_path / "packages" / name / file).unlink()
    with pytest.raises(LibraryError, match=says):
        build(name, tmp_path)


def test_a_lesson_begins_with_a_heading(tmp_path):
    shutil.copytree(ROOT / "packages", tmp_path / "packages")
    path = tmp_path / "packages" / SEVERAL / "course.md"
    path.write_text(path.read_text().replace("## A small lump, and two hands\n", "", 1))
    with pytest.raises(LibraryError, match="begins with a heading"):
        build(SEVERAL, tmp_path)
