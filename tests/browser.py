"""Chromium for tests: Debian's browser, driven by Playwright. One browser a run, a clean profile a test."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from .conftest import missing

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str:
    """Where Chromium is; without one the calling test is skipped, or fails where a browser is required."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("browser", "no Chromium is installed")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    # Playwright's loop runs in the test's thread, where Django then fears for its synchronous database; rightly in a
    # server, without reason here: the loop only ever waits for the browser.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    path = chromium()
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except Error as error:
            missing("browser", f"Chromium did not start: {error}")
        yield running
        running.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A clean profile: no cookies, no storage."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A tab of the clean profile."""
    return browser_context.new_page()
