"""A learner at the player in Chromium: opens it, drives the content, and what can happen to their tab and network."""

import http.client
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Frame, Locator, Page, Route, expect

SAVED = re.compile(r"^Saved \d\d:\d\d$")
ON_DEVICE = "Saved on this device only"


class Learner:
    """A person at a browser: signed in at the application, with a place on the course."""

    def __init__(self, context: BrowserContext, client: Any, person: Any, server: Any, place: Any) -> None:
        client.force_login(person)
        cookie = client.cookies["sessionid"]
        context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server.url}])
        self.context, self.client, self.server, self.place = context, client, server, place

    @property
    def launch_path(self) -> str:
        return f"/learn/{self.place.uuid}/{self.place.version.items.get().uuid}/launch/"

    def address(self) -> str:
        headers = {"accept": "application/json", "user-agent": "Firefox Windows"}
        return self.client.post(self.launch_path, headers=headers).json()["player_url"]

    def open(self, page: Page | None = None, *, wait: bool = True) -> Page:
        page = page or self.context.new_page()
        page.goto(self.address())
        if wait:
            expect(page.locator("#player-frame")).to_be_visible()
            expect(page.frame_locator("#player-frame").locator("#entry")).not_to_have_text("-")
        return page


def sco(page: Page, expression: str) -> Any:
    """Runs a line in the content's window."""
    return content(page).evaluate(expression)


def content(page: Page) -> Frame:
    return next(frame for frame in page.frames if "/v/" in frame.url)


def line(page: Page) -> Locator:
    return page.locator("#player-line")


def place_of(page: Page) -> Locator:
    return page.frame_locator("#player-frame").locator("#place")


def next_page(page: Page) -> None:
    page.frame_locator("#player-frame").locator("#next").click()


def eventually(true: Callable[[], Any], *, tries: int = 100) -> None:
    """Waits for what happens on the server after the browser has let go."""
    for _ in range(tries):
        if true():
            return
        time.sleep(0.05)
    assert true()


def crash(page: Page) -> None:
    """Kills the tab's process: no last word, no beacon; what it had written to its storage is there."""
    session = page.context.new_cdp_session(page)
    with page.expect_event("crash"), suppress(Error):
        session.send("Page.crash", timeout=1)  # a dead page does not answer
    page.close()


def forwarded(route: Route) -> int:
    """Sends the request on; Playwright's own sender does not know that *.localhost is this machine."""
    address = urlsplit(route.request.url)
    connection = http.client.HTTPConnection("127.0.0.1", address.port)
    headers = {"Host": address.netloc, "Content-Type": "application/json"}
    connection.request("POST", address.path, route.request.post_data_buffer, headers)
    status = connection.getresponse().status
    connection.close()
    return status
