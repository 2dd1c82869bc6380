"""Having a package imported by a process of its own, under limits, and saying in words how that ended.

Whatever the file does to that process (reliability.md 2.3: 300 s, 512 MiB), this one gets a report.
"""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from courses.models import Package

from .files import clear
from .import_child import OUT_OF_MEMORY
from .importing import ImportReport, Say, report_of

log = logging.getLogger(__name__)

# What starting Python and Django may take at most; it is no part of the import's own time.
STARTING_SECONDS = 120.0
_AT_MOST_BYTES = 64 << 20  # of answers: a report of 5,000 items and 200 notices has about one


@dataclass(frozen=True)
class Examined:
    """How an import ended. `finished` is false where its process broke off; the report then says why."""

    report: ImportReport
    finished: bool


@dataclass
class _Clock:
    """When the time is up; set anew once the child is ready."""

    until: float


class _BrokenOff(Exception):
    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(code)
        self.report = ImportReport(verdict="failed", code=code, sentence=sentence, remedy=remedy)


def examine(path: Path, *, workplace: str, at: datetime, package: Package | None, say: Say) -> Examined:
    """Import `path` in a child process. Never raises for what is in the file.

    `workplace` names this import's half-done work (a word of letters and digits); it is cleared away before and
    after, whoever died in between.
    """
    clear(workplace)
    job = {
        "parent": os.getpid(),
        "path": str(path),
        "at": at.isoformat(),
        "package": package.pk if package else None,
        "workplace": workplace,
        "database": str(connection.settings_dict["NAME"]),
        "store": str(settings.PACKAGES_ROOT),
        "limits": getattr(settings, "PACKAGE_LIMITS", {}),
        "seconds": settings.PACKAGE_IMPORT_SECONDS,
        "megabytes": settings.PACKAGE_IMPORT_MEGABYTES,
        "scanner": settings.PACKAGE_SCANNER,
    }
    digest = ""
    try:
        for fact in _answers(job):
            digest = fact.get("sha256", digest)
            if "report" in fact:
                return Examined(ImportReport(**fact["report"]), finished=True)
            if "step" in fact:
                say(str(fact["step"]), int(fact["percent"]))
        raise _crashed("without an answer")
    except _BrokenOff as broken:
        # It may have died after its transaction: then the version is there, and that is how it ended.
        report = report_of(digest) if digest else None
        log.warning("import %s broke off: %s", workplace, broken)
        return Examined(report or broken.report, finished=report is not None)
    finally:
        clear(workplace)


def _answers(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The child's lines, as they come. Kills it when its time is up, and whenever the caller stops listening."""
    child = subprocess.Popen(
        [sys.executable, "-m", "courses.packages.import_child"],
        cwd=settings.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdin is not None and child.stdout is not None  # noqa: S101 PT018 - both were asked for
    try:
        _hand_over(child, job)
        clock = _Clock(time.monotonic() + STARTING_SECONDS)
        for line in _lines(child, clock):
            fact = json.loads(line)
            if fact.get("ready"):
                clock.until = time.monotonic() + job["seconds"]
            yield fact
        _explain(child.wait(5), job)
    except (ValueError, subprocess.TimeoutExpired):
        raise _crashed("with an answer that makes no sense") from None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        child.stdin.close()
        child.stdout.close()


def _hand_over(child: "subprocess.Popen[bytes]", job: dict[str, Any]) -> None:
    assert child.stdin is not None  # noqa: S101
    try:
        child.stdin.write(json.dumps(job).encode())
        child.stdin.close()
    except BrokenPipeError:
        return  # it died at once; its end explains why


def _lines(child: "subprocess.Popen[bytes]", clock: _Clock) -> Iterator[bytes]:
    assert child.stdout is not None  # noqa: S101
    waiting, total = b"", 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            left = clock.until - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise _too_long()
            piece = os.read(child.stdout.fileno(), 1 << 16)
            if not piece:
                return
            total += len(piece)
            if total > _AT_MOST_BYTES:
                raise ValueError("too many answers")
            *lines, waiting = (waiting + piece).split(b"\n")
            yield from lines


def _explain(code: int, job: dict[str, Any]) -> None:
    """Raise what a child's end means that came before its report."""
    if code == OUT_OF_MEMORY:
        raise _BrokenOff(
            "import-too-much-memory",
            f"Examining this package took more than {job['megabytes']} MB of memory, so it was stopped.",
            "Nothing of it was kept. Look for a huge manifest or an archive of very many files, and export it again.",
        )
    if code in (-signal.SIGXCPU, -signal.SIGALRM):
        raise _too_long()
    if code < 0:
        raise _crashed(f"by signal {-code}")
    if code:
        raise _crashed(f"with status {code}")


def _too_long() -> _BrokenOff:
    return _BrokenOff(
        "import-too-long",
        f"Examining this package took more than {settings.PACKAGE_IMPORT_SECONDS} seconds, so it was stopped.",
        "Nothing of it was kept. Try again when the server is less busy; if it stays so, split the course.",
    )


def _crashed(how: str) -> _BrokenOff:
    return _BrokenOff(
        "import-crashed",
        f"The process that examined this package ended {how}.",
        "Nothing of it was kept, and nothing else was harmed. Try again; if it happens again, send us the file.",
    )
