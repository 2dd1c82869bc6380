"""A class of two hundred begins within one minute: `python -m bench.classroom`, written to bench/classroom.md.

Everybody arrives at a moment of their own (the same for the same seed), signs in, opens the course's page, starts it,
reads the first lesson and answers what it asks. Every answer is checked, and afterwards the database is asked whether
everybody has a place and every acknowledged answer is there. SQLite by default; DATABASE_URL names another database.
"""

import argparse
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .run import PASSWORD, ROOT, Answer, Client, Server

COURSE = "before-the-procedure"


@dataclass
class Told:
    """What the class met: seconds an answer by step, and what went wrong."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    acknowledged: int = 0
    places: int = 0
    commits: int = 0
    cpu: float = 0
    lasted: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: str, seconds: float, fault: str = "") -> None:
        with self.lock:
            self.waits.setdefault(step, []).append(seconds)
            if fault:
                self.wrong.append(f"{step}: {fault}")


@dataclass
class Learner:
    """One of the class."""

    number: int
    server: Server
    told: Told

    def live(self, arrives: float) -> None:
        """Arrive, and do it all."""
        time.sleep(arrives)
        try:
            self._learn(Client(self.server))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted as an error of the class
            self.told.note("a request", 0, f"learner {self.number}: {type(error).__name__} {error}")

    def _learn(self, client: Client) -> None:
        self._ask("sign-in page", lambda: client.get("/accounts/login/"))
        login = {"login": f"learner{self.number}@scale.invalid", "password": PASSWORD}
        self._ask("sign in", lambda: client.post("/accounts/login/", login), wanted=302)
        page = self._ask("course page", lambda: client.get(f"/courses/{COURSE}/"))
        enrol = re.search(r'action="([^"]*/enrol/)"', page.body.decode())
        if enrol is None:
            raise ValueError("the course page offers no start")
        started = self._ask("start", lambda: client.post(enrol[1], {}), wanted=302)
        item = started.headers["location"]
        lesson = self._ask("lesson", lambda: client.get(item)).body.decode()
        for form in re.findall(r'<form method="post" data-inplace.*?</form>', lesson, re.DOTALL):
            fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
            choice = re.search(r'<input type="(?:radio|checkbox)" name="choice" value="([^"]+)"', form)
            if choice is None or fields.get("act") != "check":
                continue
            fields.pop("csrfmiddlewaretoken", None)
            answer = self._ask(
                "answer", lambda sent=fields | {"choice": choice[1]}: client.post(item, sent, Accept="application/json")
            )
            if "ack" not in json.loads(answer.body):
                raise ValueError("no acknowledgement")
            with self.told.lock:
                self.told.acknowledged += 1
            break

    def _ask(self, step: str, ask: Callable[[], Answer], wanted: int = 200) -> Answer:
        began = time.perf_counter()
        answer = ask()
        seconds = time.perf_counter() - began
        fault = "" if answer.status == wanted else f"learner {self.number}: {answer.status}"
        self.told.note(step, seconds, fault)
        return answer


def main() -> None:
    """Run the class once and write what it met."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--learners", type=int, default=200)
    arguments.add_argument("--within", type=float, default=60, help="seconds in which they all arrive")
    arguments.add_argument("--seed", type=int, default=4)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            server.prepare(0, learners=options.learners, courses=0)
            server.start()
            before, began = server.cpu_seconds(), time.perf_counter()
            told = _run(server, options)
            told.cpu, told.lasted = server.cpu_seconds() - before, time.perf_counter() - began
            told.places, told.commits = _rows(server)
        finally:
            server.stop()
    report = _report(told, options)
    (ROOT / "bench" / "classroom.md").write_text(report, encoding="utf-8")
    print(report)
    if told.wrong or told.commits < told.acknowledged:
        sys.exit(1)


def _run(server: Server, options: argparse.Namespace) -> Told:
    chance, told = random.Random(options.seed), Told()
    threads = [
        threading.Thread(target=Learner(number, server, told).live, args=(chance.uniform(0, options.within),))
        for number in range(1, options.learners + 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _rows(server: Server) -> tuple[int, int]:
    """Places of the class on the course, and commits that were applied."""
    code = (
        "from courses.models import Commit, Enrolment; "
        "mine = {'person__email__endswith': '@scale.invalid'}; "
        f"print(Enrolment.objects.filter(version__title__isnull=False, course__page__slug='{COURSE}', **mine).count(), "
        "Commit.objects.filter(session__attempt__enrolment__person__email__endswith='@scale.invalid').count())"
    )
    out = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code],
        cwd=ROOT,
        env=server.environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    places, commits = map(int, out.split()[-2:])
    return places, commits


def _report(told: Told, options: argparse.Namespace) -> str:
    database = "SQLite" if not os.environ.get("DATABASE_URL") else "the database of DATABASE_URL"
    lines = [
        "# A class begins",
        "",
        f"`python -m bench.classroom`: {options.learners} learners arrive within {options.within:.0f} s (seed "
        f"{options.seed}), Python {platform.python_version()}, {os.cpu_count()} cores, {database}, gunicorn 2 x 4 "
        f"threads. It lasted {told.lasted:.0f} s; the server used {told.cpu:.0f} s of CPU, password hashes included.",
        "",
        f"Errors: {len(told.wrong)}. Places on the course: {told.places}. Answers acknowledged: {told.acknowledged}; "
        f"commits in the database: {told.commits}.",
        "",
        "| step | answers | median ms | 95th ms | most ms |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for step, waits in told.waits.items():
        ordered = sorted(one * 1000 for one in waits)
        high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        lines.append(f"| {step} | {len(ordered)} | {statistics.median(ordered):.0f} | {high:.0f} | {ordered[-1]:.0f} |")
    lines += [f"- {fault}" for fault in told.wrong[:20]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
