"""What commits cost, measured inside the process that saves them; seeding.py answers with it."""

import json
import threading
import time
from typing import Any

from django.db import connection
from django.test import Client


class Saver:
    """A session of a launched learner, and the reference commit: five elements, new values every time."""

    def __init__(self, launched: dict[str, str]) -> None:
        self._http = Client(HTTP_HOST=f"{launched['label']}.content.localhost", raise_request_exception=False)
        begun = self._post("/s/begin", {"code": launched["code"]})
        self._named = {name: begun[name] for name in ("token", "session", "epoch")}
        self.seq = 0

    def commit(self) -> None:
        """Save once more.

        Raises:
            RuntimeError: it was not saved.
        """
        self.seq += 1
        delta = {
            "cmi.core.lesson_location": f"page-{self.seq}",
            "cmi.core.lesson_status": "incomplete",
            "cmi.core.score.raw": str(self.seq % 100),
            "cmi.core.session_time": f"0000:05:{self.seq % 60:02}.00",
            "cmi.suspend_data": f"{self.seq};" + "x" * 200,
        }
        message = self._named | {"seq": self.seq, "base": self.seq - 1, "delta": delta, "final": False}
        answer = self._post("/s/commit", message)
        if answer.get("outcome") != "applied":
            raise RuntimeError(answer)

    def _post(self, path: str, message: dict[str, Any]) -> dict[str, Any]:
        response = self._http.post(path, json.dumps(message), content_type="application/json")
        if response.status_code != 200:
            raise RuntimeError(f"{response.status_code}: {response.content[:300]!r}")
        found: dict[str, Any] = response.json()
        return found


def logged(launched: dict[str, str], *, times: int) -> list[int]:
    """How many bytes each of so many commits adds to PostgreSQL's log, after its pages were logged in full."""
    saver, sizes = Saver(launched), []
    for number in range(times + 10):
        if number == 5:
            _asked("checkpoint")
        before = _log_position()
        saver.commit()
        sizes.append(_log_position() - before)
    return sizes[10:]


def write(launched: list[dict[str, str]], *, seconds: float) -> dict[str, Any]:
    """One thread for each learner saves for so long; how often, how long each waited (seconds), and what failed."""
    savers = [Saver(one) for one in launched]
    waits: list[list[float]] = [[] for _ in savers]
    failures: list[str] = []
    until = time.monotonic() + seconds

    def save(saver: Saver, noted: list[float]) -> None:
        try:
            while (began := time.monotonic()) < until:
                saver.commit()
                noted.append(time.monotonic() - began)
        except Exception as error:  # noqa: BLE001 - whoever asked judges it
            failures.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(savers, waits, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"waits": waits, "failures": failures}


def _log_position() -> int:
    return int(_asked("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")[0])


def _asked(statement: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone()) if cursor.description else ()
