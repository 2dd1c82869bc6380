"""Plays a case's package in Chromium, against the real server, and reads what came of it from the database."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

import pytest
from playwright.sync_api import Error, Page, expect

from courses.models import Attempt, CourseItem, RunState
from courses.packages.importing import import_package
from courses.player.addresses import player_address
from courses.services.enrolment import enrol
from courses.services.previewing import preview
from tests.courses.made_packages import manifest_12, manifest_2004, package
from tests.courses.player_page import content

from .sco import FILES, RESOURCES


class Player:
    """A learner in the player. `at` is the identifier of the activity that is being played."""

    def __init__(self, context: Any, client: Any, server: Any, place: Any) -> None:
        self.context, self.client, self.server, self.place = context, client, server, place
        self.page: Page = context.new_page()

    def open(self, *, fresh_tab: bool = False, mode: str = "normal") -> str:
        """Launches from the course page. Returns the activity that is played."""
        if fresh_tab:
            self.page.close(run_before_unload=False)
            self.page = self.context.new_page()
        path = f"/learn/{self.place.uuid}/{self.place.version.items.get().uuid}/launch/"
        self.page.goto("about:blank")  # else it is the same document with another fragment
        sent = self.client.post(path, {"mode": mode}, headers={"accept": "application/json"})
        self.page.goto(sent.json()["player_url"])
        return self.at

    def preview(self) -> str:
        """Opens the package as its author may. Returns the activity that is played."""
        version = self.place.version.items.get().package_version
        launch = preview(version, self.place.person, at=timezone.now())
        self.page.goto(player_address(launch.label, launch.code))
        return self.at

    @property
    def at(self) -> str:
        """Waits for the content to be there, and says which."""
        for _ in range(300):
            try:
                found = content(self.page).evaluate(HERE)
                if found:
                    return str(found)
            except (StopIteration, Error):
                pass
            self.page.wait_for_timeout(50)
        raise AssertionError(f"nothing is played; the page says: {self.page.inner_text('body')[:400]}")

    def run(self, expression: str) -> Any:
        """A line in the content's window."""
        return content(self.page).evaluate(expression)

    def get(self, element: str) -> str:
        """GetValue."""
        return str(self.run(f"sco.get({element!r})"))

    def go(self, request: str = "_none_", **values: str) -> None:
        """Content sets values (`completion_status="completed"` is cmi.completion_status), asks, and terminates."""
        said = {f"cmi.{name.replace('__', '.')}": value for name, value in values.items()}
        before = self.run("sco.stamp = Math.random()")
        self.run(f"void setTimeout(() => sco.go({said | {'adl.nav.request': request}!r}))")
        self._until_gone(before)

    def press(self, control: str) -> None:
        """Uses a control of ours: onward, back, finish or leave."""
        before = self.run("sco.stamp = Math.random()") if self._plays() else None
        self.page.locator(f"#player-{control}").click()
        if before is not None:
            self._until_gone(before)

    def choose(self, title: str) -> None:
        """Chooses a line of the table of contents."""
        self.contents()
        before = self.run("sco.stamp = Math.random()") if self._plays() else None
        lines = self.page.locator(".contents-part")
        lines.filter(has=self.page.locator(".contents-title", has_text=re.compile(f"^{re.escape(title)}$"))).click()
        if before is not None:
            self._until_gone(before)

    def contents(self) -> list[tuple[str, str, bool]]:
        """The table of contents: title, state in words, whether it can be opened."""
        dialog = self.page.locator("#player-contents")
        if not dialog.is_visible():
            self.page.locator("#player-contents-open, #player-between-contents").locator("visible=true").click()
        expect(dialog).to_be_visible()
        lines = dialog.locator(".contents-part")
        return [
            (
                line.locator(".contents-title").inner_text(),
                line.locator(".contents-state").inner_text(),
                line.get_attribute("aria-disabled") is None,
            )
            for line in lines.all()
        ]

    def close_contents(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.page.locator("#player-contents")).to_be_hidden()

    def shows(self, control: str) -> bool:
        """Whether a control of ours is offered."""
        return self.page.locator(f"#player-{control}").is_visible()

    def ended(self) -> str:
        """Waits for the end of the sequencing session; the sentence that the learner reads."""
        expect(self.page.locator("#player-finished")).to_be_visible(timeout=15_000)
        return self.page.locator("#player-finished-item").inner_text()

    def between(self) -> str:
        """Waits for the choice between two parts; its title."""
        expect(self.page.locator("#player-between")).to_be_visible(timeout=15_000)
        return self.page.locator("#player-between-title").inner_text()

    def saved(self) -> None:
        """Waits until the server has everything."""
        expect(self.page.locator("#player-line")).to_have_text(SETTLED, timeout=15_000)

    @property
    def shared(self) -> dict[str, str]:
        """What the attempt's parts share, as the server has it."""
        return Attempt.objects.order_by("-pk").first().shared  # type: ignore[union-attr]

    @property
    def root(self) -> tuple[str, str]:
        """Completion and success of the whole, as the sequencer rolled them up."""
        return self.shared["adl.root.completion_status"], self.shared["adl.root.success_status"]

    def stored(self, identifier: str) -> dict[str, Any]:
        """The elements that the server has of one part."""
        return RunState.objects.order_by("-attempt_id").filter(package_item__identifier=identifier)[0].data

    def _plays(self) -> bool:
        try:
            return bool(content(self.page).evaluate("Boolean(window.sco)"))
        except (StopIteration, Error):
            return False

    def _until_gone(self, stamp: Any) -> None:
        """Until the content that was there is not there any more, or the page says what came of it."""
        for _ in range(300):
            try:
                if self.page.locator("#player-finished, #player-between").locator("visible=true").count():
                    return
                if content(self.page).evaluate("window.sco?.stamp ?? null") != stamp:
                    return
            except (StopIteration, Error):
                return
            self.page.wait_for_timeout(40)
        raise AssertionError(f"the content is still there; the page says: {self.page.inner_text('body')[:400]}")


HERE = "document.readyState === 'complete' ? new URLSearchParams(location.search).get('at') : null"
SETTLED = re.compile(r"^(Saved \d\d:\d\d|Nothing new to save)$")


def import_case(
    folder: Path, items: str, *, sequencing: str = "", standard: str = "2004", lasting: bool = False
) -> Any:
    """Imports a case's package and publishes it; returns the course item. `lasting`: objectivesGlobalToSystem."""
    if standard == "1.2":
        manifest = manifest_12(items, RESOURCES.replace("scormType", "scormtype"))
    else:
        manifest = manifest_2004(items, RESOURCES, sequencing=sequencing)
    if lasting:
        manifest = manifest.replace('objectivesGlobalToSystem="false"', 'objectivesGlobalToSystem="true"')
    path = folder / "case.zip"
    path.write_bytes(package(manifest, dict(FILES)))
    report = import_package(path, at=timezone.now(), publish_title="A case")
    assert report.accepted, report
    return CourseItem.objects.get(package_version__sha256=report.sha256)


def place_on(item: Any, person: Any) -> Any:
    """The person's place on the item's course."""
    return enrol(person, item.version.course, at=timezone.now())


@pytest.fixture
def play(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Callable[..., Player]:
    """Imports a package of the items given and opens the player; the learner is at its first activity."""
    context, client, person, server = map(request.getfixturevalue, ("browser_context", "client", "asha", "live_server"))
    settings.CONTENT_SCHEME_AND_PORT = ("http", int(server.url.rsplit(":", 1)[1]))
    settings.BASE_URL = server.url
    settings.PACKAGES_ROOT = tmp_path / "packages"
    client.force_login(person)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])

    def start(*items: str, **more: Any) -> Player:
        item = import_case(tmp_path, "".join(items), **more)
        return Player(context, client, server, place_on(item, person))

    return start
