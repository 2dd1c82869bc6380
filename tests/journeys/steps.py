"""What several walks do alike: devices, signing in, the blocks of a lesson, and a look into the demo's database."""

import json
import re
import sqlite3
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from .product import PASSWORD, Product

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
SAVED = re.compile(r"^Saved \d\d:\d\d$")


def device(browser: Browser, product: Product, size: dict[str, int], **options: Any) -> BrowserContext:
    """A device of its own: no cookies, no storage."""
    context = browser.new_context(
        base_url=product.address, locale="en-GB", timezone_id="Europe/London", viewport=size, **options
    )
    context.set_default_timeout(20_000)
    return context


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/learn/$"))


def rows(product: Product, statement: str, *values: Any) -> list[tuple]:
    """What the demo's database holds, read beside the running product."""
    with sqlite3.connect(f"file:{product.folder / 'candour.sqlite3'}?mode=ro", uri=True) as connection:
        return connection.execute(statement, values).fetchall()


def commits_of(product: Product, enrolment: str) -> list[dict[str, Any]]:
    """The bodies of all commits of an enrolment, in order."""
    found = rows(
        product,
        "SELECT c.body FROM courses_commit c JOIN courses_runsession s ON s.id = c.session_id"
        " JOIN courses_attempt a ON a.id = s.attempt_id JOIN courses_enrolment e ON e.id = a.enrolment_id"
        " WHERE e.uuid = ? ORDER BY c.id",
        enrolment.replace("-", ""),
    )
    return [json.loads(body) for (body,) in found]


def state_of(product: Product, enrolment: str) -> dict[str, Any]:
    """All elements that the attempts of an enrolment have come to."""
    found = rows(
        product,
        "SELECT r.data FROM courses_runstate r JOIN courses_attempt a ON a.id = r.attempt_id"
        " JOIN courses_enrolment e ON e.id = a.enrolment_id WHERE e.uuid = ?",
        enrolment.replace("-", ""),
    )
    return {name: value for (data,) in found for name, value in json.loads(data).items()}


def block_of(region: Locator) -> str:
    """The id of the block that a region shows."""
    return region.locator("xpath=preceding-sibling::*[@data-block][1]").get_attribute("data-block") or ""


def kind_of(region: Locator) -> str:
    """Which kind of block a region is: check, exercise, branch, scenario, prompt, to-do or film."""
    classes = (region.get_attribute("class") or "").split()
    if "lesson-film" in classes:
        return "film"
    named = [one.removeprefix("ask-") for one in classes if one.startswith("ask-")]
    return named[0] if named else "exercise" if region.locator(".line-list").count() else "check"


def act(region: Locator, kind: str) -> None:
    """Do what the block asks for; which answer does not matter."""
    if kind == "check":
        region.locator("input[name=choice]").first.check()
        region.get_by_role("button").click()
    elif kind == "exercise":
        for place, choices in enumerate(region.locator("select").all(), start=1):
            choices.select_option(index=place)
        region.get_by_role("button").click()
    elif kind in {"branch", "scenario"}:
        region.locator("button[name=choice]").first.click()
    elif kind == "prompt":
        region.locator("textarea").fill("I would log it on the day, in the words that were used.")
        region.get_by_role("button").click()
    elif kind == "to-do":
        region.locator("input[name=item]").first.check()
        region.get_by_role("button").click()
    else:
        raise AssertionError(f"Nobody told the walk what to do with a {kind}.")
