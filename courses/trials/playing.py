"""Having a version played once, by a process that knows nothing of the application, and writing down what was seen."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

from courses.models import PackageItem, PackageVersion
from courses.packages.files import path_of

from .browsers import find_browser
from .findings import judged

log = logging.getLogger(__name__)

_RUNTIMES = {"scorm-1.2": "scorm12.min.js", "scorm-2004": "scorm2004.min.js"}
_ANSWER_AT_MOST = 4 << 20
_CLOSING_SECONDS = 5
# Milliseconds: until the interface is found, until the first values are in, of pressing on, for the last words.
PATIENCE, SETTLE, EXPLORE, FAREWELL = 8_000, 1_500, 10_000, 700


def play(version: PackageVersion, *, at: datetime) -> dict[str, Any]:
    """Play the first part of `version` twice and tell of it, for PackageVersion.trial. Never raises for the package.

    {verdict: tried | not-tried | failed, at, sentence, remedy, findings: [{group, code, sentence, remedy}], ...}
    """
    told: dict[str, Any] = {"at": at.isoformat(), "findings": [], "remedy": ""}
    browser = find_browser()
    if browser is None:
        return told | {
            "verdict": "not-tried",
            "code": "no-browser",
            "sentence": "Not tried: no browser is installed on this server.",
            "remedy": "Install Chromium for the worker (Debian: apt install chromium), or name its path in "
            "PACKAGE_TRIAL_BROWSER. Until then, use “Play as learner” to see the package.",
        }
    parts = list(PackageItem.objects.filter(version=version).exclude(href="").order_by("order"))
    part = next((each for each in parts if each.visible), parts[0] if parts else None)
    if part is None:
        return told | {"verdict": "not-tried", "code": "nothing-to-open", "sentence": "Not tried: nothing opens."}
    seen = _run(version, part, browser)
    told |= {"browser": seen.get("browser", ""), "seconds": seen.get("seconds"), "part": part.title[:200]}
    told |= {"parts": len(parts), "isolation": {key: seen.get(key) for key in ("user", "network", "sandbox")}}
    if "failed" in seen:
        log.warning("trial of %s: %s: %s", version.uuid, seen["failed"], seen.get("said", ""))
        return told | _failed(str(seen["failed"]))
    findings = judged(seen, version.standard, part.title, glance_completes=version.glance_completes)
    return told | {"verdict": "tried", "code": "", "sentence": _summary(findings), "findings": findings}


def _run(version: PackageVersion, part: PackageItem, browser: str) -> dict[str, Any]:
    """What the runner saw. It and its browser are one process group, which is killed when the time is up."""
    with tempfile.TemporaryDirectory(prefix="candour-trial-") as folder, tempfile.TemporaryDirectory() as logs:
        # The browser's user must be able to pass through; its own files lie in a folder that it owns.
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        Path(folder).chmod(0o711)
        job = _job(version, part) | {"browser": browser, "folder": str(home), "log": str(Path(logs) / "browser.log")}
        runner = subprocess.Popen(
            [sys.executable, "-s", "-m", "courses.trials.runner"],
            cwd=settings.ROOT,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            patience = settings.PACKAGE_TRIAL_SECONDS + _CLOSING_SECONDS
            answer, _ = runner.communicate(json.dumps(job).encode(), timeout=patience)
        except subprocess.TimeoutExpired:
            return {"failed": "out-of-time", "seconds": settings.PACKAGE_TRIAL_SECONDS}
        finally:
            _end(runner)
    try:
        seen = json.loads(answer[:_ANSWER_AT_MOST])
    except ValueError:
        return {"failed": "browser-gone", "said": f"the runner ended with {runner.returncode}"}
    return seen if isinstance(seen, dict) else {"failed": "browser-gone"}


def _end(runner: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(runner.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        runner.wait()


def _job(version: PackageVersion, part: PackageItem) -> dict[str, Any]:
    files = {path: str(path_of(sha256)) for path, sha256 in version.files.values_list("path", "sha256")}
    return {
        "standard": version.standard,
        "href": part.href,
        "files": files,
        "runtime": finders.find(f"vendor/scorm-again/esm/{_RUNTIMES[version.standard]}"),
        "state": _first_state(version.standard, part),
        "seconds": settings.PACKAGE_TRIAL_SECONDS,
        "patience": PATIENCE,
        "settle": SETTLE,
        "explore": EXPLORE,
        "farewell": FAREWELL,
    }


def _first_state(standard: str, part: PackageItem) -> dict[str, str]:
    """What a first launch is given; the learner is nobody."""
    if standard == PackageVersion.Standard.SCORM_12:
        given = {
            "cmi.core.student_id": "trial",
            "cmi.core.student_name": "Learner, Trial",
            "cmi.core.credit": "credit",
            "cmi.core.lesson_mode": "normal",
            "cmi.core.entry": "ab-initio",
            "cmi.launch_data": part.launch_data,
            "cmi.student_data.mastery_score": _number(part.mastery_score),
            "cmi.student_data.max_time_allowed": part.max_time_allowed,
            "cmi.student_data.time_limit_action": part.time_limit_action,
        }
    else:
        given = {
            "cmi.learner_id": "trial",
            "cmi.learner_name": "Learner, Trial",
            "cmi.credit": "credit",
            "cmi.mode": "normal",
            "cmi.entry": "ab-initio",
            "cmi.launch_data": part.launch_data,
            "cmi.scaled_passing_score": _number(part.scaled_passing_score),
            "cmi.completion_threshold": _number(part.completion_threshold),
            "cmi.max_time_allowed": part.max_time_allowed,
            "cmi.time_limit_action": part.time_limit_action,
        }
    return {name: value for name, value in given.items() if value}


def _number(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _failed(code: str) -> dict[str, Any]:
    sentences = {
        "no-sandbox": (
            "not-tried",
            "Not tried: the browser cannot shut the package in on this server.",
            "Allow user namespaces for the worker's account, or install Chromium's setuid sandbox.",
        ),
        "browser-gone": (
            "failed",
            "The browser broke off while it played the package.",
            "Try again. If it stays so, play it as a learner and watch for a page that freezes.",
        ),
        "out-of-time": (
            "failed",
            f"The package kept the browser busy for {settings.PACKAGE_TRIAL_SECONDS} seconds; the trial was stopped.",
            "Play it as a learner. A page that never comes to rest is hard on telephones.",
        ),
    }
    verdict, sentence, remedy = sentences.get(code, sentences["browser-gone"])
    return {"verdict": verdict, "code": code, "sentence": sentence, "remedy": remedy}


def _summary(findings: list[dict[str, Any]]) -> str:
    found = sum(1 for each in findings if each["group"] == "attention")
    if not found:
        return "Played in a browser: nothing to worry about was seen."
    return f"Played in a browser: {found} thing{'' if found == 1 else 's'} to look at."
