"""SQLite as the default database: eight writers in two processes, as web server and worker are, and nobody starves."""

import statistics
import threading

import pytest

from .killing import Desk, Site

pytestmark = pytest.mark.prove

PROCESSES, THREADS, SECONDS = 2, 4, 8
LONG_WAIT = 1.0


def test_eight_writers_in_two_processes_all_get_their_turn(folder, capsys):
    site = Site(folder)
    desks = [site.desk, *(Desk(site) for _ in range(PROCESSES - 1))]
    found = []
    try:
        threads = [
            threading.Thread(target=lambda desk=desk: found.append(desk.ask("write", str(THREADS), str(SECONDS))))
            for desk in desks
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    finally:
        for desk in desks:
            desk.close()
        site.stop()
    assert len(found) == PROCESSES
    writers = [waits for one in found for waits in one["waits"]]
    every = sorted(wait for waits in writers for wait in waits)
    counts = sorted(map(len, writers))
    long = [wait for wait in every if wait > LONG_WAIT]
    with capsys.disabled():
        print(  # noqa: T201 - the figures are the point
            f"\n| SQLite, {len(writers)} writers | {len(every)} commits | fewest {counts[0]}, most {counts[-1]} "
            f"| median wait {statistics.median(every) * 1000:.0f} ms | longest {every[-1]:.2f} s |",
            end=" ",
        )
    assert [failure for one in found for failure in one["failures"]] == []
    assert counts[0] >= statistics.median(counts) / 3, counts
    # On a machine that does other work too, a process may stand still for a moment; that is no starvation.
    assert len(long) <= len(every) / 1000, f"{len(long)} of {len(every)} waited longer than {LONG_WAIT} s"
