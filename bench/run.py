"""`make bench`: CPU milliseconds and SQL statements per request, page by page, written to bench/results.md.

Starts the real server (gunicorn, two workers) on a fresh database with the demo library and generated content, asks
each page from one connection, and reads the CPU time of the server from the operating system before and after.
Wall times are left out: they measure the machine's neighbours. Compare rows of one run, never of two machines.
"""

import argparse
import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.processes import cpu_seconds, tree

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "wrenmoor-demo-2026"
FLOOR = "floor: no database"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--requests", type=int, default=60, help="counted requests a page and round (default 60)")
    arguments.add_argument("--rounds", type=int, default=3, help="rounds over all pages (default 3)")
    arguments.add_argument("--pages", type=int, default=300, help="generated publications (default 300)")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, floor = Server(Path(folder)), Floor(Path(folder))
        try:
            server.prepare(options.pages)
            server.start()
            floor.start()
            rows = measure(server, floor, options.requests, options.rounds)
        finally:
            server.stop()
            floor.stop()
    report = table(rows, options)
    (ROOT / "bench" / "results.md").write_text(report, encoding="utf-8")
    print(report)


@dataclass
class Server:
    """The product on a free port with data of its own."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    application: str = "cms.wsgi:application"
    alive: str = "/livez"

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "CANDOUR_VAR": str(self.folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONWARNINGS": "ignore",
        }

    def prepare(self, pages: int, *, learners: int = 20, courses: int = 1) -> None:
        for command in (
            ["migrate", "--verbosity", "0"],
            ["createcachetable", "--verbosity", "0"],
            ["seed_demo"],
            ["seed_scale", "--pages", str(pages), "--learners", str(learners), "--courses", str(courses)],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=self.environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(str(Path(sys.executable).parent / "gunicorn"), self.application, "--preload"),
                *("--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4", "--worker-class", "gthread"),
                *("--keep-alive", "60", "--log-level", "error"),
            ],
            cwd=ROOT,
            env=self.environment,
        )
        for _ in range(600):
            try:
                if Client(self).get(self.alive).status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("The server did not start.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def cpu_seconds(self) -> float:
        """CPU time of the server's process and its children so far, user and system."""
        assert self.process is not None
        return cpu_seconds(tree(self.process.pid))


@dataclass
class Floor(Server):
    """Django alone in the same server: one view that asks no database. What a page costs is told beside it."""

    application: str = "bench.floor:application"
    alive: str = "/plain"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"FLOOR_PORT": "1"}  # nothing connects


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Client:
    """One connection that keeps cookies."""

    server: Server
    host: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.host = self.host or f"localhost:{self.server.port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        sent = {"Host": self.host} | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        for cookie in response.msg.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        fields = fields | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self.send(
            "POST",
            path,
            urlencode(fields),
            Content_Type="application/x-www-form-urlencoded",
            Referer=f"http://{self.host}/",
            **headers,
        )


def sign_in(server: Server, email: str) -> Client:
    client = Client(server)
    client.get("/accounts/login/")
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    if answer.status != 302:
        raise SystemExit(f"{email} could not sign in: {answer.status}")
    return client


@dataclass
class Row:
    name: str
    server: Server
    statements: int
    bytes: int
    cpu_ms: list[float] = field(default_factory=list)


def measure(server: Server, floor: Floor, count: int, rounds: int) -> list[Row]:
    member = sign_in(server, "asha.venn@larkrise.invalid")
    pages = {
        "home": "/",
        "guide": "/library/guides/subject-access-and-complaints/",
        "listing": "/library/guides/",
        "search, three words": "/search/?q=copy+of+notes",
        "search, no words": "/search/",
        "course page": "/courses/a-copy-of-everything/",
        "course page, 31 units": "/courses/scale-course-1/",
        "course home, 31 units": _begun(member, "/courses/scale-course-1/"),
        "my learning": "/learn/",
        "my CPD": "/cpd/",
    }
    plain = Client(floor)
    decks = {FLOOR: lambda: plain.get("/plain")}
    decks |= {name: (lambda path=path: member.get(path)) for name, path in pages.items()}
    session = PlayerSession(server, member)
    decks["player page"] = session.page
    decks["commit, five elements"] = session.commit
    rows = {}
    for name, ask in decks.items():
        answer = ask()
        if answer.status != 200:
            raise SystemExit(f"{name} answered {answer.status}")
        statements = int(ask().headers.get("x-statements", 0))
        rows[name] = Row(name, floor if name == FLOOR else server, statements, len(answer.body))
    for _ in range(rounds):
        for name, ask in decks.items():
            before = rows[name].server.cpu_seconds()
            for _ in range(_asked(name, count)):
                if ask().status != 200:
                    raise SystemExit(f"{name} failed under load")
            rows[name].cpu_ms.append((rows[name].server.cpu_seconds() - before) * 1000 / _asked(name, count))
    return list(rows.values())


def _asked(name: str, count: int) -> int:
    # The floor is so cheap that the clock's hundredths would show in a single round.
    return 20 * count if name == FLOOR else count


def _begun(member: Client, course: str) -> str:
    """Start a course and read its first lesson; the address of its home."""
    enrol = re.search(r'action="([^"]*/enrol/)"', member.get(course).body.decode())
    if enrol is None:
        raise SystemExit(f"{course} offers no start")
    location = urlsplit(member.post(enrol[1], {}).headers["location"]).path
    member.get(location)
    return "/".join(location.split("/")[:3]) + "/"


class PlayerSession:
    """A learner in the packaged course: the player page, and commits whose values change every time."""

    def __init__(self, server: Server, member: Client) -> None:
        page = member.get("/courses/a-copy-of-everything-package/").body.decode()
        enrol = re.search(r'action="([^"]*enrol[^"]*)"', page)
        if enrol:
            location = member.post(enrol[1], {}).headers["location"]
        else:
            location = re.search(r'href="(/learn/[0-9a-f-]{36}/)"', page)[1]
        course = member.get(urlsplit(location).path).body.decode()
        item = re.search(r"/learn/[0-9a-f-]{36}/[0-9a-f-]{36}/", course)[0]
        member.get(item)
        launched = json.loads(member.post(f"{item}launch/", {}, Accept="application/json").body)
        address = urlsplit(launched["player_url"])
        self.client = Client(server, host=address.netloc)
        self.path = address.path + (f"?{address.query}" if address.query else "")
        code = address.fragment.removeprefix("code=") or address.path.strip("/").split("/")[-1]
        begun = self.client.send(
            "POST", "/s/begin", json.dumps({"code": code, "take_over": True}), Content_Type="application/json"
        )
        self.session = json.loads(begun.body)
        self.seq = self.session["seq"]

    def page(self) -> Answer:
        return self.client.get(self.path)

    def commit(self) -> Answer:
        self.seq += 1
        body = {
            "token": self.session["token"],
            "session": self.session["session"],
            "epoch": self.session["epoch"],
            "seq": self.seq,
            "base": self.seq - 1,
            "delta": {
                "cmi.core.lesson_status": "incomplete",
                "cmi.core.lesson_location": str(self.seq),
                "cmi.core.score.raw": str(self.seq % 100),
                "cmi.core.session_time": f"0000:{self.seq // 60 % 60:02}:{self.seq % 60:02}.00",
                "cmi.suspend_data": f"seq={self.seq};" + "x" * 200,
            },
            "final": False,
        }
        return self.client.send("POST", "/s/commit", json.dumps(body), Content_Type="text/plain")


def table(rows: list[Row], options: argparse.Namespace) -> str:
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    git = f"revision {revision or 'unknown'}" if shutil.which("git") else ""
    lines = [
        "# CPU and SQL per request",
        "",
        f"`make bench`: {git}, Python {platform.python_version()}, {os.cpu_count()} cores, SQLite, gunicorn 2 x 4 "
        f"threads, {options.pages} generated guides beside the demo library, signed-in member, median of "
        f"{options.rounds} rounds of {options.requests} requests. CPU is the server's processes, user and system. "
        "The floor is Django alone (bench/floor.py). Compare rows of one run only.",
        "",
        "| page | CPU ms | spread | times the floor | statements | bytes |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    floor = statistics.median(next(row for row in rows if row.name == FLOOR).cpu_ms)
    for row in rows:
        spread = f"{min(row.cpu_ms):.1f} to {max(row.cpu_ms):.1f}"
        median = statistics.median(row.cpu_ms)
        lines.append(
            f"| {row.name} | {median:.1f} | {spread} | {median / floor:.0f} | {row.statements} | {row.bytes:,} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
