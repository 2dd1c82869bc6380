"""The network is cut on each block of M1 in the running demo, on a telephone; its database says what arrived."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import ARGUMENTS, chromium

from .product import Product
from .steps import DESKTOP, PHONE, SAVED, act, block_of, commits_of, device, kind_of, sign_in, state_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TITLE = "A copy of everything: SARs in practice"
# Every kind of block that asks something of the reader of M1; the walk fails when the course gains or loses one.
KINDS = {"check", "branch", "film", "prompt", "to-do"}
ON_DEVICE = re.compile("on this device only")
# The page's policy forbids scripts from strings, so the film itself says when it has come so far.
REACHED = """(film, moment) => new Promise((done) => {
  film.addEventListener("timeupdate", () => film.currentTime > moment && done());
})"""


def keeping_device(browser: Browser, product: Product, folder: Path, size: dict[str, int]) -> BrowserContext:
    """A device whose storage outlives its browser."""
    context = browser.browser_type.launch_persistent_context(
        str(folder),
        executable_path=chromium(),
        args=ARGUMENTS,
        base_url=product.address,
        locale="en-GB",
        timezone_id="Europe/London",
        viewport=size,
    )
    context.set_default_timeout(20_000)
    return context


def find_and_start(page: Page) -> str:
    """From the search to the first lesson. Returns the enrolment's uuid."""
    page.goto("/search/")
    page.locator("main input[name=q]").first.fill("copy of everything")
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("button", name="Start the course").click()
    page.wait_for_url(re.compile(r"/learn/[0-9a-f-]{36}/[0-9a-f-]{36}/"))
    return re.search(r"/learn/([0-9a-f-]{36})/", page.url)[1]


def watch(page: Page, region) -> None:
    """Play some seconds of a film whose saving does not get through."""
    film = region.locator("video")
    film.evaluate("film => { film.muted = true; return film.play(); }")
    film.evaluate(REACHED, 1.5)
    film.evaluate("film => film.pause()")


def cut_and_act(page: Page) -> set[tuple[str, str]]:
    """With the network cut, do what every block of the lesson asks for. Returns what was done: kind and block."""
    regions = page.locator("[data-region]")
    done = {(kind_of(one), block_of(one)) for one in regions.all()}
    if film := [one for one in regions.all() if kind_of(one) == "film"]:
        # What is played must come; what is saved must not go.
        page.route("**/learn/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        watch(page, film[0])
        expect(page.locator("[data-save]")).to_contain_text(ON_DEVICE)
        page.context.set_offline(True)
        page.unroute("**/learn/**")
    page.context.set_offline(True)
    for region in regions.all():
        kind = kind_of(region)
        if kind != "film":
            act(region, kind)
            expect(region.locator(".waiting")).to_contain_text("Kept on this device")
    expect(page.locator("[data-save]")).to_contain_text(ON_DEVICE)
    return done


def on_the_server_once(product: Product, enrolment: str, done: set[tuple[str, str]]) -> None:
    """Each block is in the state, and a single commit wrote it."""
    state, commits = state_of(product, enrolment), commits_of(product, enrolment)
    for kind, block in done:
        name = f"{'video' if kind == 'film' else 'block'}.{block}"
        assert name in state, (kind, name)
        # The film's own page sends all that was played, each time, so it may write more than once.
        assert kind == "film" or sum(name in body["delta"] for body in commits) == 1, (kind, name)


def test_a_network_cut_on_each_block_of_m1_loses_nothing_and_doubles_nothing(browser, product, tmp_path):
    size, email = PHONE, "asha.venn@larkrise.invalid"
    first = keeping_device(browser, product, tmp_path / "profile", size)
    page = first.new_page()
    sign_in(page, email)
    enrolment = find_and_start(page)
    page.goto(f"/learn/{enrolment}/")
    lessons = [link.get_attribute("href") for link in page.locator(".part-title a").all()]
    done: set[tuple[str, str]] = set()
    for number, lesson in enumerate(lessons[:-1]):
        page.goto(lesson)
        before = len(commits_of(product, enrolment))
        here = cut_and_act(page)
        assert len(commits_of(product, enrolment)) == before, "the network was cut"
        if number == 3:
            # The browser is closed while nothing gets through; what it kept goes home at the next visit.
            first.close()
            first = keeping_device(browser, product, tmp_path / "profile", size)
            page = first.new_page()
            page.goto("/learn/")
            if "/accounts/login/" in page.url:
                sign_in(page, email)
            page.goto(lesson)
        page.context.set_offline(False)
        expect(page.locator("[data-save]")).to_have_text(SAVED)
        expect(page.locator(".waiting")).to_have_count(0)
        done |= here
        on_the_server_once(product, enrolment, done)
        page.get_by_role("button", name="Mark as done and go on").click()
        on = page.get_by_role("link", name="Done. Go on")
        expect(page.locator("h1").or_(on).first).to_be_visible()
        page.wait_for_function(
            "path => location.pathname !== path || document.querySelector('a.button-large')", arg=lesson
        )
    assert {kind for kind, _ in done} == KINDS

    # A second device opens where the first one was left.
    second = device(browser, product, DESKTOP if size is PHONE else PHONE)
    other = second.new_page()
    sign_in(other, email)
    other.locator(f'a[href*="{enrolment}"]').first.click()
    other.goto(f"/learn/{enrolment}/")
    other.locator(".call").get_by_role("link").first.click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Final quiz")
    other.get_by_role("button", name="Begin the quiz").click()
    expect(other.locator("#question")).to_be_visible()
    for context in (first, second):
        context.close()
