"""The demo's packages in Chromium, through the player, as a learner of the demo meets them."""

import re
from decimal import Decimal

from django.utils import timezone

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from cms.demo.packaging import build
from cms.demo.reading import ROOT
from courses.models import CourseItem, ItemResult, RunSession, RunState
from courses.packages.importing import import_package
from courses.services.enrolment import enrol

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Visit:
    """A learner's tab with a package in the player."""

    def __init__(self, context: BrowserContext, client, person, server, place) -> None:
        client.force_login(person)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
        self.client, self.place, self.context = client, place, context
        self.faults: list[str] = []
        self.page: Page

    def open(self) -> FrameLocator:
        item = self.place.version.items.get()
        answer = self.client.post(
            f"/learn/{self.place.uuid}/{item.uuid}/launch/", headers={"accept": "application/json"}
        )
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(answer.json()["player_url"])
        return self.content

    @property
    def content(self) -> FrameLocator:
        return self.page.frame_locator("#player-frame")

    def at(self, title: str) -> None:
        """Wait until the content shows the part of that title, and its scripts have begun."""
        expect(self.content.locator("h1")).to_have_text(title)
        expect(self.content.locator("html.hosted")).to_be_attached()

    def choose(self, title: str) -> None:
        """Open a part from the table of contents."""
        self.page.locator("#player-contents-open").click()
        self.part(title).click()

    def part(self, title: str) -> Locator:
        """Its line in the table of contents, which is open."""
        return self.page.locator(".contents-part", has=self.page.get_by_text(title, exact=True))

    def read(self) -> None:
        """Go through a lesson to its end and finish it."""
        while self.content.locator("#next").is_visible():
            self.content.locator("#next").click()
        self.content.locator("#finish").click()

    def answer(self, *, wrong: tuple[int, ...] = (), button: str = "#begin") -> None:
        """Answer every question, those of `wrong` wrongly."""
        self.content.locator(button).click()
        every = self.content.locator("[data-question]")
        for index in range(every.count()):
            question = every.nth(index)
            expect(question).to_be_visible()
            right = "no" if index in wrong else "yes"
            boxes = question.locator(f'.choice[data-right="{right}"] input')
            for box in range(boxes.count() if right == "yes" else 1):
                boxes.nth(box).check()
            question.locator("[type=submit]").click()
            if question.locator(".next-question").is_visible():
                question.locator(".next-question").click()

    def saved(self) -> None:
        expect(self.page.locator("#player-line")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"), timeout=15_000)


@pytest.fixture
def visit(asha, browser_context, client, live_server, settings, tmp_path):  # noqa: PLR0917 - fixtures
    settings.CONTENT_SCHEME_AND_PORT = ("http", int(live_server.url.rsplit(":", 1)[1]))
    settings.BASE_URL = live_server.url
    settings.PACKAGES_ROOT = tmp_path / "store"

    opened: list[Visit] = []

    def of(name: str) -> Visit:
        path = tmp_path / f"{name}.zip"
        path.write_bytes(build(name, ROOT))
        report = import_package(path, at=timezone.now(), publish_title=name)
        item = CourseItem.objects.get(package_version__sha256=report.sha256)
        place = enrol(asha, item.version.course, at=timezone.now())
        opened.append(Visit(browser_context, client, asha, live_server, place))
        return opened[-1]

    yield of
    assert [fault for one in opened for fault in one.faults] == []


def states() -> dict[str, RunState]:
    return {state.package_item.identifier: state for state in RunState.objects.select_related("package_item")}


def test_lessons_open_the_assessment_and_its_score_completes_the_package(visit):
    learner = visit("the-consent-conversation")
    learner.open()
    learner.at("Ask before you tell")
    learner.page.locator("#player-contents-open").click()
    expect(learner.part("Final assessment")).to_have_attribute("aria-disabled", "true")
    expect(learner.page.locator("#player-contents-list")).not_to_contain_text("Twenty minutes for your team")
    learner.page.locator("#player-contents-close").click()

    # Left in the middle, a lesson goes on at the same step.
    learner.content.locator("#next").click()
    learner.saved()
    learner.page.close()
    learner.open()
    learner.at("Ask before you tell")
    expect(learner.content.locator("#left")).to_have_text("Step 2 of 4")

    for title in ("Ask before you tell", "Whose yes is it?", "A record to go on from"):
        if title != "Ask before you tell":
            learner.choose(title)
        learner.at(title)
        learner.read()
        expect(learner.content.locator("#finished")).to_be_visible()
        learner.saved()
    learner.choose("A consent note to keep beside the screen")
    expect(learner.content.locator("h1")).to_have_text("A consent note to keep beside the screen")
    learner.choose("Final assessment")
    learner.at("Final assessment")
    learner.answer(wrong=(0, 3))
    expect(learner.content.locator("#score")).to_have_text("4 of 6")
    learner.answer(button="#again")
    learner.content.locator("#finish").click()
    learner.saved()
    expect(learner.page.locator("#player-finished")).to_be_visible()
    last = states()["assessment"]
    assert (last.completion, last.success, last.score) == ("completed", "passed", Decimal(100))
    assert last.data["cmi.core.score.min"] == "0"
    assert last.data["cmi.objectives.0.id"] == "ask-before-you-tell"
    assert last.data["cmi.interactions.0.type"] == "choice"
    assert ItemResult.objects.get().satisfied_at


def test_what_is_known_before_is_skipped_and_the_final_questions_decide(visit):
    learner = visit("candour-what-you-know")
    learner.open()
    learner.at("What you know already")
    expect(learner.page.locator("#player-onward")).to_be_hidden()  # hideLMSUI
    learner.content.get_by_label("In a dental practice").check()
    learner.answer(wrong=(0,))
    expect(learner.content.locator("#review li.known")).to_have_count(2)
    learner.content.locator("#finish").click()

    learner.at("Is it notifiable?")
    # The place of work that was chosen there reaches this part through the shared store.
    expect(learner.content.locator("[data-setting=dental]")).not_to_have_attribute("hidden", "")
    expect(learner.content.locator("[data-setting=gp]")).to_have_attribute("hidden", "")
    learner.page.locator("#player-contents-open").click()
    expect(learner.part("Final questions")).to_have_attribute("aria-disabled", "true")
    learner.page.locator("#player-contents-close").click()
    learner.read()

    learner.at("Final questions")
    learner.answer()
    learner.content.locator("#finish").click()
    expect(learner.page.locator("#player-finished")).to_be_visible(timeout=15_000)
    last = states()["after"]
    assert (last.data["cmi.score.scaled"], last.data["cmi.success_status"]) == ("1", "passed")
    assert set(states()) == {"before", "module_1", "after"}
    result = ItemResult.objects.get()
    assert (result.completion, result.success, bool(result.satisfied_at)) == ("completed", "passed", True)


def test_who_knows_it_all_goes_straight_on_and_who_fails_at_the_end_may_look_again(visit):
    learner = visit("candour-what-you-know")
    learner.open()
    learner.at("What you know already")
    learner.answer()
    learner.content.locator("#finish").click()
    learner.at("Final questions")
    learner.answer(wrong=(0, 1))
    expect(learner.content.locator("#score")).to_have_text("4 of 6")
    learner.saved()
    assert not ItemResult.objects.filter(satisfied_at__isnull=False).exists()
    expect(learner.content.locator("#finish")).to_be_hidden()
    # A module that was skipped can be taken after all, and reading a little of it closes nothing.
    learner.content.get_by_role("button", name="Take this module").click()
    learner.at("Is it notifiable?")
    learner.content.locator("#next").click()
    learner.choose("Final questions")
    learner.at("Final questions")
    learner.answer()
    learner.content.locator("#finish").click()
    expect(learner.page.locator("#player-finished")).to_be_visible(timeout=15_000)
    assert ItemResult.objects.get().satisfied_at


def test_the_awkward_package_costs_nothing_that_was_written(visit):
    learner = visit("the-awkward-package")
    learner.open()
    expect(learner.content.locator("html.hosted")).to_be_attached()
    learner.content.get_by_role("button", name="Do all of it").click()
    log = learner.content.locator("#log tr")
    expect(log.filter(has_text="LMSSetValue(cmi.core.session_time, 1:2:3)")).to_contain_text("405")
    expect(log.filter(has_text="142")).to_contain_text("405")
    finishes = log.filter(has_text="LMSFinish").locator("td:nth-child(2)")
    expect(finishes).to_have_count(2)
    learner.saved()
    (state,) = states().values()
    assert len(state.data["cmi.suspend_data"]) == 60_000
    session = RunSession.objects.get()
    assert session.end_reason == "finished"
    learner.page.close()
    learner.open()
    expect(learner.content.locator("#large-kept")).to_have_text(re.compile("^60,000 characters came back .*whole"))
