"""Random lives at the player in Chromium: the line never says "Saved" of what the server does not have.

The short form lives a few lives from fixed seeds; PROVE=long lives a thousand. Two controls that lie must be caught: a
sender that says "Saved" too early, and a journal that forgets.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils import timezone

import pytest
from playwright.sync_api import BrowserContext

from courses.models import Commit, CourseItem
from courses.services.enrolment import enrol
from members.models import User
from tests.courses.player_page import Learner
from tests.courses.small_course import import_small_course

from .browser_life import Life
from .browser_watching import Look, Row, broken_claims, broken_in_the_end, broken_now

pytestmark = [pytest.mark.prove, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = os.environ.get("PROVE") == "long"
SEEDS = range(1, 1_001) if LONG else range(1, 7)
STEPS = 40 if LONG else 24
CONTROL_SEEDS = range(101, 131)


@pytest.fixture
def lives(browser, client, tmp_path, live_server, settings) -> Iterator[Callable[..., Life]]:
    """Makes the life of a seed: a learner of its own, with a place on a course that plays on this test's server."""
    port = int(live_server.url.rsplit(":", 1)[1])
    settings.CONTENT_SCHEME_AND_PORT = ("http", port)
    settings.BASE_URL = live_server.url
    settings.PACKAGES_ROOT = tmp_path / "packages"
    report = import_small_course(tmp_path)
    course = CourseItem.objects.get(package_version__sha256=report.sha256).version.course
    contexts: list[BrowserContext] = []

    def make(seed: int, **options) -> Life:
        for context in contexts:
            context.close()
        contexts.clear()
        person = User.objects.create_user(f"learner{seed}@prove.invalid", name=f"Learner {seed}")
        place = enrol(person, course, at=timezone.now())

        def device() -> Learner:
            contexts.append(browser.new_context(locale="en-GB", timezone_id="Europe/London"))
            return Learner(contexts[-1], client, person, live_server, place)

        return Life(seed, device, **options)

    yield make
    for context in contexts:
        context.close()


def test_the_line_is_never_wrong_and_nothing_promised_is_lost(lives, capsys):
    began, counts, broken = time.monotonic(), Counter(), {}
    for seed in SEEDS:
        life = lives(seed)
        if found := life.live(STEPS):
            broken[seed] = found
        counts.update(life.counts)
    outcomes = dict(Counter(Commit.objects.values_list("outcome", flat=True)))
    with capsys.disabled():
        print(  # noqa: T201 - the figures are the point
            f"\n{len(SEEDS)} lives, seeds {SEEDS[0]} to {SEEDS[-1]}, {time.monotonic() - began:.0f} s:"
            f" {counts['tabs']} tabs,"
            f" {counts['looks']} looks ({counts['saved']} at “Saved”, {counts['local']} at “on this device only”),"
            f" {counts['claims']} times “Saved” said, commits {outcomes}",
            end=" ",
        )
    assert broken == {}
    assert counts["saved"] >= len(SEEDS)
    assert counts["local"] >= len(SEEDS)
    assert outcomes["applied"] >= 5 * len(SEEDS)


LIARS = {
    "sender": ("!this.#inflight && !this.#newest;", "(this.savedAt ??= Date.now());", "the line says “Saved"),
    "journal": ("this.#storage.setItem(this.#key,", "void (this.#key,", "neither on the device nor on the server"),
    "draining": ("await sendRecord(record)", '"known"', "never arrived"),
}


@pytest.mark.parametrize("module", LIARS)
def test_a_player_that_lies_is_caught(lives, capsys, module):
    honest, lying, caught = LIARS[module]
    source = Path(finders.find(f"js/player/{module}.js") or "").read_text()
    assert honest in source, "the control is out of date"
    body = source.replace(honest, lying)

    def doctor(context: BrowserContext) -> None:
        context.route(
            f"**/js/player/{module}.js", lambda route: route.fulfill(body=body, content_type="text/javascript")
        )

    found: list[str] = []
    seeds = iter(CONTROL_SEEDS)
    while not found and (seed := next(seeds, None)):
        found = [words for words in lives(seed, doctor=doctor).live(12) if caught in words]
    assert found, "the control lies, and nobody noticed"
    with capsys.disabled():
        print(f"\ncontrol: a {module} that lies is caught in the life of seed {seed}: {found[0]}", end=" ")  # noqa: T201 - the figures are the point


def test_the_watcher_sees_each_kind_of_broken_promise():
    name, new, old = "cmi.core.lesson_location", {"cmi.core.lesson_location": "2"}, {"cmi.core.lesson_location": "1"}
    record = {"session": "s", "inflight": None, "newest": {"seq": 2}, "state": new}

    def look(line: str, **more) -> Look:
        return Look(**{"line": line, "session": "s", "said": new, "promised": new, "records": [record]} | more)

    row = Row("applied", new, received=1_000)
    for line in ("Saved 14:02", "Nothing new to save"):
        assert broken_now(look(line), [row]) == []
        assert len(broken_now(look(line), [Row("applied", old, received=1)])) == 1
        assert len(broken_now(look(line), [Row("stale", new, received=1)])) == 1
    assert broken_now(look("Saved on this device only"), []) == []
    assert len(broken_now(look("Saved on this device only", records=[]), [])) == 2
    assert len(broken_now(look("Saving", records=[]), [])) == 1
    assert len(broken_now(look("Saving", records=[record | {"session": "another"}]), [])) == 1
    assert broken_now(look("Saving", records=[], promised={}), []) == []
    early, late = {"at": 500, "said": new}, {"at": 1_500, "said": new}
    assert broken_claims(look("Saving", claims=[late]), [row]) == []
    assert len(broken_claims(look("Saving", claims=[early, late]), [row])) == 1
    assert len(broken_in_the_end(look("Saving"), [], device_lives=True)) == 1
    assert broken_in_the_end(look("Saving"), [Row("stale", new, received=1)], device_lives=True) == []
    assert broken_in_the_end(look("Saving"), [], device_lives=False) == []
    assert name in broken_in_the_end(look("Saving"), [], device_lives=True)[0]
