"""Chromium's DevTools protocol over a pair of pipes: commands out, answers and events in. No Django, no library.

`--remote-debugging-pipe` reads NUL-terminated JSON from descriptor 3 and writes it to 4, so no port is opened that the
page, or anybody else on the machine, could reach.
"""

import contextlib
import fcntl
import json
import os
import selectors
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MESSAGE_AT_MOST = 32 << 20
_READ, _WRITE = 3, 4


class BrowserGone(Exception):
    """The browser ended, or said something that is no message. `said` is the end of its log."""

    def __init__(self, said: str = "") -> None:
        super().__init__("the browser ended")
        self.said = said


class OutOfTime(Exception):
    """The browser did not answer within the time that the trial has."""


class Browser:
    """A running browser. `listen(method, params)` hears every event, while somebody waits for an answer."""

    def __init__(
        self, command: list[str], *, log: Path, until: float, environment: dict[str, str], user: int | None
    ) -> None:
        self.until = until
        self.listen: Callable[[str, dict[str, Any]], None] | None = None
        self._number = 0
        self._log = log
        self._waiting = b""
        self._answers: dict[int, dict[str, Any]] = {}
        # High numbers, so that moving them to 3 and 4 in the child overwrites neither.
        (theirs_in, self._out), (self._in, theirs_out) = _high_pipe(), _high_pipe()

        def hand_over() -> None:
            os.dup2(theirs_in, _READ)
            os.dup2(theirs_out, _WRITE)

        with log.open("wb") as said:
            self.process = subprocess.Popen(  # noqa: S603 - the installation's own browser
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=environment,
                cwd=environment["HOME"],
                pass_fds=(_READ, _WRITE),
                preexec_fn=hand_over,  # noqa: PLW1509 - no thread runs yet
                user=user,
                group=user,
                extra_groups=[] if user is not None else None,
            )
        os.close(theirs_in)
        os.close(theirs_out)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._in, selectors.EVENT_READ)

    def ask(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """The answer to a command; {} where the browser refuses it. Events that come meanwhile are told.

        Raises BrowserGone, OutOfTime.
        """
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        try:
            os.write(self._out, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise BrowserGone(self._last_words()) from None
        while number not in self._answers:
            self._take(self._next(self.until))
        return self._answers.pop(number)

    def hear(self, seconds: float) -> None:
        """Listen to events for so long."""
        end = min(time.monotonic() + seconds, self.until)
        with contextlib.suppress(OutOfTime):
            while True:
                self._take(self._next(end))
        if time.monotonic() >= self.until:
            raise OutOfTime

    def close(self) -> None:
        """End it, politely and then not."""
        self.until = time.monotonic() + 2
        with contextlib.suppress(BrowserGone, OutOfTime):
            self.ask("Browser.close")
        for descriptor in (self._out, self._in):
            os.close(descriptor)
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _take(self, heard: dict[str, Any]) -> None:
        # Events are told at once: a page that shows a message answers nothing until a listener has closed it. Such a
        # listener asks something itself, so an answer waits until whoever asked comes to it.
        if "id" in heard:
            self._answers[heard["id"]] = heard.get("result", {})
        elif "method" in heard and self.listen is not None:
            self.listen(heard["method"], heard.get("params", {}))

    def _next(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            left = end - time.monotonic()
            if left <= 0 or not self._selector.select(left):
                raise OutOfTime
            piece = os.read(self._in, 1 << 16)
            self._waiting += piece
            if not piece or len(self._waiting) > MESSAGE_AT_MOST:
                raise BrowserGone(self._last_words())
        line, _, self._waiting = self._waiting.partition(b"\0")
        heard = json.loads(line)
        if not isinstance(heard, dict):
            raise BrowserGone(self._last_words())
        return heard

    def _last_words(self) -> str:
        return self._log.read_bytes()[-2000:].decode(errors="replace")


def _high_pipe() -> tuple[int, int]:
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]
