"""Kill -9 whatever there is while learners save: what was acknowledged is there, once.

The short form kills for a minute and runs three controls that must be caught: a server that acknowledges first, one
without idempotency, and a database that does not wait for its log. PROVE=long kills for an hour on PostgreSQL and for
ten minutes on SQLite.
"""

import dataclasses
import os
import random
import time

import pytest

from .checking import Dump, History, Verdict, judge
from .clients import Client
from .killing import Site

pytestmark = pytest.mark.prove

CLIENTS = 8
LONG = os.environ.get("PROVE") == "long"
SECONDS = 3_600 if LONG else 45
SQLITE_SECONDS = 600 if LONG else 20
CONTROL_SECONDS = 10
# A duty whose worker was killed is taken again when its lease of a minute is over, and one that failed twice because
# the database was away waits a minute and a half: the last worker dies early, and the run waits for what is left.
WORKER_SAFE_SECONDS = 30
DRAIN_SECONDS = 240
LONGEST_EXTRA = 90  # on a slow machine, until each kind of kill has had its turn
KILLS = ["web worker", "web worker", "web", "worker"]
POSTGRES_KILLS = [*KILLS, "backend", "backend", "postmaster", "postmaster"]


def run(site: Site, *, seconds: float, kinds: list[str]) -> tuple[list[Client], dict[str, int]]:
    """Clients save for so long while kills happen; returns them, finished, and how often each kind was killed.

    Each kind has its turn before any comes again, in random order and at random moments, and nothing is killed before
    some commits were acknowledged since the last kill: a site that is down cannot lose anything.
    """
    clients = [Client(site, number) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    kills = dict.fromkeys(kinds, 0)
    turns = [kind for kind in random.sample(kinds, len(kinds)) if kind != "worker"]
    turns += ["worker"] * ("worker" in kinds)  # it is the first to go; later it must have time for what it owes
    until = time.monotonic() + seconds
    while (now := time.monotonic()) < until or (0 in kills.values() and now < until + LONGEST_EXTRA):
        progress(clients, 3 * CLIENTS)
        time.sleep(random.uniform(0, 0.5))
        kind = turns.pop()
        turns = turns or random.sample(kinds, len(kinds))
        if kind == "worker" and kills[kind] and time.monotonic() > until - WORKER_SAFE_SECONDS:
            continue
        kills[kind] += site.kill(kind)
    site.wait()
    for client in clients:
        client.stopping.set()
    for client in clients:
        client.join(120)
        assert not client.is_alive()
    return clients, kills


def progress(clients: list[Client], least: int) -> None:
    """Wait until so many more commits are acknowledged, or nobody is left to send any; half a minute at most."""
    wanted, deadline = sum(client.acknowledged for client in clients) + least, time.monotonic() + 30
    while (
        sum(client.acknowledged for client in clients) < wanted
        and any(client.is_alive() for client in clients)
        and time.monotonic() < deadline
    ):
        time.sleep(0.02)


def settled(site: Site) -> Dump:
    """The database once the worker's sweeper has done what it owes."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while site.desk.ask("left") and time.monotonic() < deadline:
        assert site.runs("worker"), f"the worker ended by itself: {site.last_words()}"
        time.sleep(1)
    return site.dump()


def told(name: str, clients: list[Client], kills: dict[str, int], verdict: Verdict, capsys) -> None:
    """One line of figures."""
    cells = [
        f"kills {sum(kills.values())} ({', '.join(f'{kind} {times}' for kind, times in kills.items())})",
        f"acknowledged {sum(client.acknowledged for client in clients)}",
        f"answers lost {sum(client.hung_up for client in clients)}",
        f"finished {sum(history.finished for client in clients for history in client.histories)}",
        f"lost {len(verdict.lost)}",
        f"doubled {len(verdict.doubled)}",
        f"other {len(verdict.other)}",
        f"longest wait {max(client.longest_gap for client in clients):.1f} s",
    ]
    with capsys.disabled():
        print(f"\n| {name} | {' | '.join(cells)} |", end=" ")  # noqa: T201 - the figures are the point


def prove(name: str, site: Site, *, seconds: float, kinds: list[str], capsys) -> None:
    """The proof itself: whatever is killed, every promise is kept."""
    try:
        site.start()
        site.wait()
        clients, kills = run(site, seconds=seconds, kinds=kinds)
        dump = settled(site)
    finally:
        site.stop()
    histories = [history for client in clients for history in client.histories]
    verdict = judge(histories, dump)
    told(name, clients, kills, verdict, capsys)
    assert [client.error for client in clients if client.error] == []
    assert verdict.all == []
    assert all(times > 0 for kind, times in kills.items()), kills
    assert sum(client.acknowledged for client in clients) >= 100
    assert sum(history.finished for history in histories) >= CLIENTS
    assert sum(client.hung_up for client in clients) > 0
    # The checker sees what a broken database would look like: a row lost, doubled, changed, a state that is no fold.
    assert_checker_sees(histories, dump)


def control(name: str, site: Site, *, seconds: float, kinds: list[str], capsys) -> Verdict:
    """The same run on a site that breaks a promise; the worker is no part of it."""
    try:
        site.start("web")
        site.wait()
        clients, kills = run(site, seconds=seconds, kinds=kinds)
        time.sleep(1)  # what the lying server still owes
        dump = dataclasses.replace(site.dump(), left=0, audit=[])
    finally:
        site.stop()
    verdict = judge([history for client in clients for history in client.histories], dump)
    told(f"control: {name}", clients, kills, verdict, capsys)
    return verdict


def test_nothing_acknowledged_is_lost_or_doubled_on_postgresql_whatever_is_killed(cluster, tmp_path, capsys):
    with cluster.connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"show {name}").fetchone() == ("on",)
    site = Site(tmp_path / "site", cluster=cluster)
    prove("PostgreSQL", site, seconds=SECONDS, kinds=POSTGRES_KILLS, capsys=capsys)


def test_nothing_acknowledged_is_lost_or_doubled_on_sqlite_whatever_is_killed(folder, capsys):
    prove("SQLite", Site(folder), seconds=SQLITE_SECONDS, kinds=KILLS, capsys=capsys)


def test_a_server_that_acknowledges_before_it_saves_is_caught(folder, capsys):
    site = Site(folder, application="tests.prove.lying_wsgi:application")
    verdict = control("acknowledges first", site, seconds=CONTROL_SECONDS, kinds=["web worker", "web"], capsys=capsys)
    assert verdict.lost, "the control lies, and nobody noticed"


def test_a_server_without_idempotency_is_caught(folder, capsys):
    site = Site(folder, application="tests.prove.careless_wsgi:application")
    site.desk.ask("unguard")
    verdict = control("no idempotency", site, seconds=CONTROL_SECONDS, kinds=["web worker"], capsys=capsys)
    assert verdict.doubled, "the control counts repeats twice, and nobody noticed"
    assert not verdict.lost


@pytest.mark.parametrize(
    "cluster", [{"synchronous_commit": "off", "wal_writer_delay": "10s"}], indirect=True, ids=["no waiting"]
)
def test_a_database_that_does_not_wait_for_its_log_is_caught(cluster, tmp_path, capsys):
    site = Site(tmp_path / "site", cluster=cluster)
    verdict = control("synchronous_commit off", site, seconds=CONTROL_SECONDS, kinds=["postmaster"], capsys=capsys)
    assert verdict.lost, "the database forgets what it acknowledged, and nobody noticed"


def assert_checker_sees(histories: list[History], dump: Dump) -> None:
    session = next(iter(histories[0].acked))
    place = next(number for number, row in enumerate(dump.commits) if row[0] == session)
    row, others = dump.commits[place], [*dump.commits[:place], *dump.commits[place + 1 :]]
    attempt = dump.attempt_of[session]
    broken = {
        "is missing": dataclasses.replace(dump, commits=others),
        "is there 2 times": dataclasses.replace(dump, commits=[*dump.commits, row]),
        "something else": dataclasses.replace(dump, commits=[(*row[:3], {"cmi.comments": "x"}), *others]),
        "never sent": dataclasses.replace(dump, commits=[*dump.commits, (session, 10_000, "applied", {})]),
        "fold of its log": dataclasses.replace(dump, states=dump.states | {attempt: {"cmi.comments": "x"}}),
        "counts 10000 of": dataclasses.replace(dump, revisions=dump.revisions | {attempt: 10_000}),
        "never done": dataclasses.replace(dump, left=1),
        "the certificates' audit": dataclasses.replace(dump, audit=["x"]),
    }
    if histories[0].finished:
        broken["has 2 of: certificate"] = dataclasses.replace(dump, certificates=dump.certificates | {attempt: 2})
        broken["has no ledger entry"] = dataclasses.replace(dump, ledger=dump.ledger | {attempt: 0})
    for words, doctored in broken.items():
        assert any(words in violation for violation in judge(histories, doctored).all), words
