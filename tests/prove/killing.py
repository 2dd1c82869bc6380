"""A site of its own to be killed, clients that keep the protocol, and how to kill. Nothing is stopped by its name."""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .checking import Dump, History

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
HOST = "content.localhost"
PATIENCE = 5.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """Web server and worker on a folder and a port of their own."""

    def __init__(self, folder: Path, *, application: str = "cms.wsgi:application") -> None:
        self.folder, self.port, self.application = folder, free_port(), application
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
            "CANDOUR_VAR": str(folder),
            "PORT": str(self.port),
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": str(ROOT),
        }
        self.log = (folder / "processes.log").open("ab")
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts = threading.Lock()
        self.commands = {
            "web": [
                *(BIN / "gunicorn", application, "--bind", f"127.0.0.1:{self.port}", "--workers", "2"),
                *("--threads", "4", "--worker-class", "gthread", "--keep-alive", "60", "--log-level", "warning"),
            ],
            "worker": [
                *(
                    BIN / "celery",
                    "--quiet",
                    "-A",
                    "cms",
                    "worker",
                    "--beat",
                    "--pool",
                    "threads",
                    "--concurrency",
                    "2",
                ),
                *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "warning"),
            ],
        }

    def prepare(self) -> None:
        """The database."""
        for command in (["migrate", "--no-input", "-v0"], ["createcachetable"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, check=True)

    def ask(self, *words: str) -> Any:
        """What tests/prove/seeding.py answers, in a process of its own."""
        command = [sys.executable, "-m", "tests.prove.seeding", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    def start(self, *names: str) -> None:
        for name in names or self.commands:
            self.children[name] = subprocess.Popen(
                [str(word) for word in self.commands[name]],
                cwd=ROOT,
                env=self.environment,
                stdout=self.log,
                stderr=self.log,
                start_new_session=True,
            )

    def wait(self, seconds: float = 60) -> None:
        """Until the web server answers, and is ours: the port was free, and our child is alive."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.children["web"].poll() is None, (self.folder / "processes.log").read_text()[-3000:]
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                with contextlib.closing(connection):
                    connection.request("GET", "/p/", headers={"Host": f"any.{HOST}"})
                    if connection.getresponse().status == 200:
                        return
            time.sleep(0.1)
        raise AssertionError("the web server never answered")

    def kill(self, name: str) -> None:
        """Kill -9 a whole tier and start it again."""
        with self.restarts:
            os.killpg(self.children[name].pid, signal.SIGKILL)
            self.children[name].wait()
            self.start(name)

    def kill_one_web_worker(self) -> bool:
        """Kill -9 one of the web server's own children; its parent starts another."""
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
        self.log.close()

    def dump(self) -> Dump:
        found = self.ask("dump")
        return Dump(**found | {"commits": [tuple(row) for row in found["commits"]]})


@dataclass
class Client(threading.Thread):
    """A learner's browser as far as the protocol goes: one commit in flight, the same again until it is answered."""

    port: int
    code: str
    label: str
    history: History = field(default_factory=History)
    error: BaseException | None = None
    longest_gap: float = 0.0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.stopping = threading.Event()
        self.connection: http.client.HTTPConnection | None = None
        self.random = random.Random(self.label)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        try:
            self._run()
        except BaseException as error:  # noqa: BLE001 - the test reports it
            self.error = error
        finally:
            self._hang_up()

    def _run(self) -> None:
        begun = self._begin()
        named = {name: begun[name] for name in ("token", "session", "epoch")}
        seq = 0
        while not self.stopping.is_set():
            seq += 1
            delta = {"cmi.core.lesson_location": str(seq), "cmi.suspend_data": f"{self.random.getrandbits(120):030x}"}
            self._save(named, seq, delta)
            # A browser that is closed and opened again now and then: the same content, another session.
            if seq >= 40 and not self.stopping.is_set():
                begun = self._go_on(named["token"])
                named, seq = {name: begun[name] for name in ("token", "session", "epoch")}, 0
        self._save(named, seq + 1, {"cmi.core.lesson_status": "passed"}, final=True)
        self.history.finished = True

    def _begin(self) -> dict[str, Any]:
        answer = self._post("/s/begin", {"code": self.code, "take_over": True})
        assert answer is not None
        assert "token" in answer, answer
        return answer

    def _go_on(self, token: str) -> dict[str, Any]:
        """The answer to this may be lost, and with it the new token; then this learner's run ends here."""
        answer = self._post("/s/begin", {"token": token})
        if answer is None or "token" not in answer:
            self.stopping.set()
            raise ConnectionAbortedError("the answer with the new token was lost")
        return answer

    def _save(self, named: dict[str, Any], seq: int, delta: dict[str, Any], *, final: bool = False) -> None:
        message = named | {"seq": seq, "base": seq - 1, "delta": delta, "final": final}
        self.history.note(named["session"], seq, delta)
        began = time.monotonic()
        while True:
            answer = self._post("/s/commit", message)
            if answer and answer.get("ack") == seq and answer.get("outcome") in {"applied", "repeat"}:
                break
            assert answer is None or "code" not in answer, answer
            if time.monotonic() - began > 60:
                raise TimeoutError(f"no acknowledgement in a minute; the last answer: {answer}")
            time.sleep(0.05 + self.random.random() / 10)
        self.longest_gap = max(self.longest_gap, time.monotonic() - began)
        self.history.acknowledge(named["session"], seq)

    def _post(self, path: str, message: dict[str, Any]) -> dict[str, Any] | None:
        """The answer's JSON; None for no answer, a broken one, or a server's error."""
        try:
            self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            headers = {"Host": f"{self.label}.{HOST}", "Content-Type": "application/json"}
            self.connection.request("POST", path, json.dumps(message), headers)
            response = self.connection.getresponse()
            body = response.read()
            return json.loads(body) if response.status < 500 else None
        except (OSError, http.client.HTTPException, ValueError):
            self._hang_up()
            return None

    def _hang_up(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None
