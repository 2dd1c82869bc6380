"""The trial play in a real browser, and how what it saw is put into words."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings as project
from django.http import HttpResponse

import pytest

from courses.models import PackageVersion
from courses.packages.importing import import_package
from courses.player import assets
from courses.trials import playing, serving
from courses.trials.browsers import find_browser
from courses.trials.findings import judged
from tests.conftest import missing
from tests.courses.made_packages import manifest_2004, package

browser = pytest.mark.browser

GOOD = """<!doctype html><title>Good</title><h1>Page <b id=n>1</b></h1><button onclick="next()">Next</button><script>
var api = parent.API, at = 0; api.LMSInitialize("");
at = Number(api.LMSGetValue("cmi.core.lesson_location") || 0); api.LMSGetValue("cmi.suspend_data");
var status = api.LMSGetValue("cmi.core.lesson_status");
if (status === "not attempted") api.LMSSetValue("cmi.core.lesson_status", "incomplete");
function next() {
  at += 1; n.textContent = at;
  api.LMSSetValue("cmi.core.lesson_location", String(at)); api.LMSSetValue("cmi.suspend_data", "page:" + at);
  if (at === 3) { api.LMSSetValue("cmi.core.score.raw", "90"); api.LMSSetValue("cmi.core.lesson_status", "passed"); }
}
addEventListener("pagehide", function () { api.LMSSetValue("cmi.core.exit", "suspend"); api.LMSFinish(""); });
</script>"""
CARELESS = """<!doctype html><title>Careless</title><img src="gone.png">
<script src="https://cdn.example.org/x.js"></script><script>
var api = parent.API_1484_11; api.Initialize("");
api.SetValue("cmi.completion_status", "completed"); api.SetValue("cmi.suspend_data", "x".repeat(60000));
api.SetValue("cmi.score.scaled", "7"); api.Terminate(""); api.SetValue("cmi.location", "after");
alert("Well done"); open("more.html");
fetch("http://127.0.0.1:%PORT%/");
parent.location = "https://elsewhere.example.org/"; nothing.there();
</script>"""
PLAIN = "<!doctype html><title>Plain</title><p>Nothing to report.</p>"


@pytest.fixture
def chromium(settings, monkeypatch):
    """A browser for the trial, and a short one."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        missing("browser", "no Chromium is installed")
    settings.PACKAGE_TRIAL_BROWSER = ""
    for name, milliseconds in (("PATIENCE", 3_000), ("SETTLE", 500), ("EXPLORE", 2_500), ("FAREWELL", 400)):
        monkeypatch.setattr(playing, name, milliseconds)


@pytest.fixture
def imported(settings, tmp_path, at):
    """A package with that first page, imported into a store of the test's own."""
    settings.PACKAGES_ROOT = tmp_path / "store"
    settings.PACKAGES_ROOT.mkdir()

    def make(index: str, manifest: str | None = None) -> PackageVersion:
        (tmp_path / "a.zip").write_bytes(package(manifest, {"index.html": index}))
        return PackageVersion.objects.get(uuid=import_package(tmp_path / "a.zip", at=at).version)

    return make


def codes(trial: dict, group: str) -> set[str]:
    return {each["code"] for each in trial["findings"] if each["group"] == group}


# --- In a browser -----------------------------------------------------------------------------------------------------


@browser
@pytest.mark.django_db
def test_a_good_package_is_seen_to_report_to_be_passed_and_to_resume(imported, chromium, at):
    trial = playing.play(imported(GOOD), at=at)
    assert trial["verdict"] == "tried", trial
    good = {"page-opened", "api-found", "status-reported", "score-reported", "state-size", "finish-called", "resumes"}
    assert (codes(trial, "good"), codes(trial, "attention"), codes(trial, "unseen")) == (good, set(), set())
    told = " ".join(each["sentence"] for each in trial["findings"])
    assert "“incomplete”, then “passed”" in told
    assert trial["sentence"] == "Played in a browser: nothing to worry about was seen."
    # Shut in: as nobody where we are root, and by the browser's own sandbox where we are not.
    assert trial["isolation"]["user"] == "nobody" if os.geteuid() == 0 else trial["isolation"]["sandbox"]


@browser
@pytest.mark.django_db
def test_a_careless_package_is_told_on_and_reaches_nobody(imported, chromium, at, free_listener):
    port, heard = free_listener
    trial = playing.play(imported(CARELESS.replace("%PORT%", str(port)), manifest_2004()), at=at)
    assert trial["verdict"] == "tried", trial
    assert codes(trial, "attention") >= {
        "completes-at-a-glance",
        "values-refused",
        "writes-after-finish",
        "files-missing",
        "blocked",
        "script-errors",
        "dialogs",
        "popups",
    }
    assert codes(trial, "unseen") == {"score-not-seen", "resume-not-asked"}
    told = " ".join(each["sentence"] for each in trial["findings"])
    assert "60,000 characters" in told
    assert "gone.png" in told
    assert "https://cdn.example.org/x.js" in told
    assert "Well done" in told
    assert "cmi.score.scaled (407)" in told
    assert heard == []


@browser
@pytest.mark.django_db
def test_a_plain_page_is_said_to_be_not_seen_reporting(imported, chromium, at):
    trial = playing.play(imported(PLAIN), at=at)
    assert codes(trial, "unseen") == {"api-not-seen"}
    assert codes(trial, "attention") == set()


@browser
@pytest.mark.django_db
def test_a_page_that_never_rests_is_stopped_and_nothing_is_left_running(imported, chromium, at, settings):
    settings.PACKAGE_TRIAL_SECONDS = 6
    trial = playing.play(imported("<script>for (;;) {}</script>"), at=at)
    assert (trial["verdict"], trial["code"]) == ("failed", "out-of-time")
    profiles = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "candour-trial-" not in profiles


@pytest.fixture
def free_listener():
    """A port of this machine, and what reaches it: the network that a package must not see."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    heard: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_error(204)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], heard
    server.shutdown()
    server.server_close()


RUNNER_WITHOUT = """import sys
from courses.trials import runner, serving
serving.CONTENT_HEADERS.clear(); serving.SHELL_HEADERS.clear(); runner._network_of_our_own = lambda: False
shut, walls = runner._arguments, ("proxy", "resolver")
if sys.argv[1] == "nothing":
    runner._arguments = lambda *told: [one for one in shut(*told) if not any(wall in one for wall in walls)]
runner.main()"""


@browser
@pytest.mark.parametrize(("kept", "reached"), [("browser", False), ("nothing", True)])
def test_the_browser_alone_reaches_no_other_server_of_this_machine(kept, reached, chromium, tmp_path, free_listener):
    """With neither the policy nor a network of its own; and the control, which must get through."""
    port, heard = free_listener
    tries = f'for (const host of ["127.0.0.1", "localhost"]) fetch(`http://${{host}}:{port}/`, {{mode: "no-cors"}})'
    (tmp_path / "index.html").write_text(f"<script>parent.API.LMSInitialize(''); {tries}</script>")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        times = {"seconds": 40, "patience": 3_000, "settle": 1_000, "explore": 0, "farewell": 200}
        job = times | {
            "standard": "scorm-1.2",
            "href": "index.html",
            "files": {"index.html": str(tmp_path / "index.html")},
            "runtime": str(project.NODE_MODULES / "scorm-again" / "dist" / "esm" / "scorm12.min.js"),
            "state": {},
            "browser": find_browser(),
            "folder": str(home),
            "log": str(tmp_path / "log"),
        }
        command = [sys.executable, "-c", RUNNER_WITHOUT, kept]
        done = subprocess.run(
            command, input=json.dumps(job).encode(), cwd=project.ROOT, capture_output=True, check=True
        )
    assert json.loads(done.stdout)["visits"][0]["initialised"] is not None
    assert bool(heard) is reached


# --- Without one ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_browser_it_says_so_and_how_to_get_one(imported, settings, at):
    settings.PACKAGE_TRIAL_BROWSER = "/nowhere/chromium"
    trial = playing.play(imported(GOOD), at=at)
    assert (trial["verdict"], trial["findings"]) == ("not-tried", [])
    assert trial["sentence"] == "Not tried: no browser is installed on this server."
    assert "PACKAGE_TRIAL_BROWSER" in trial["remedy"]


def test_the_runner_knows_nothing_of_the_application():
    """Neither its settings nor its database could be asked: it imports neither Django nor any of our rooms with one."""
    program = "import sys, courses.trials.runner; print([name for name in sys.modules if name.startswith('django')])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project.ROOT, env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_trial_shuts_a_package_in_as_the_player_does():
    response = HttpResponse()
    assets._protect(response, "index.html")
    for name, value in serving.CONTENT_HEADERS.items():
        assert response.headers[name] == value


@pytest.mark.parametrize(
    ("notes", "code", "words"),
    [
        ({"opened": None}, "page-not-opened", "did not come to an end"),
        ({"initialised": None}, "api-not-seen", "No call to the SCORM interface was seen"),
        ({}, "status-not-seen", "completed as soon as it is closed"),
        (
            {"statuses": [[200, "cmi.core.lesson_status", "passed"]]},
            "completes-at-a-glance",
            "before anything was done",
        ),
        (
            {"statuses": [[900, "cmi.core.lesson_status", "passed"]], "firstPress": 500},
            "status-reported",
            "“passed”, first 0.9 seconds",
        ),
        ({"suspend": 4_096}, "state-size", "4,096 characters"),
        ({"suspend": 4_097}, "state-large", "may fail elsewhere"),
        ({"suspend": 64_001}, "state-too-large", "64,000 are kept here"),
        ({"late": 1}, "writes-after-finish", "1 value)"),
        ({"refused": {"cmi.core.score.raw": 405}}, "values-refused", "cmi.core.score.raw (405)"),
        ({"finished": None}, "finish-not-seen", "the player ends the session"),
    ],
)
def test_what_was_seen_is_put_into_words(notes, code, words):
    visit = {"opened": 100, "initialised": 100, "finished": 900, **notes}
    told = judged({"visits": [visit]}, "scorm-1.2", "One", glance_completes=True)
    found = {each["code"]: each["sentence"] for each in told}
    assert words in found[code]


def test_what_a_package_says_can_be_kept_and_shown_whatever_is_in_it():
    visit = {"initialised": 900, "statuses": [[1_000, "cmi.core.lesson_status", "done\ud800"]]}
    said = judged({"visits": [visit], "dialogs": ["a\x00b"]}, "scorm-1.2", "One", glance_completes=True)
    text = " ".join(each["sentence"] for each in said)
    assert "done\\ud800" in text
    assert "a\\u0000b" in text
    text.encode()


def test_notes_that_the_package_has_painted_harm_nobody():
    visit = {"opened": "soon", "initialised": 10**30, "statuses": [[1], "x", [1, {}, []]], "refused": {"a": {}}}
    painted = {"visits": [visit | {"reads": [1]}, 7], "missing": "all", "errors": [{}, "x" * 9_000]}
    found = judged(painted, "scorm-2004", "One", glance_completes=False)
    assert max(len(each["sentence"]) for each in found) < 400
    assert json.loads(json.dumps(found)) == found
