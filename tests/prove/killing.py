"""A site of its own to be killed, and how to kill it. Nothing is stopped by its name."""

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from .checking import Dump
from .cluster import Cluster
from .ports import free_port, listens

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
HOST = "content.localhost"
_ANSWERS_WITHIN = 60.0


class Site:
    """Web server, worker and a desk that makes learners, on a folder and a port of their own.

    Args:
        folder: everything that is written lies under it.
        cluster: the PostgreSQL to use; without one the site has a SQLite file in its folder.
        application: what gunicorn loads; the controls load servers that lie.
    """

    def __init__(
        self, folder: Path, *, cluster: Cluster | None = None, application: str = "cms.wsgi:application"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port, self.cluster = folder, free_port(), cluster
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
            "CANDOUR_VAR": str(folder),
            "PORT": str(self.port),
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": str(ROOT),
        }
        if cluster is not None:
            self.environment["DATABASE_URL"] = cluster.url
        self.log = (folder / "processes.log").open("ab")
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.desk = Desk(self)
        self.commands = {
            "web": [
                *(str(BIN / "gunicorn"), application, "--bind", f"127.0.0.1:{self.port}", "--workers", "2"),
                *("--threads", "4", "--worker-class", "gthread", "--keep-alive", "60", "--log-level", "warning"),
            ],
            "worker": [
                *(str(BIN / "celery"), "--quiet", "-A", "cms", "worker", "--beat", "--pool", "threads"),
                *("--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"),
                *("--loglevel", "warning"),
            ],
        }

    def prepare(self) -> None:
        """The database, and the course that everybody takes."""
        for command in (["migrate", "--no-input", "-v0"], ["createcachetable"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, check=True)
        self.desk.ask("prepare")

    def start(self, *names: str) -> None:
        for name in names or self.commands:
            self.children[name] = subprocess.Popen(
                self.commands[name],
                cwd=ROOT,
                env=self.environment,
                stdout=self.log,
                stderr=self.log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until the web server answers, and is ours: our child is alive and holds the port's socket itself."""
        deadline = time.monotonic() + _ANSWERS_WITHIN
        while time.monotonic() < deadline:
            assert self.runs("web"), self.last_words()
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                with contextlib.closing(connection):
                    connection.request("GET", "/p/", headers={"Host": f"any.{HOST}"})
                    if connection.getresponse().status == 200:
                        assert listens(self.children["web"].pid, self.port), "another server answers at our port"
                        return
            time.sleep(0.1)
        raise AssertionError("the web server never answered")

    def runs(self, name: str) -> bool:
        """Whether a process that was started is still alive."""
        return self.children[name].poll() is None

    def last_words(self) -> str:
        """The end of what the processes wrote."""
        return (self.folder / "processes.log").read_text()[-3000:]

    def kill(self, kind: str) -> bool:
        """Kill -9 one thing of that kind, and start again what nobody else starts. Answers whether there was one."""
        if kind == "web worker":
            return self._kill_one_web_worker()
        if kind in self.children:
            os.killpg(self.children[kind].pid, signal.SIGKILL)
            self.children[kind].wait()
            self.start(kind)
            return True
        assert self.cluster is not None
        if kind == "backend":
            return self.cluster.kill_backend()
        assert kind == "postmaster", kind
        self.cluster.kill()
        self.cluster.restart()
        return True

    def _kill_one_web_worker(self) -> bool:
        # The web server's own child; its parent starts another.
        master = self.children["web"].pid
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
            if children:
                os.kill(int(random.choice(children)), signal.SIGKILL)
                return True
        return False

    def stop(self) -> None:
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self.desk.close()
        self.log.close()

    def dump(self) -> Dump:
        found = self.desk.ask("dump")
        return Dump(**found | {"commits": [tuple(row) for row in found["commits"]]})


class Desk:
    """The application's side of the site, one process that is asked over a pipe (seeding.py). It is never killed."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._process: subprocess.Popen[str] | None = None
        self._turn = threading.Lock()

    def ask(self, *words: str) -> Any:
        """The answer; asked again for a minute where the database was killed meanwhile."""
        deadline = time.monotonic() + _ANSWERS_WITHIN
        while True:
            with self._turn:
                found = self._ask_once(words)
            if "error" not in found:
                return found["answer"]
            assert time.monotonic() < deadline, found["error"]
            time.sleep(0.2)

    def _ask_once(self, words: tuple[str, ...]) -> dict[str, Any]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.prove.seeding"],
                cwd=ROOT,
                env=self._site.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._site.log,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self._site.last_words()
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None
