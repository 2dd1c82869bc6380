"""The process that an import runs in, so that a package which eats memory or time takes down nothing else.

`python -m courses.packages.import_child` reads one job, a JSON object, from standard input and writes JSON lines to
standard output: {"ready": true}, {"step", "percent"} while it works, and {"report": ...} last. The limits count from
"ready" on: what Django itself needs is no fault of the package. `examining` is the other end.
"""

import ctypes
import hashlib
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

OUT_OF_MEMORY = 77  # the exit code that says so
_MEGABYTE = 1 << 20
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Do the job and say how it went."""
    answers = _only_for_answers()
    job = json.load(sys.stdin)
    _die_with_parent(job["parent"])

    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    # Imports stand below what must come first: the parent may die any time, and models need Django.
    # The very database and store that the parent works on, whatever its settings were changed to.
    settings.DATABASES["default"]["NAME"] = job["database"]
    settings.PACKAGES_ROOT = Path(job["store"])
    settings.PACKAGE_LIMITS = job["limits"]
    django.setup()
    from courses.models import Package  # noqa: PLC0415

    from .importing import import_package  # noqa: PLC0415

    found = Package.objects.filter(pk=job["package"]).first() if job["package"] else None
    _limit(job["megabytes"], job["seconds"])

    def tell(fact: dict[str, Any]) -> None:
        answers.write(json.dumps(fact) + "\n")
        answers.flush()

    tell({"ready": True})
    digest = hashlib.sha256()
    with Path(job["path"]).open("rb") as file:
        while chunk := file.read(_MEGABYTE):
            digest.update(chunk)
    tell({"sha256": digest.hexdigest()})
    try:
        report = _scanned(job["scanner"], job["path"])
        if report is None:
            done = import_package(
                job["path"],
                at=datetime.fromisoformat(job["at"]),
                package=found,
                workplace=job["workplace"],
                say=_said(tell),
            )
            report = done.as_dict()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    tell({"report": report})


def _said(tell: Callable[[dict[str, Any]], None]) -> Callable[[str, int], None]:
    """Tells of whole steps forward only: a package may have 20,000 files."""
    last = -1

    def say(step: str, percent: int) -> None:
        nonlocal last
        if percent > last:
            last = percent
            tell({"step": step, "percent": percent})

    return say


def _scanned(scanner: str, path: str) -> dict[str, Any] | None:
    """A refusal where the installation's scanner finds something."""
    if not scanner:
        return None
    from .importing import ImportReport  # noqa: PLC0415

    module, _, name = scanner.rpartition(".")
    found = getattr(importlib.import_module(module), name)(Path(path))
    if not found:
        return None
    return ImportReport(
        verdict="refused",
        code="scanner-found",
        sentence=f"The virus scanner of this server found “{str(found)[:80]}” in the file.",
        remedy="Do not open it. Scan the computer that it was made on, and export the package again.",
    ).as_dict()


def _only_for_answers() -> TextIO:
    """The standard output, kept for the protocol: whatever a library prints goes to the log."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _limit(megabytes: int, seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return  # no Linux: the clock still holds
    most = pages * resource.getpagesize() + megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _die_with_parent(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    main()
