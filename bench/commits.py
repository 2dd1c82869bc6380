"""`make bench`, second half: a commit and a launch beside the floor under them, on PostgreSQL; see bench/commit.md.

Both servers (gunicorn, two workers of four threads) and one durable PostgreSQL run side by side; the rows take turns in
every round, so that a slow moment of the machine hits all of them. Read the CPU column first: waits and rates measure
the machine's neighbours too. Ratios hold within one run only.
"""

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.prove.cluster import Cluster, programs
from tests.prove.killing import HOST, Site
from tests.prove.ports import free_port

from .load import Load, Sender, load, request
from .processes import cpu_seconds, machine_seconds, tree

ROOT = Path(__file__).resolve().parent.parent
LEARNERS = 32
BEGINS = 48  # a round; each is a new learner's first launch


@dataclass
class FloorLearner:
    """Commits to the floor: five elements, new values every time."""

    number: int
    seq: int = 0

    def next(self) -> bytes:
        self.seq += 1
        return request(
            "127.0.0.1",
            "POST",
            "/scorm",
            urlencode({"id": self.number, **elements(self.seq)}).encode(),
            "application/x-www-form-urlencoded",
        )

    def took(self, status: int, body: bytes) -> bool:
        return status == 200 and body == b"true\n0"


@dataclass
class Learner:
    """The same five elements as commits of a running session."""

    host: str
    named: dict[str, object]
    seq: int = 0

    def next(self) -> bytes:
        self.seq += 1
        message = self.named | {"seq": self.seq, "base": self.seq - 1, "delta": elements(self.seq), "final": False}
        return request(self.host, "POST", "/s/commit", json.dumps(message).encode())

    def took(self, status: int, body: bytes) -> bool:
        return status == 200 and b'"outcome": "applied"' in body


@dataclass
class Getter:
    """The same page again and again."""

    host: str
    path: str
    expected: bytes

    def next(self) -> bytes:
        return request(self.host, "GET", self.path)

    def took(self, status: int, body: bytes) -> bool:
        return status == 200 and self.expected in body


@dataclass
class Beginner:
    """Begins one session with a code."""

    launched: dict[str, str]
    begun: dict[str, object] = field(default_factory=dict)
    sent: bool = False

    def next(self) -> bytes | None:
        if self.sent:
            return None
        self.sent = True
        message = {"code": self.launched["code"], "take_over": False}
        return request(f"{self.launched['label']}.{HOST}", "POST", "/s/begin", json.dumps(message).encode())

    def took(self, status: int, body: bytes) -> bool:
        self.begun = json.loads(body)
        return status == 200 and "token" in self.begun


def elements(seq: int) -> dict[str, str]:
    """The reference commit."""
    return {
        "cmi.core.lesson_location": f"page-{seq}",
        "cmi.core.lesson_status": "incomplete",
        "cmi.core.score.raw": str(seq % 100),
        "cmi.core.session_time": f"0000:{seq // 60 % 60:02}:{seq % 60:02}.00",
        "cmi.suspend_data": f"seq={seq};" + "x" * 200,
    }


@dataclass
class Row:
    """What is measured: who sends, over how many connections, to which server."""

    name: str
    port: int
    pid: int
    connections: int
    senders: Callable[[], list[Sender]]
    server_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    foreign: list[float] = field(default_factory=list)
    wrong: int = 0

    @property
    def cpu(self) -> float:
        """CPU milliseconds a request, server and database: the median of the rounds."""
        return statistics.median(map(sum, zip(self.server_ms, self.database_ms, strict=True)))

    def measure(self, cluster: Cluster, seconds: float) -> None:
        senders = self.senders()
        server, database, (busy, whole), own = self._cpu(), _cpu_of(cluster), machine_seconds(), sum(os.times()[:2])
        result = load(self.port, senders, connections=self.connections, seconds=seconds)
        server, database = self._cpu() - server, _cpu_of(cluster) - database
        now_busy, now_whole = machine_seconds()
        ours = server + database + sum(os.times()[:2]) - own
        self._note(result, server, database, max(0.0, now_busy - busy - ours) / max(now_whole - whole, 1e-9))

    def _note(self, result: Load, server: float, database: float, foreign: float) -> None:
        self.wrong += result.wrong
        self.server_ms.append(server * 1000 / result.answers)
        self.database_ms.append(database * 1000 / result.answers)
        self.p50.append(result.percentile(0.5) * 1000)
        self.p95.append(result.percentile(0.95) * 1000)
        self.rate.append(result.answers / result.seconds)
        self.foreign.append(foreign)

    def _cpu(self) -> float:
        return cpu_seconds(tree(self.pid))


def _cpu_of(cluster: Cluster) -> float:
    return cpu_seconds(cluster.pids())


def main() -> None:
    arguments = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=6, help="rounds over all rows (default 6)")
    arguments.add_argument("--seconds", type=float, default=3, help="of each row in each round (default 3)")
    options = arguments.parse_args()
    if programs() is None:
        print("There is no PostgreSQL on this machine: the comparison with the floor did not run.")
        return
    with tempfile.TemporaryDirectory() as folder:
        cluster, site, floor = Cluster(), None, None
        try:
            cluster.start()
            cluster.create_database()
            site = Site(Path(folder) / "site", cluster=cluster)
            site.prepare()
            site.start("web")
            site.wait()
            floor, port = start_floor(cluster)
            rows = rows_of(site, floor, port)
            for turn in range(options.rounds + 1):
                for row in rows:
                    row.measure(cluster, options.seconds if turn else 1)
                    if row.wrong:
                        raise SystemExit(f"{row.name}: {row.wrong} answers were not the right ones.")
                    if turn == 0:  # a round to warm up
                        for figures in (row.server_ms, row.database_ms, row.p50, row.p95, row.rate, row.foreign):
                            figures.clear()
        finally:
            if floor is not None:
                floor.terminate()
                floor.wait()
            if site is not None:
                site.stop()
            cluster.remove()
    report = report_of({row.name: row for row in rows}, options)
    (ROOT / "bench" / "commit.md").write_text(report, encoding="utf-8")
    print(report)


def start_floor(cluster: Cluster) -> tuple[subprocess.Popen[bytes], int]:
    """The floor on a port of its own, with rows for every learner, in the same database."""
    environment = os.environ | {"FLOOR_PORT": str(cluster.port), "PYTHONPATH": str(ROOT)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "-m", "bench.floor", str(LEARNERS)], cwd=ROOT, env=environment, check=True)
    port = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "bench.floor:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--keep-alive", "60"]
    floor = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=environment)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return floor, port
    raise SystemExit("The floor did not start.")


def rows_of(site: Site, floor: subprocess.Popen[bytes], port: int) -> list[Row]:
    """The rows, the floor's before ours."""
    web = site.children["web"].pid
    starters = [Beginner(site.desk.ask("learner")) for _ in range(LEARNERS)]
    load(site.port, list(starters), connections=4, seconds=60)
    names = ("token", "session", "epoch")
    learners: list[Sender] = [
        Learner(f"{one.launched['label']}.{HOST}", {name: one.begun[name] for name in names}) for one in starters
    ]
    on_floor: list[Sender] = [FloorLearner(number) for number in range(LEARNERS)]
    plain: list[Sender] = [Getter("127.0.0.1", "/plain", b"ok")] * 8
    page: list[Sender] = [Getter(f"any.{HOST}", "/p/", b"</html>")] * 8
    return [
        Row("floor: commit, 8 connections", port, floor.pid, 8, lambda: on_floor),
        Row("commit, 8 connections", site.port, web, 8, lambda: learners),
        Row("floor: commit, 32 learners at once", port, floor.pid, 32, lambda: on_floor),
        Row("commit, 32 learners at once", site.port, web, 32, lambda: learners),
        Row("floor: no database", port, floor.pid, 8, lambda: plain),
        Row("player page", site.port, web, 8, lambda: page),
        Row("begin", site.port, web, 8, lambda: [Beginner(site.desk.ask("learner")) for _ in range(BEGINS)]),
    ]


def report_of(rows: dict[str, Row], options: argparse.Namespace) -> str:
    """The table, and the four ratios that the project promises."""
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    commit, many = rows["commit, 8 connections"], rows["commit, 32 learners at once"]
    floor, floor_many = rows["floor: commit, 8 connections"], rows["floor: commit, 32 learners at once"]
    launch = rows["player page"].cpu + rows["begin"].cpu
    per_round = [a / b for a, b in zip(_sums(floor), _sums(commit), strict=True)]
    lines = [
        "# A commit and a launch beside their floor",
        "",
        f"`make bench`: revision {revision or 'unknown'}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        "PostgreSQL with fsync and synchronous_commit on, gunicorn 2 x 4 threads for both servers, "
        f"{LEARNERS} learners, median of {options.rounds} interleaved rounds of {options.seconds:g} s. The floor is "
        "bench/floor.py: lock, merge 40 elements, log, in one transaction, without session, token or rules. CPU is "
        "user and system time of the processes. Foreign is what others used of the machine meanwhile: above a fifth, "
        "read the CPU only. Compare rows of one run.",
        "",
        "| row | server CPU ms | PostgreSQL CPU ms | together | p50 ms | p95 ms | requests/s | foreign |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows.values():
        middle = [statistics.median(figures) for figures in (row.server_ms, row.database_ms)]
        waits = [statistics.median(figures) for figures in (row.p50, row.p95, row.rate)]
        cells = [f"{middle[0]:.2f}", f"{middle[1]:.2f}", f"{row.cpu:.2f}", *(f"{wait:.0f}" for wait in waits)]
        lines.append(f"| {row.name} | {' | '.join(cells)} | {statistics.median(row.foreign):.0%} |")
    many_p95, floor_p95 = statistics.median(many.p95), statistics.median(floor_many.p95)
    lines += [
        "",
        "| promise | wanted | measured |",
        "| --- | ---: | ---: |",
        f"| CPU of the floor's commit / of ours, 8 connections | at least 0.40 | {floor.cpu / commit.cpu:.2f} "
        f"({min(per_round):.2f} to {max(per_round):.2f}) |",
        f"| the same, 32 learners at once | | {floor_many.cpu / many.cpu:.2f} |",
        f"| p95 of ours / of the floor's, 32 learners at once | at most 3 | {many_p95 / floor_p95:.2f} |",
        f"| CPU of player page and begin / of the view without database | at most 30 | "
        f"{launch / rows['floor: no database'].cpu:.1f} |",
    ]
    return "\n".join(lines) + "\n"


def _sums(row: Row) -> list[float]:
    return [server + database for server, database in zip(row.server_ms, row.database_ms, strict=True)]


if __name__ == "__main__":
    main()
