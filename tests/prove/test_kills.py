"""Kill -9 web workers, the whole web server and the worker while learners save: what was acknowledged is there, once.

The short form takes about a minute and a half; PROVE=long kills for an hour. A control that lies must be caught.
"""

import dataclasses
import os
import random
import shutil
import time
from pathlib import Path

import pytest

from .checking import Dump, History, violations
from .killing import Client, Site

pytestmark = pytest.mark.prove

LEARNERS = 8
SECONDS = 3_600 if os.environ.get("PROVE") == "long" else 40
CONTROL_SECONDS = 15
DRAIN_SECONDS = 90


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """A folder with an empty database, made once."""
    folder = tmp_path_factory.mktemp("site")
    site = Site(folder)
    site.prepare()
    site.stop()
    return folder


@pytest.fixture
def folder(prepared, tmp_path) -> Path:
    return shutil.copytree(prepared, tmp_path / "site")


def run(site: Site, *, seconds: float, kinds: list[str]) -> tuple[list[Client], dict[str, int]]:
    """Clients save for so long while kills happen; returns them, finished, and how often each kind was killed."""
    codes = site.ask("launches", *site.ask("make", str(LEARNERS)))
    clients = [Client(site.port, **code) for code in codes]
    for client in clients:
        client.start()
    kills = dict.fromkeys(kinds, 0)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(random.uniform(0.8, 2.4))
        kind = random.choice(kinds)
        if kind == "web worker":
            kills[kind] += site.kill_one_web_worker()
        else:
            site.kill(kind)
            kills[kind] += 1
    site.wait()
    for client in clients:
        client.stopping.set()
    for client in clients:
        client.join(90)
        assert not client.is_alive()
    return clients, kills


def settled(site: Site) -> Dump:
    """The database once the worker's sweeper has done what it owes."""
    deadline = time.monotonic() + DRAIN_SECONDS
    dump = site.dump()
    while dump.left and time.monotonic() < deadline:
        time.sleep(2)
        dump = site.dump()
    return dump


def test_nothing_acknowledged_is_lost_or_doubled_whatever_is_killed(folder, capsys):
    site = Site(folder)
    site.start()
    try:
        site.wait()
        clients, kills = run(site, seconds=SECONDS, kinds=["web worker", "web worker", "web", "worker"])
        dump = settled(site)
    finally:
        site.stop()
    histories = [client.history for client in clients]
    lost_tokens = [client for client in clients if isinstance(client.error, ConnectionAbortedError)]
    others = [client.error for client in clients if client.error and client not in lost_tokens]
    acknowledged = sum(history.acknowledged for history in histories)
    gap = max(client.longest_gap for client in clients)
    with capsys.disabled():
        print(f"\n{sum(kills.values())} kills {kills}, {acknowledged} acknowledged, longest wait {gap:.1f} s", end=" ")  # noqa: T201 - the figures are the point
    assert others == []
    assert violations(histories, dump) == []
    assert sum(kills.values()) >= SECONDS / 4
    assert acknowledged >= 200
    assert sum(history.finished for history in histories) >= LEARNERS / 2
    # The checker sees what a broken database would look like: a row lost, doubled, changed, a state that is no fold.
    assert_checker_sees(histories, dump)


def test_a_server_that_acknowledges_before_it_saves_is_caught(folder, capsys):
    site = Site(folder, application="tests.prove.lying_wsgi:application")
    site.start("web")
    try:
        site.wait()
        clients, kills = run(site, seconds=CONTROL_SECONDS, kinds=["web worker", "web"])
        time.sleep(1)
        dump = dataclasses.replace(site.dump(), left=0)
    finally:
        site.stop()
    found = violations([client.history for client in clients], dump)
    lost = [words for words in found if words.startswith("acknowledged commit") and words.endswith("is missing")]
    with capsys.disabled():
        print(f"\ncontrol: {sum(kills.values())} kills, {len(lost)} acknowledged commits lost, all seen", end=" ")  # noqa: T201 - the figures are the point
    assert lost, "the control lies, and nobody noticed"


def assert_checker_sees(histories: list[History], dump: Dump) -> None:
    session = next(iter(histories[0].acked))
    place = next(number for number, row in enumerate(dump.commits) if row[0] == session)
    row, others = dump.commits[place], [*dump.commits[:place], *dump.commits[place + 1 :]]
    attempt = dump.attempt_of[session]
    broken = {
        "is missing": dataclasses.replace(dump, commits=others),
        "more than once": dataclasses.replace(dump, commits=[*dump.commits, row]),
        "something else": dataclasses.replace(dump, commits=[(*row[:3], {"cmi.comments": "x"}), *others]),
        "never sent": dataclasses.replace(dump, commits=[*dump.commits, (session, 10_000, "applied", {})]),
        "fold of its log": dataclasses.replace(dump, states=dump.states | {attempt: {"cmi.comments": "x"}}),
        "never done": dataclasses.replace(dump, left=1),
    }
    if histories[0].finished:
        broken["and has 2 of"] = dataclasses.replace(dump, certificates=dump.certificates | {attempt: 2})
    for words, doctored in broken.items():
        assert any(words in violation for violation in violations(histories, doctored)), words
