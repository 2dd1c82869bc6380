"""A learner's random life in front of the player: several tabs, two devices, and a network that fails in every way."""

import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page

from courses.models import Commit
from courses.rules.folding import restored
from tests.courses.player_page import crash

from .browser_devices import FAULTS, Device
from .browser_watching import (
    ELSEWHERE,
    NOTHING_NEW,
    ON_DEVICE,
    SAVED,
    Look,
    Row,
    broken_claims,
    broken_in_the_end,
    broken_now,
)

RUNS = "document.getElementById('player-frame').contentWindow?.sco?.initialized === 'true'"
SETTLED = f"{RUNS} || ['over', 'fail'].some((name) => !document.getElementById(`player-${{name}}`).hidden)"
HIDE = """(state) => {
  Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
CHARACTERS = ["x", '"', "\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{GRINNING FACE}"]
SIZES = [5, 200, 5_000, 30_000, 63_900]
DEEDS = {
    "work": 12,
    "finish": 1,
    "change the network": 5,
    "let time pass": 5,
    "hide the tab": 2,
    "reload": 1,
    "close the tab": 2,
    "crash the tab": 2,
    "open another tab": 2,
    "go to another device": 1,
    "throw the device away": 1,
}


@dataclass
class Tab:
    """A player page, and what was last seen of it. What was seen stays when the page is gone."""

    page: Page
    device: Device
    looks: dict[str, Look] = field(default_factory=dict)  # by session: a reload begins another


class Life:
    """One learner's life from a seed: the same seed does the same deeds.

    Args:
        seed: of the dice.
        devices: makes a browser profile in which the learner is signed in.
        doctor: changes a profile before it is used; the controls put a lying script in it.
    """

    def __init__(self, seed: int, devices: Any, *, doctor: Any = None) -> None:
        self.dice = random.Random(seed)
        self.new_device, self.doctor = devices, doctor
        self.devices: list[Device] = []
        self.tabs: list[Tab] = []  # open
        self.gone: list[Tab] = []
        self.broken: list[str] = []
        self.counts = {"tabs": 0, "looks": 0, "saved": 0, "local": 0, "claims": 0}
        self.number = 0

    def live(self, steps: int) -> list[str]:
        """Lives so many deeds, comes home, and returns every broken promise."""
        self._open(self._device())
        for _ in range(steps):
            deed = self._pick(DEEDS)
            {
                "work": self._work,
                "finish": self._finish,
                "change the network": self._change,
                "let time pass": self._wait,
                "hide the tab": self._hide,
                "reload": self._reload,
                "close the tab": self._close,
                "crash the tab": self._crash,
                "open another tab": self._open_another,
                "go to another device": self._go_to_another_device,
                "throw the device away": self._throw_away,
            }[deed]()
            self._look_at_all()
        self._come_home()
        return self.broken

    # --- Deeds --------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        tab = self._tab()
        self.number += 1
        values = {"cmi.core.lesson_location": f"page {self.number}"}
        if self.dice.random() < 0.4:
            size, character = self.dice.choice(SIZES), self.dice.choice(CHARACTERS)
            values["cmi.suspend_data"] = f"{self.number} " + character * (
                size // len(character.encode("utf-16-le")) * 2
            )
        if self.dice.random() < 0.3:
            values["cmi.core.lesson_status"] = self.dice.choice(["incomplete", "completed", "failed"])
        self._in(tab, "([values, commit]) => proof.act(values, commit)", [values, self.dice.random() < 0.7])

    def _finish(self) -> None:
        self._in(self._tab(), "() => proof.finish()")

    def _change(self) -> None:
        self._tab().device.change(self._pick(FAULTS))

    def _wait(self) -> None:
        tab = self._tab()
        if self.dice.random() < 0.5:
            tab.device.release()
        with suppress(Error):
            tab.page.evaluate("void dispatchEvent(new Event('online'))")
        tab.page.wait_for_timeout(self.dice.choice([20, 100, 300, 1_200]))

    def _hide(self) -> None:
        for state in ("hidden", "visible"):
            self._in(self._tab(), HIDE, state)

    def _reload(self) -> None:
        tab = self._tab()
        if tab.device.fault == "offline":
            return
        self._look(tab)
        with suppress(Error):
            tab.page.reload()
            self._settle(tab)

    def _close(self) -> None:
        tab = self._tab()
        self._look(tab)
        tab.page.close(run_before_unload=False)
        self._left(tab)

    def _crash(self) -> None:
        tab = self._tab()
        self._look(tab)
        crash(tab.page)
        self._left(tab)

    def _open_another(self) -> None:
        if len(self.tabs) < 3:
            self._open(self._tab().device)

    def _go_to_another_device(self) -> None:
        self._open(self._device())

    def _throw_away(self) -> None:
        if len(self.devices) < 2:
            return
        device = self.devices.pop()
        for tab in [tab for tab in self.tabs if tab.device is device]:
            self._look(tab)
            self.tabs.remove(tab)
            self.gone.append(tab)
        device.lives = False
        device.context.close()
        if not self.tabs:
            self._open(self._device())

    # --- What the deeds are made of -----------------------------------------------------------------------------------

    def _pick(self, weighted: dict[str, int]) -> str:
        return self.dice.choices(list(weighted), list(weighted.values()))[0]

    def _device(self) -> Device:
        """One of at most two."""
        if len(self.devices) < 2:
            device = Device(self.new_device()).begin()
            if self.doctor:
                self.doctor(device.context)
            self.devices.append(device)
            return device
        return self.dice.choice(self.devices)

    def _tab(self) -> Tab:
        return self.dice.choice(self.tabs)

    def _left(self, tab: Tab) -> None:
        self.tabs.remove(tab)
        self.gone.append(tab)
        if not self.tabs:
            self._open(tab.device)

    def _open(self, device: Device) -> None:
        if device.fault == "offline" or self.dice.random() < 0.5:
            device.change("well")
        tab = Tab(device.context.new_page(), device)
        tab.page.goto(device.learner.address())
        self.tabs.append(tab)
        self.counts["tabs"] += 1
        self._settle(tab)

    def _settle(self, tab: Tab) -> None:
        """Until the content runs: answers what the page asks on the way."""
        for number in range(400):
            if number % 40 == 39:
                tab.device.release()  # what is held may be what the page waits for
            asked = tab.page.evaluate("document.querySelector('dialog[open]')?.id ?? ''")
            if asked == "player-ask-takeover":
                tab.page.get_by_role("button", name="Go on here").click()
            elif asked == "player-ask-leftovers" and self.dice.random() < 0.3:
                tab.page.get_by_role("button", name="Go on without it").click()
            elif asked == "player-ask-leftovers":
                tab.device.change("well")
                tab.page.get_by_role("button", name="Try again").click()
            elif asked or tab.page.evaluate(SETTLED):
                return
            tab.page.wait_for_timeout(25)
        self.broken.append(f"the course did not open: {tab.page.locator('body').inner_text()[:200]}")

    def _in(self, tab: Tab, script: str, *values: Any) -> None:
        """Runs something in the page, unless its content has been taken away."""
        if tab.page.evaluate(RUNS):
            tab.page.evaluate(script, *values)

    # --- Watching -----------------------------------------------------------------------------------------------------

    def _look_at_all(self) -> None:
        for tab in self.tabs:
            self._look(tab)

    def _look(self, tab: Tab) -> Look | None:
        seen = tab.page.evaluate("proof.look()")
        if not seen["session"]:
            return None
        names = ("line", "session", "said", "promised", "claims", "records")
        look = tab.looks[seen["session"]] = Look(**{name: seen[name] for name in names})
        self.counts["looks"] += 1
        self.counts["saved"] += bool(SAVED.match(look.line))
        self.counts["local"] += look.line == ON_DEVICE
        self.broken += broken_now(look, rows_of(look.session))
        return look

    def _come_home(self) -> None:
        """The network is well, every device that lives opens the course once more, and all settles."""
        for device in self.devices:
            device.change("well")
        for tab in list(self.tabs):
            self._until_settled(tab)
        for device in self.devices:
            self._open(device)
            last = self.tabs[-1]
            self._until_settled(last)
            left = [record["session"] for record in last.page.evaluate("proof.look()")["records"]]
            open_here = {session for tab in self.tabs if tab.device is device for session in tab.looks}
            self.broken += [f"work of session {one} was left on its device" for one in left if one not in open_here]
        for tab in [*self.tabs, *self.gone]:
            for look in tab.looks.values():
                rows = rows_of(look.session)
                self.counts["claims"] += len(look.claims)
                self.broken += broken_claims(look, rows)
                self.broken += broken_in_the_end(look, rows, device_lives=tab.device.lives)

    def _until_settled(self, tab: Tab) -> None:
        for _ in range(300):
            look = self._look(tab)
            if look is None or look.line in (ELSEWHERE, NOTHING_NEW) or SAVED.match(look.line):
                return
            with suppress(Error):
                tab.page.evaluate("void dispatchEvent(new Event('online'))")
            tab.page.wait_for_timeout(50)
        self.broken.append(f"the line still says “{look.line}” when all is well again")


def rows_of(session: str) -> list[Row]:
    """The commits of a session, in order, as the database holds them now."""
    found = Commit.objects.filter(session__uuid=session).order_by("seq")
    return [
        Row(
            outcome=commit.outcome,
            values=restored(commit.body.get("delta") or commit.body.get("state") or {}),
            received=commit.received.timestamp() * 1_000,
        )
        for commit in found
    ]
