"""A learner's browser as far as the protocol goes: one commit in flight, the same again until it is answered."""

import contextlib
import http.client
import json
import random
import threading
import time
from typing import Any

from .checking import History
from .killing import HOST, Site

PATIENCE = 5.0  # seconds for one answer
GIVES_UP_AFTER = 90.0  # seconds without an acknowledgement; a broken server would otherwise hold the test up for ever
HANGS_UP = 1 / 30  # how often the network fails after a commit was sent: its answer is lost, and it is sent again


class BrokenPromiseError(Exception):
    """The server's answer shows that it has lost what it had acknowledged."""


class Client(threading.Thread):
    """Plays one learner after another until it is told to stop; what each was told is in `histories`."""

    def __init__(self, site: Site, number: int) -> None:
        super().__init__(daemon=True)
        self.site, self.random = site, random.Random(f"client {number}")
        self.histories: list[History] = []
        self.stopping = threading.Event()
        self.error: BaseException | None = None
        self.longest_gap = 0.0  # seconds between sending a commit first and its acknowledgement
        self.acknowledged = self.hung_up = self.relaunched = 0
        self._label = ""
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self._play()
        except BaseException as error:  # noqa: BLE001 - the test reports it
            self.error = error
        finally:
            self._disconnect()

    def _play(self) -> None:
        """One learner from the first commit to the finish; now and then the page is reloaded: a new session."""
        launched = self.site.desk.ask("learner")
        history = History()
        self.histories.append(history)
        named = self._begin(launched)
        commits, seq = self.random.randint(25, 70), 0
        for number in range(1, commits + 1):
            seq += 1
            delta = {
                "cmi.core.lesson_location": str(number),
                "cmi.suspend_data": f"{self.random.getrandbits(120):030x}",
            }
            self._save(history, named, seq, delta)
            if self.stopping.is_set():
                break
            if number % 20 == 0:
                named, seq = self._go_on(launched["place"], named["token"]), 0
        self._save(history, named, seq + 1, {"cmi.core.lesson_status": "passed"}, final=True)
        history.finished = True

    def _begin(self, launched: dict[str, str]) -> dict[str, Any]:
        """A session for a code. Where the answer was lost the code may be used up: then the learner launches again."""
        deadline = time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < deadline:
            self._label = launched["label"]
            answer = self._post("/s/begin", {"code": launched["code"], "take_over": True})
            if answer is not None and "token" in answer:
                return {name: answer[name] for name in ("token", "session", "epoch")}
            if answer is not None:
                self.relaunched += 1
                launched = self.site.desk.ask("relaunch", launched["place"])
            time.sleep(0.1)
        raise TimeoutError("no session began")

    def _go_on(self, place: str, token: str) -> dict[str, Any]:
        """The page is reloaded. If the answer was lost, and with it the new token, the learner launches again."""
        answer = self._post("/s/begin", {"token": token})
        if answer is not None and "token" in answer:
            return {name: answer[name] for name in ("token", "session", "epoch")}
        self.relaunched += 1
        return self._begin(self.site.desk.ask("relaunch", place))

    def _save(
        self, history: History, named: dict[str, Any], seq: int, delta: dict[str, Any], *, final: bool = False
    ) -> None:
        message = named | {"seq": seq, "base": seq - 1, "delta": delta, "final": final}
        history.note(named["session"], seq, delta)
        began = time.monotonic()
        while True:
            answer = self._post("/s/commit", message, hang_up=self.random.random() < HANGS_UP)
            if answer and answer.get("ack") == seq and answer.get("outcome") in {"applied", "repeat"}:
                break
            if answer is not None:
                raise BrokenPromiseError(answer)
            if time.monotonic() - began > GIVES_UP_AFTER:
                raise TimeoutError("no acknowledgement")
            time.sleep(0.05 + self.random.random() / 10)
        self.longest_gap = max(self.longest_gap, time.monotonic() - began)
        self.acknowledged += 1
        history.acknowledge(named["session"], seq)

    def _post(self, path: str, message: dict[str, Any], *, hang_up: bool = False) -> dict[str, Any] | None:
        """The answer's JSON; None for no answer, a broken one, or a server's error."""
        try:
            self._connection = self._connection or http.client.HTTPConnection(
                "127.0.0.1", self.site.port, timeout=PATIENCE
            )
            headers = {"Host": f"{self._label}.{HOST}", "Content-Type": "application/json"}
            self._connection.request("POST", path, json.dumps(message), headers)
            if hang_up:
                self.hung_up += 1
                self._disconnect()
                return None
            response = self._connection.getresponse()
            body = response.read()
            found: dict[str, Any] | None = json.loads(body) if response.status < 500 else None
        except (OSError, http.client.HTTPException, ValueError):
            self._disconnect()
            return None
        else:
            return found

    def _disconnect(self) -> None:
        with contextlib.suppress(OSError):
            if self._connection:
                self._connection.close()
        self._connection = None
