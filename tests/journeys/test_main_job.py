"""The main job in a browser, from the README's command to a certificate that a stranger checks."""

import json
import re
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect
from pypdf import PdfReader

from .product import PASSWORD, ROOT, Product

pytestmark = pytest.mark.browser

COURSE = "a-copy-of-everything"
TITLE = "A copy of everything, packed"
SAVED = re.compile(r"^Saved \d\d:\d\d$")


def device(browser: Browser, product: Product, **options) -> Page:
    """A device of its own: no cookies, no storage."""
    context = browser.new_context(base_url=product.address, locale="en-GB", timezone_id="Europe/London", **options)
    context.set_default_timeout(20_000)
    return context.new_page()


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/learn/$"))


def package(page: Page) -> FrameLocator:
    return page.frame_locator("#player-frame")


def open_player(page: Page) -> None:
    page.locator(".player-door").get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"\.content\.localhost:"))
    expect(page.locator("#player-frame")).to_be_visible()


def shown(page: Page) -> str:
    """The heading of the page that the package shows."""
    heading = package(page).locator(".page:visible h2").first
    expect(heading).to_be_visible()
    return heading.inner_text()


def answer_rightly(page: Page) -> None:
    questions = tomllib.loads((ROOT / "cms/demo/library/courses" / COURSE / "quiz.toml").read_text())["questions"]
    for question in questions:
        form = package(page).locator("form[data-question]:visible")
        for choice in question["choices"]:
            if choice["right"]:
                form.get_by_label(choice["text"], exact=True).check()
        form.locator("[type=submit]").click()
        form.locator(".next-question").click()


def find_the_guide(page: Page) -> None:
    """Search as a manager would say it, and read what comes first."""
    page.locator("#site-search").fill("patient wants copy of notes")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?"))
    first = page.locator("main .card, main .hit").first.get_by_role("link").first
    expect(first).to_have_text("Subject access requests while a complaint is open")
    first.click()
    expect(page.get_by_role("heading", name="In the next hour")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Monday 5 October 2026")


def import_the_course(product: Product, archive: Path) -> str:
    """An editor's package, built from the project's own sources; its course's address."""
    product.manage("build_package", COURSE, str(archive))
    printed = product.manage("import_package", str(archive), "--publish", TITLE, "--format", "json")
    report = json.loads(printed)
    assert report["verdict"] == "accepted"
    return report["course_url"]


def begin_and_lose_the_tab(page: Page, course: str) -> tuple[str, str]:
    """Start, read three pages, close without a word. Returns the enrolment's address and the heading left behind."""
    page.goto(course)
    page.get_by_role("button", name="Start the course").click()
    page.wait_for_url(re.compile(r"/learn/[0-9a-f-]{36}/"))
    enrolment = re.match(r".*/learn/[0-9a-f-]{36}/", page.url)[0]
    page.goto(enrolment)
    page.locator(".part-title a").first.click()
    open_player(page)
    for _ in range(3):
        package(page).locator("#next").click()
    place = shown(page)
    expect(page.locator("#player-line")).to_have_text(SAVED)
    page.close(run_before_unload=False)
    return enrolment, place


def go_on_and_finish(page: Page, enrolment: str, place: str) -> None:
    """Another device: the same place, then the rest and the quiz."""
    page.goto(enrolment)
    page.locator(".part-title a").first.click()
    open_player(page)
    assert shown(page) == place
    while package(page).locator("#quiz-begin").is_hidden():
        package(page).locator("#next").click()
    package(page).locator("#quiz-begin").click()
    answer_rightly(page)
    expect(package(page).locator("#quiz-verdict")).to_contain_text("You have passed")
    expect(page.locator("#player-line")).to_have_text(SAVED)
    page.locator("#player-leave").click()
    page.wait_for_url(re.compile(r"localhost:\d+/learn/"))


def take_the_certificate(page: Page) -> tuple[str, str]:
    """The code, and the text of the PDF that the worker made."""
    page.goto("/cpd/")
    expect(page.locator("main")).to_contain_text(TITLE)
    page.locator("main").get_by_role("link", name=re.compile("ertificate")).first.click()
    page.wait_for_url(re.compile(r"/cpd/certificates/"))
    code = page.locator(".certificate-code").first.inner_text()
    download = page.get_by_role("link", name="Download the PDF")
    for _ in range(60):
        if download.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as arriving:
        download.click()
    return code, PdfReader(BytesIO(Path(arriving.value.path()).read_bytes())).pages[0].extract_text()


def test_a_manager_finds_learns_and_is_certified_and_a_stranger_checks_it(browser, product, tmp_path):
    desktop = device(browser, product)
    sign_in(desktop, "joy.adeyemi@larkrise.invalid")
    find_the_guide(desktop)
    enrolment, place = begin_and_lose_the_tab(desktop, import_the_course(product, tmp_path / "course.zip"))

    phone = device(browser, product, viewport={"width": 360, "height": 740})
    sign_in(phone, "joy.adeyemi@larkrise.invalid")
    go_on_and_finish(phone, enrolment, place)
    code, text = take_the_certificate(phone)
    assert "Joy Adeyemi" in text
    assert code in text

    # A stranger types the code as it is read aloud: lower case, spaces for hyphens.
    stranger = device(browser, product)
    stranger.goto(f"/verify/{code.lower().replace('-', ' ')}/")
    expect(stranger.locator("main")).to_contain_text("Joy Adeyemi")
    expect(stranger.locator("main")).to_contain_text(TITLE)
    facts = json.loads(stranger.request.get(f"/verify/{code}.json").body())
    assert (facts["status"], facts["name"]) == ("issued", "Joy Adeyemi")
    assert facts["pdf_sha256"]


def test_running_the_demo_again_loses_nothing(browser, product):
    before = json.loads(product.manage("run_outbox", "--format", "json"))
    assert before["left"] == 0
    product.manage("seed_demo")
    page = device(browser, product)
    sign_in(page, "joy.adeyemi@larkrise.invalid")
    page.goto("/cpd/")
    expect(page.locator("main")).to_contain_text(TITLE)
