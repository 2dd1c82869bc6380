"""One trial: `python -m courses.trials.runner`, a job as JSON on standard input, what was seen as JSON on its output.

This process has no settings, no database and an empty environment. Where the system allows it, it lives in a network of
its own that holds nothing but its own loopback, and the browser runs as nobody. It imports no Django.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import pwd
import re
import signal
import socket
import struct
import sys
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from courses.trials.devtools import Browser, BrowserGone, OutOfTime
from courses.trials.serving import CONTENT, TrialServer

LISTED = 20  # of each kind of thing that is told by name
_WORDS = 200
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_PR_SET_PDEATHSIG = 1
_POLL = 0.25
_ADDRESS = re.compile(r"'((?:https?|wss?)://[^']+)'")
_NOT_KEPT = re.compile(
    r"cmi\.(core\.)?(session_time|exit|entry|total_time|lesson_mode|mode|credit|student_\w+|learner_id)$"
)


class NoSandbox(Exception):
    """The browser would have to run unprotected, and so it does not run."""


def main() -> None:
    """Read the job, play, answer."""
    job = json.load(sys.stdin)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    started = time.monotonic()
    seen: dict[str, Any] = {"network": "own" if _network_of_our_own() else "browser"}
    try:
        _play(job, seen, until=started + job["seconds"])
    except NoSandbox as error:
        seen["failed"] = "no-sandbox"
        seen["said"] = str(error)[-500:]
    except BrowserGone as error:
        seen["failed"] = "browser-gone"
        seen["said"] = error.said[-500:]
    except OutOfTime:
        seen["failed"] = "out-of-time"
    seen["seconds"] = round(time.monotonic() - started, 1)
    sys.stdout.write(json.dumps(seen))


def _play(job: dict[str, Any], seen: dict[str, Any], *, until: float) -> None:
    server = TrialServer(job)
    browser = _browser(job, seen, server.port, until)
    server.start()  # threads only now: the browser was forked before
    try:
        seen["browser"] = str(browser.ask("Browser.getVersion").get("product", ""))[:80]
        browser.ask("Browser.setDownloadBehavior", behavior="deny")
        seen["visits"] = []
        first = Visit(browser, server, job, seen).make(job["state"], explore=job["explore"])
        seen["visits"].append(first)
        state, told = second_state(job, first)
        second = Visit(browser, server, job, seen).make(state, explore=0)
        seen["visits"].append({**second, "told": told})
    finally:
        browser.close()
        server.close()


def second_state(job: dict[str, Any], first: dict[str, Any]) -> tuple[dict[str, str], str]:
    """What a second launch is given by the server's rules for `entry`, and its name: resume, fresh or blank."""
    kept = {name: value for name, value in first["values"].items() if not _NOT_KEPT.match(name)}
    entry = "cmi.core.entry" if job["standard"] == "scorm-1.2" else "cmi.entry"
    if first["finished"] is None or first["exit"] == "suspend":
        return {**kept, **job["state"], entry: "resume"}, "resume"
    if job["standard"] == "scorm-1.2":
        return {**kept, **job["state"], entry: ""}, "blank"
    return job["state"], "fresh"


class Visit:
    """The package opened once, in a profile of its own, as on another device."""

    def __init__(self, browser: Browser, server: TrialServer, job: dict[str, Any], seen: dict[str, Any]) -> None:
        self.browser, self.server, self.job, self.seen = browser, server, job, seen
        self.session = self.target = ""
        self.requests: dict[str, str] = {}
        for name in ("missing", "blocked", "errors", "dialogs", "popups"):
            seen.setdefault(name, [])

    def make(self, state: dict[str, str], *, explore: int) -> dict[str, Any]:
        """Open, wait, press on, close; the shell's notes."""
        ask, job = self.browser.ask, self.job
        self.server.job = {
            "standard": job["standard"],
            "address": CONTENT + job["href"],
            "state": state,
            "patience": job["patience"],
            "settle": job["settle"],
            "farewell": job["farewell"],
            "explore": explore,
        }
        self.browser.listen = self.hear
        profile = ask("Target.createBrowserContext").get("browserContextId", "")
        target = ask("Target.createTarget", url="about:blank", browserContextId=profile, width=1280, height=800)
        self.session = ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        self.target = target["targetId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            ask(f"{domain}.enable", self.session)
        ask("Target.setDiscoverTargets", discover=True)
        ask("Page.navigate", self.session, url=self.server.address + "/")
        while not self.value("Boolean(window.trial && window.trial.done)"):
            self.browser.hear(_POLL)
        notes = json.loads(self.value("JSON.stringify(window.trial.notes)") or "{}")
        self.browser.listen = None
        ask("Target.disposeBrowserContext", browserContextId=profile)
        return dict(notes)

    def value(self, expression: str) -> Any:
        """What an expression of ours is worth in the shell."""
        answer = self.browser.ask("Runtime.evaluate", self.session, expression=expression, returnByValue=True)
        return answer.get("result", {}).get("value")

    def hear(self, method: str, params: dict[str, Any]) -> None:
        """Note what a learner would have met."""
        hearing = _HEARD.get(method)
        if hearing is not None:
            hearing(self, params)

    def _request(self, params: dict[str, Any]) -> None:
        self.requests[params["requestId"]] = params["request"]["url"]

    def _response(self, params: dict[str, Any]) -> None:
        if params["response"]["status"] >= HTTPStatus.BAD_REQUEST:
            self.note("missing", self.path_of(params["response"]["url"]))

    def _request_failed(self, params: dict[str, Any]) -> None:
        if params.get("blockedReason") or self.is_foreign(params):
            self.note("blocked", self.requests.get(params["requestId"], ""))

    def _exception(self, params: dict[str, Any]) -> None:
        details = params["exceptionDetails"]
        what = details.get("exception", {}).get("description") or details.get("text", "")
        first = what.splitlines()[0] if what else "an error"
        self.note("errors", f"{first} ({self.path_of(details.get('url', ''))})")

    def _dialog(self, params: dict[str, Any]) -> None:
        self.note("dialogs", params.get("message", ""))
        self.browser.ask("Page.handleJavaScriptDialog", self.session, accept=True)

    def _window(self, params: dict[str, Any]) -> None:
        self.note("popups", self.path_of(params.get("url", "")))

    def _target(self, params: dict[str, Any]) -> None:
        other = params["targetInfo"]
        if other["type"] == "page" and other.get("openerId") == self.target:
            self.browser.ask("Target.closeTarget", targetId=other["targetId"])

    def _log(self, params: dict[str, Any]) -> None:
        found = (
            _ADDRESS.search(params["entry"].get("text", "")) if params["entry"].get("source") == "security" else None
        )
        if found and not found[1].startswith(self.server.address):
            self.note("blocked", found[1])

    def is_foreign(self, params: dict[str, Any]) -> bool:
        """Whether a request that failed was for somewhere else."""
        address = self.requests.get(params["requestId"], "")
        return address.startswith(("http:", "https:", "ws:", "wss:")) and not address.startswith(self.server.address)

    def note(self, kind: str, what: str) -> None:
        """Once, in order, cut to a line."""
        line = " ".join(str(what).split())[:_WORDS]
        if line and line not in self.seen[kind] and len(self.seen[kind]) < LISTED:
            self.seen[kind].append(line)

    def path_of(self, address: str) -> str:
        """An address as the author knows it: the path in the package."""
        if not address.startswith(self.server.address):
            return address
        return unquote(urlsplit(address).path).removeprefix(CONTENT)


_HEARD = {
    "Network.requestWillBeSent": Visit._request,  # noqa: SLF001 - of the class above
    "Network.responseReceived": Visit._response,  # noqa: SLF001
    "Network.loadingFailed": Visit._request_failed,  # noqa: SLF001
    "Runtime.exceptionThrown": Visit._exception,  # noqa: SLF001
    "Page.javascriptDialogOpening": Visit._dialog,  # noqa: SLF001
    "Page.windowOpen": Visit._window,  # noqa: SLF001
    "Target.targetCreated": Visit._target,  # noqa: SLF001
    "Log.entryAdded": Visit._log,  # noqa: SLF001
}


def _browser(job: dict[str, Any], seen: dict[str, Any], port: int, until: float) -> Browser:
    """A browser that is shut in: by its own sandbox, or at least as a user who owns nothing."""
    user = _nobody()
    home = Path(job["folder"])
    if user is not None:
        os.chown(home, user, user)
    environment = {
        "HOME": str(home),
        "TMPDIR": str(home),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    }
    seen["user"] = "nobody" if user is not None else "own"
    said = ""
    for sandbox in (True, False) if user is not None else (True,):
        command = [job["browser"], *_arguments(home, port), *([] if sandbox else ["--no-sandbox"])]
        browser = Browser(command, log=Path(job["log"]), until=until, environment=environment, user=user)
        try:
            browser.ask("Browser.getVersion")
        except BrowserGone as error:
            said = error.said
            with contextlib.suppress(Exception):
                browser.close()
            continue
        seen["sandbox"] = sandbox
        return browser
    raise NoSandbox(said)


def _arguments(home: Path, port: int) -> list[str]:
    return [
        "--headless=new",
        "--remote-debugging-pipe",
        f"--user-data-dir={home / 'profile'}",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-default-apps",
        "--disable-crash-reporter",
        "--disable-breakpad",
        "--metrics-recording-only",
        "--mute-audio",
        "--hide-scrollbars",
        "--renderer-process-limit=3",
        "--disk-cache-size=1",
        "--js-flags=--max-old-space-size=256",
        # Only our own server: every other name is unknown, every other address behind a proxy that nobody runs.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--proxy-server=http://127.0.0.1:1",
        f"--proxy-bypass-list=<-loopback>;127.0.0.1:{port}",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "about:blank",
    ]


def _nobody() -> int | None:
    """The user to become, where we are root; None where we are somebody already."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _network_of_our_own() -> bool:
    """Leave the machine's network for one that holds nothing but a loopback. False where the system does not let us."""
    if sys.platform != "linux":
        return False
    # A child goes first: what can fail half-way must not strand this process without any network.
    child = os.fork()
    if child == 0:
        try:
            _leave_network()
        except BaseException:  # noqa: BLE001 - whatever it is, it does not work here
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        return False
    _leave_network()
    return True


def _leave_network() -> None:
    user, group = os.geteuid(), os.getegid()
    kind = _CLONE_NEWNET if user == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    if ctypes.CDLL(None, use_errno=True).unshare(kind) != 0:
        raise OSError(ctypes.get_errno(), "no network of our own")
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        asked = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(probe, _SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(probe, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


if __name__ == "__main__":
    main()
