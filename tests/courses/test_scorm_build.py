"""The package that is built from a course of the demo library: its bytes, its manifest, and how it runs in a browser.

The run-time in the browser is scorm-again from npm, unmodified, as a learning system of anybody's would have one.
"""

import io
import re
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, Route, expect

from cms.demo.courses import CourseText, read_course
from cms.demo.packaging import build_package
from cms.demo.reading import ROOT, read_library
from courses.packages.importing import import_package
from courses.packages.manifest import read_manifest

SLUGS = sorted(path.parent.name for path in (ROOT / "courses").glob("*/course.md"))
HOST = "http://learning.test"
PEOPLE = {key: {"name": f"Dr {key.title()}"} for key in ("ruth-calloway", "lena-ode", "tom-reyes")}


def course_of(slug: str) -> CourseText:
    return read_course(ROOT / "courses" / slug)


def files_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def course() -> CourseText:
    return course_of("a-copy-of-everything")


@pytest.fixture(scope="module")
def built(course) -> bytes:
    return build_package(course, PEOPLE)


# --- Its bytes --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("slug", SLUGS)
def test_every_course_becomes_a_package_that_is_accepted_without_a_remark(slug, tmp_path, at, settings):
    settings.PACKAGES_ROOT = tmp_path / "store"
    call_command("build_package", slug, str(tmp_path / "out.zip"), verbosity=0, stdout=io.StringIO())
    report = import_package(tmp_path / "out.zip", at=at)
    assert (report.verdict, report.standard, report.warnings) == ("accepted", "scorm-1.2", [])
    assert report.title == course_of(slug).front["title"]


def test_the_same_text_gives_the_same_bytes(course, built):
    assert build_package(course, PEOPLE) == built
    assert build_package(course) != built


def test_the_manifest_states_the_pass_mark_and_the_learning_time(course, built):
    files = files_of(built)
    manifest = read_manifest(files["imsmanifest.xml"].encode(), files)
    (item,) = manifest.items
    assert (manifest.standard, manifest.minutes) == ("scorm-1.2", course.front["minutes"])
    assert (item.mastery_score, item.url) == (course.quiz.pass_mark, "index.html")


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_holds_every_lesson_check_and_question_and_nothing_is_left_unfilled(slug):
    course = course_of(slug)
    page = files_of(build_package(course, read_library(ROOT).people))["index.html"]
    assert "[missing:" not in page
    assert "{{" not in page
    for lesson in course.lessons:
        assert f'id="{lesson.key}"' in page
    checks = sum(block.type == "check" for block in course.blocks)
    assert page.count("data-check=") == checks
    played = [one for one in course.quiz.questions if one.kind in {"single", "multiple", "true-false"}]
    assert page.count("data-question=") == len(played) > 0
    checks_right = [
        choice["right"] for block in course.blocks if block.type == "check" for choice in block.value["choices"]
    ]
    right = sum(checks_right) + sum(choice.right for question in course.quiz.questions for choice in question.choices)
    assert page.count('data-right="yes"') == right


def test_nothing_is_loaded_from_anywhere_and_nothing_is_inline(built):
    files = files_of(built)
    assert set(files) == {"imsmanifest.xml", "index.html", "course.css", "course.js", "asking.js", "scorm.js"}
    page = files["index.html"]
    assert re.findall(r'(?:src|href)="([^"#:]+)"', page) == ["course.css", "scorm.js", "asking.js", "course.js"]
    assert "<style" not in page
    assert 'style="' not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"\son\w+=", page)
    assert "library:" not in page
    assert "//" not in files["course.css"].replace("/*", "").replace("*/", "")


def test_an_unknown_course_is_told_with_those_there_are(tmp_path):
    with pytest.raises(CommandError, match="a-copy-of-everything"):
        call_command("build_package", "nothing", str(tmp_path / "out.zip"))


# --- In a browser -----------------------------------------------------------------------------------------------------

LEARNING_SYSTEM = """<!doctype html><title>A learning system</title>
<style>html,body{margin:0;height:100%}iframe{border:0;width:100%;height:100%}</style>
<script src="/scorm12.js"></script>
<script>
  const kept = JSON.parse(localStorage.getItem("kept") || "null");
  window.API = new Scorm12API({autocommit: false, logLevel: 5});
  if (kept) window.API.loadFromJSON(kept.cmi, "cmi");
  window.calls = JSON.parse(localStorage.getItem("calls") || "[]");
  for (const name of ["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"]) {
    const call = window.API[name].bind(window.API);
    window.API[name] = (...words) => {
      const answer = window.refuse === name ? "false" : call(...words);
      window.calls.push([name, ...words, String(answer)]);
      localStorage.setItem("calls", JSON.stringify(window.calls));
      const cmi = JSON.parse(JSON.stringify(window.API.cmi));
      localStorage.setItem("kept", JSON.stringify({cmi: {core: {lesson_status: cmi.core.lesson_status,
        lesson_location: cmi.core.lesson_location, score: {raw: cmi.core.score.raw}},
        suspend_data: cmi.suspend_data}}));
      return answer;
    };
  }
</script><iframe src="/index.html" title="Course"></iframe>"""


class System:
    """A learning system in a browser tab, with the package in its frame."""

    def __init__(self, context: BrowserContext, built: bytes):
        self.files = files_of(built)
        self.page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        context.route(f"{HOST}/**", self._serve)

    def _serve(self, route: Route) -> None:
        name = route.request.url.removeprefix(f"{HOST}/").partition("#")[0]
        types = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
        if name == "scorm12.js":
            path = Path(settings.NODE_MODULES) / "scorm-again" / "dist" / "scorm12.min.js"
            route.fulfill(body=path.read_text(), content_type="text/javascript")
        elif name in ("", "alone.html"):
            route.fulfill(body=LEARNING_SYSTEM, content_type="text/html")
        elif name in self.files:
            route.fulfill(body=self.files[name], content_type=types[name.rpartition(".")[2]])
        else:
            route.fulfill(status=404)

    def open(self) -> FrameLocator:
        self.page.goto(f"{HOST}/")
        frame = self.page.frame_locator("iframe")
        expect(frame.locator("html.js")).to_be_attached()
        return frame

    def leave(self) -> list[list[str]]:
        """Close the tab; returns every call that was made, as another tab reads it."""
        context = self.page.context
        self.page.close()
        self.page = context.new_page()
        self.page.goto(f"{HOST}/scorm12.js")
        return self.page.evaluate("JSON.parse(localStorage.getItem('calls'))")

    def calls(self) -> list[list[str]]:
        return self.page.evaluate("window.calls")

    def last(self, element: str) -> str:
        return next(call[2] for call in reversed(self.calls()) if call[:2] == ["LMSSetValue", element])


@pytest.fixture
def system(browser_context, built) -> System:
    opened = System(browser_context, built)
    yield opened
    assert opened.faults == []


def read_all(frame: FrameLocator) -> None:
    while frame.locator("#final-quiz").is_hidden():
        frame.locator("#next").click()


def answer(frame: FrameLocator, count: int, *, wrong: tuple[int, ...] = ()) -> None:
    for index in range(count):
        question = frame.locator("[data-question]").nth(index)
        kind = "no" if index in wrong else "yes"
        boxes = question.locator(f'.choice[data-right="{kind}"] input')
        for box in range(boxes.count() if kind == "yes" else 1):
            boxes.nth(box).check()
        question.locator("[type=submit]").click()
        question.locator(".next-question").click()


@pytest.mark.browser
def test_a_learner_reads_answers_and_passes(system, course):
    frame = system.open()
    expect(frame.locator("#left")).to_have_text(f"About {course.front['minutes']} minutes left")
    assert system.last("cmi.core.lesson_status") == "incomplete"
    read_all(frame)
    frame.locator("#quiz-begin").click()
    answer(frame, len(course.quiz.questions), wrong=(1,))
    expect(frame.locator("#quiz-score")).to_have_text("8 of 9")
    expect(frame.locator("#left")).to_have_text("All done")
    assert system.last("cmi.core.score.raw") == "89"
    assert system.last("cmi.core.lesson_status") == "passed"
    assert system.calls()[-1][0] == "LMSCommit"
    assert all(call[-1] == "true" for call in system.calls())
    assert len(system.last("cmi.suspend_data")) < 4096
    calls = system.leave()
    assert calls[-1] == ["LMSFinish", "", "true"]
    assert ["LMSSetValue", "cmi.core.exit", "", "true"] in calls
    assert re.fullmatch(r"0000:\d\d:\d\d\.\d\d", next(call[2] for call in reversed(calls) if "session_time" in call[1]))


@pytest.mark.browser
def test_a_learner_who_leaves_comes_back_to_the_same_place(system, course):
    frame = system.open()
    for _ in range(3):
        frame.locator("#next").click()
    check = frame.locator("section:not([hidden]) [data-check]").first
    check.locator('.choice[data-right="no"] input').first.check()
    check.locator("button").click()
    expect(check.locator(".verdict")).to_contain_text("Not quite")
    calls = system.leave()
    assert ["LMSSetValue", "cmi.core.exit", "suspend", "true"] in calls
    frame = system.open()
    lesson = course.lessons[2]
    expect(frame.locator(f"#{lesson.key}")).to_be_visible()
    expect(frame.locator("section:not([hidden]) [data-check] .verdict").first).to_contain_text("Not quite")
    read = course.front["minutes"] - sum(lesson.minutes for lesson in course.lessons[:2])
    expect(frame.locator("#left")).to_have_text(f"About {read} minutes left")


@pytest.mark.browser
def test_the_quiz_goes_on_where_it_was_left(system):
    frame = system.open()
    read_all(frame)
    frame.locator("#quiz-begin").click()
    answer(frame, 3)
    system.leave()
    frame = system.open()
    expect(frame.locator("[data-question]").nth(3)).to_be_visible()


@pytest.mark.browser
def test_who_fails_is_told_what_to_read_and_may_try_again_and_the_best_result_stands(system, course):
    count = len(course.quiz.questions)
    frame = system.open()
    read_all(frame)
    frame.locator("#quiz-begin").click()
    answer(frame, count, wrong=(0, 1, 2, 3))
    assert (system.last("cmi.core.score.raw"), system.last("cmi.core.lesson_status")) == ("56", "failed")
    wanted = {question.points_to for question in course.quiz.questions[:4]}
    assert set(frame.locator("#quiz-review li").all_inner_texts()) == wanted
    frame.locator("#quiz-again").click()
    answer(frame, count)
    assert (system.last("cmi.core.score.raw"), system.last("cmi.core.lesson_status")) == ("100", "passed")
    frame.locator("#quiz-again").click()
    answer(frame, count, wrong=(0, 1, 2, 3, 4))
    assert (system.last("cmi.core.score.raw"), system.last("cmi.core.lesson_status")) == ("100", "passed")


@pytest.mark.browser
def test_the_questions_open_when_every_lesson_has_been_read(system, course):
    frame = system.open()
    frame.locator('[data-page="final-quiz"]').click()
    expect(frame.locator("#quiz-begin")).to_be_hidden()
    assert frame.locator("#quiz-unread li").count() == len(course.lessons)
    frame.locator("#quiz-unread a").first.click()
    expect(frame.locator(f"#{course.lessons[0].key}")).to_be_visible()


@pytest.mark.browser
def test_a_marked_answer_stays_as_it_was_given(system):
    frame = system.open()
    read_all(frame)
    frame.locator("#quiz-begin").click()
    question = frame.locator("[data-question]").first
    question.locator("input").nth(0).check()
    question.locator("[type=submit]").click()
    question.locator("label").nth(2).click(force=True)
    question.locator("input").nth(0).press("ArrowDown")
    expect(question.locator("input").nth(0)).to_be_checked()
    expect(question.locator("input").nth(2)).not_to_be_checked()


@pytest.mark.browser
def test_a_save_that_fails_is_said_and_the_next_one_clears_it(system):
    frame = system.open()
    system.page.evaluate("window.refuse = 'LMSCommit'")
    frame.locator("#next").click()
    expect(frame.locator("#trouble")).to_contain_text("could not be saved")
    system.page.evaluate("window.refuse = ''")
    frame.locator("#next").click()
    expect(frame.locator("#trouble")).to_be_hidden()


@pytest.mark.browser
def test_without_a_learning_system_it_can_be_read_and_says_that_nothing_is_kept(system):
    system.page.goto(f"{HOST}/index.html")
    expect(system.page.locator("#trouble")).to_contain_text("nothing is kept")
    system.page.locator("#next").click()
    expect(system.page.locator("h2:visible")).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_is_wider_than_its_frame(system, course, width):
    system.page.set_viewport_size({"width": width, "height": 700})
    frame = system.open()
    for _ in range(len(course.lessons) + 2):
        assert not _overflows(system.page)
        frame.locator("#next").click()
    assert not _overflows(system.page)


def _overflows(page: Page) -> bool:
    return page.frames[1].evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.browser
def test_it_can_be_done_with_the_keyboard_alone(system, course):
    frame = system.open()
    page = system.page
    frame.locator("#next").focus()
    page.keyboard.press("Enter")
    expect(frame.locator(f"#{course.lessons[0].key} h2")).to_be_focused()
    check = frame.locator("section:not([hidden]) [data-check]").first
    check.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(check.locator(".verdict")).not_to_be_empty()
