"""A browser profile whose network fails in every way that networks do."""

import json
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Error, Route

from tests.courses.player_page import Learner, forwarded

from .browser_watching import SCRIPT

HTML = {"content_type": "text/html", "body": "<h1>Sign in to our network</h1>"}
FAULTS = {
    "well": 6,
    "offline": 2,
    "500": 1,
    "503 with Retry-After": 1,
    "HTML with 200": 2,
    "another's acknowledgement": 1,
    "connection refused": 1,
    "answer lost": 3,
    "slow": 3,
}


@dataclass
class Device:
    """A browser profile with a network of its own."""

    learner: Learner
    fault: str = "well"
    held: list[Route] = field(default_factory=list)
    lives: bool = True

    @property
    def context(self) -> BrowserContext:
        return self.learner.context

    def begin(self) -> "Device":
        self.context.add_init_script(SCRIPT)
        self.context.route("**/s/commit", self.answer)
        return self

    def change(self, fault: str) -> None:
        if "offline" in (fault, self.fault):
            self.context.set_offline(fault == "offline")
        self.fault = fault
        self.release()

    def release(self) -> None:
        for route in self.held:
            with suppress(Error):  # the page may be gone, or have given up
                route.continue_()
        self.held.clear()

    def answer(self, route: Route) -> None:
        with suppress(Error):
            if self.fault == "slow":
                self.held.append(route)
            elif self.fault == "500":
                route.fulfill(status=500, **HTML)
            elif self.fault == "503 with Retry-After":
                route.fulfill(status=503, headers={"Retry-After": "1"}, **HTML)
            elif self.fault == "HTML with 200":
                route.fulfill(status=200, **HTML)
            elif self.fault == "another's acknowledgement":
                seq = json.loads(route.request.post_data or "{}").get("seq")
                route.fulfill(status=200, json={"ack": seq, "session": "another", "outcome": "applied", "revision": 1})
            elif self.fault == "connection refused":
                route.abort("connectionrefused")
            elif self.fault == "answer lost":
                forwarded(route)
                route.abort()
            else:
                route.continue_()
