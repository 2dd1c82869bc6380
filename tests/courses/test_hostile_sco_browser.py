"""A hostile package in Chromium, through the real player: what it tries, and that all of it fails.

The probes are those of hostile_sco/sources. The control runs take one protection away; there the same probes must
succeed, or else their failure would prove nothing. What no browser can prevent is tried too, and must succeed as long
as docs/decisions/0012 says so.
"""

import contextlib
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from cms.demo.packaging.catalogue import KINDS
from cms.demo.packaging.catalogue import build as build_demo
from cms.demo.reading import ROOT
from courses.models import Commit, CourseItem, RunSession
from courses.packages.importing import import_package
from courses.player.assets import asset_base
from courses.services import launching
from courses.services.enrolment import enrol

from .hostile_sco.build import build, files
from .hostile_sco.watching import Collector, Log, collecting, watching
from .small_course import import_small_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ONE_BY_ONE = {"windows", "limits"}  # their probes may lead the window away, and with it all others that run
GRANTED = ["geolocation", "camera", "microphone", "clipboard-read", "midi", "storage-access"]
# Probes that get nowhere even without protection, in this Chromium: it has given them up, or they need a device, a
# secure page or a person. They stay, since another browser may differ.
QUIET = {
    *("link icon", "link manifest", "link modulepreload", "link prerender", "link dns-prefetch preconnect"),
    *("speculation prefetch", "speculation prerender", "subtitles", "worker", "WebTransport", "fetch later"),
    *("top to a script", "storage of a third party", "a program as download"),
    *("service worker of the player's file", "service worker made here", "service worker for the whole host"),
}
PEOPLE = {key: {"name": f"Dr {key.title()}"} for key in ("ruth-calloway", "lena-ode", "tom-reyes")}
UNSANDBOXED = (
    "Object.defineProperty(HTMLIFrameElement.prototype, 'src', {set(to) {"
    " this.removeAttribute('sandbox'); this.removeAttribute('allow'); this.setAttribute('src', to); }});"
)


@dataclass
class Desk:
    """One computer in a practice: one browser profile, used by several people in turn."""

    context: BrowserContext
    client: object
    application: str
    log: Log
    collector: Collector
    hostile: CourseItem
    report: dict[str, str] = field(default_factory=dict)

    def sits_down(self, person) -> None:
        self.client.logout()
        self.client.force_login(person)
        cookie = self.client.cookies["sessionid"]
        self.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": self.application}])

    def launches(self, place) -> str:
        """The address of the player; nobody asks about a session that still runs."""
        RunSession.objects.update(last_seen=timezone.now() - timedelta(minutes=5))
        path = f"/learn/{place.uuid}/{place.version.items.get().uuid}/launch/"
        headers = {"accept": "application/json", "host": self.application.partition("//")[2]}
        return self.client.post(path, headers=headers).json()["player_url"]

    def opens(self, place, page: Page | None = None) -> Page:
        page = page or self.context.new_page()
        page.goto(self.launches(place))
        started(page)
        return page

    def enrols(self, person):
        return enrol(person, self.hostile.version.course, at=timezone.now())

    def cookies(self) -> dict[str, str]:
        """The application's cookies, as the browser would send them."""
        return {cookie["name"]: cookie["value"] for cookie in self.context.cookies(f"{self.application}/learn/")}


def started(page: Page) -> None:
    expect(page.frame_locator("#player-frame").locator("#entry")).to_have_text(
        re.compile(r"^(ready|ab-initio|resume)$")
    )


def inside(page: Page):
    """The content's window."""
    return next(frame for frame in page.frames if "/v/" in frame.url and "#" not in frame.url)


@pytest.fixture
def collector():
    with collecting() as running:
        yield running


@pytest.fixture
def desk(request, browser, client, tmp_path, live_server, settings, collector, monkeypatch):  # noqa: PLR0917
    """The desk; by parameter without protections, with one label, or with a content host like a public suffix."""
    how = getattr(request, "param", "")
    port = int(live_server.url.rsplit(":", 1)[1])
    application = live_server.url
    if how == "one label":
        monkeypatch.setattr(launching, "label_for", lambda version, learner: "everybody")
    if how == "public suffix":
        settings.CONTENT_HOST, application = "localhost", f"http://127.0.0.1:{port}"
    settings.CONTENT_SCHEME_AND_PORT = ("http", port)
    settings.BASE_URL = application
    settings.PACKAGES_ROOT = tmp_path / "packages"
    path = tmp_path / "hostile.zip"
    path.write_bytes(build())
    report = import_package(path, at=timezone.now(), publish_title="Hostile")
    assert report.accepted, report.sentence
    item = CourseItem.objects.get(package_version__sha256=report.sha256)
    context = browser.new_context(locale="en-GB", permissions=GRANTED, geolocation={"latitude": 51, "longitude": 0})
    with watching(f".{settings.CONTENT_HOST}", unprotected=how == "unprotected") as log:
        if how == "unprotected":
            context.add_init_script(UNSANDBOXED)
        yield Desk(context, client, application, log, collector, item)
        context.close()


@pytest.fixture
def victim(desk, asha, tmp_path):
    """What a first learner left: an honest course, its running session's token, an unused launch code, its files."""
    report = import_small_course(tmp_path, title="Honest")
    item = CourseItem.objects.get(package_version__sha256=report.sha256)
    place = enrol(asha, item.version.course, at=timezone.now())
    desk.sits_down(asha)
    page = desk.opens(place)
    token = json.loads(page.evaluate("sessionStorage.getItem('candour:tab')"))["token"]
    page.evaluate("token => localStorage.setItem('kept', token)", token)
    session, version = RunSession.objects.get(), item.package_version
    address = desk.launches(place)
    return {
        "origin": re.match(r"http://[^/]+", address)[0],
        "base": asset_base(version.uuid, label=session.label, at=timezone.now()),
        "version": version.uuid.hex,
        "token": token,
        "session": str(session.uuid),
        "epoch": session.epoch,
        "code": address.partition("code=")[2],
        "part": str(version.items.get().uuid),
    }


def attack(desk: Desk, person, victim: dict, *groups: str) -> dict[str, str]:
    """Let `person` open the hostile package and run its probes. Returns what succeeded, by the probe's name."""
    place = desk.enrols(person)
    desk.sits_down(person)
    address = desk.launches(place)
    page = desk.context.new_page()
    page.on("download", lambda download: desk.collector.hits.append("a file"))
    page.goto(address)
    started(page)
    context = {
        "app": desk.application,
        "collector": desk.collector.address,
        "relay": desk.collector.relay,
        "udp": desk.collector.udp,
        "victim": victim,
    }
    results = []
    for number, group in enumerate(groups):
        if number:
            page.reload()
            started(page)
        for name in names(page, group) if group in ONE_BY_ONE else [None]:
            own = RunSession.objects.filter(attempt__enrolment=place).order_by("epoch").last()
            context["own"] = {"code": address.partition("code=")[2], "session": str(own.uuid), "epoch": own.epoch}
            results += run(page, group, context, name)
            if "/p/" not in page.url:
                page.goto(desk.launches(place))
                started(page)
    desk.report |= {each["name"]: each["got"] or each["happened"] for each in results}
    succeeded = {each["name"]: each["got"] for each in results if each["got"]}
    succeeded |= dict.fromkeys(desk.collector.probes() & desk.report.keys(), "reached the collector")
    reached = desk.log.probes(desk.application.partition("//")[2])
    return succeeded | dict.fromkeys(reached, "reached the application")


def run(page: Page, group: str, context: dict, name: str | None) -> list[dict[str, str]]:
    """The probes of a group at once, or one of them."""
    try:
        results = inside(page).evaluate("(args) => hostile.run(...args)", [group, context, name])
        # What an element or a worker asks for comes when it comes; the control runs show that this is long enough.
        page.wait_for_timeout(400 if name else 1500)
    except Error as error:
        if name is None:
            raise
        results = [{"name": name, "got": "", "happened": str(error)}]
        page.wait_for_timeout(400)
    if name and "/p/" not in page.url:
        results[0]["got"] = f"led the window to {page.url}"
    return results


def names(page: Page, group: str) -> list[str]:
    listed = "group => hostile.probes.filter((each) => each.group === group).map((each) => each.name)"
    return inside(page).evaluate(listed, group)


# --- What must hold ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "probes"),
    [(("application", "others", "carrying"), 79), (("frames", "rights"), 90), (("windows",), 16)],
    ids=["out", "in", "windows"],
)
def test_every_probe_of_a_hostile_package_fails(desk, victim, bea, groups, probes):
    succeeded = attack(desk, bea, victim, *groups)
    session = desk.client.cookies["sessionid"].value
    assert succeeded == {}
    assert len(desk.report) >= probes, "every one was tried"
    assert desk.log.cookies == [], "the content host sets no cookie, whatever it is asked"
    assert desk.cookies().get("sessionid") == session
    assert "evil" not in desk.cookies().values()
    assert not any("evil" in asked.cookie for asked in desk.log.asked if asked.host in desk.application)
    assert not desk.context.service_workers
    assert not Commit.objects.filter(session__uuid=victim["session"]).exists()
    assert not RunSession.objects.filter(attempt__enrolment__person=bea).exclude(label=own_label(desk, bea)).exists()


def own_label(desk: Desk, person) -> str:
    return launching.label_for(desk.hostile.package_version.uuid, person.uuid)


def test_the_next_learner_at_the_desk_finds_nothing_of_the_one_before(desk, asha, bea):
    desk.sits_down(asha)
    first = desk.opens(desk.enrols(asha))
    inside(first).evaluate("hostile.plant('secret of the first')")
    assert inside(first).evaluate("hostile.look().then((found) => Object.keys(found).length)") >= 8, "it was planted"
    desk.sits_down(bea)
    second = desk.opens(desk.enrols(bea))
    assert inside(second).evaluate("hostile.look()") == {}
    assert desk.cookies()["sessionid"] == desk.client.cookies["sessionid"].value, "only the content site's cookies go"


@pytest.mark.parametrize("desk", ["public suffix"], indirect=True)
def test_where_the_content_host_is_a_public_suffix_no_cookie_reaches_another_label(desk, asha, bea):
    desk.sits_down(asha)
    first = desk.opens(desk.enrols(asha))
    desk.sits_down(bea)
    second = desk.opens(desk.enrols(bea))
    inside(first).evaluate("hostile.plant('secret of the first')")
    assert "planted" in inside(first).evaluate("document.cookie")
    assert inside(second).evaluate("hostile.look()") == {}


def test_no_page_elsewhere_frames_the_player_or_a_package(desk, victim):
    page = desk.context.new_page()
    for path in ("/p/", f"{victim['base']}index.html", "/nothing/here"):
        page.goto(f"{desk.collector.address}/framing?at={victim['origin']}{path}")
        page.wait_for_timeout(300)
        assert page.frames[1].url == "chrome-error://chromewebdata/"


VIOLATIONS = (
    "addEventListener('securitypolicyviolation', (event) =>"
    " console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} in ${location.href}`))"
)


@pytest.mark.parametrize("name", ["a-copy-of-everything", *KINDS])
def test_an_honest_package_of_the_demo_meets_no_policy(desk, asha, tmp_path, name):
    path = tmp_path / "honest.zip"
    path.write_bytes(build_demo(name, ROOT, PEOPLE))
    report = import_package(path, at=timezone.now(), publish_title=name)
    item = CourseItem.objects.get(package_version__sha256=report.sha256)
    desk.sits_down(asha)
    desk.context.add_init_script(VIOLATIONS)
    page, complaints = desk.context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(desk.launches(enrol(asha, item.version.course, at=timezone.now())))
    content = page.frame_locator("#player-frame")
    expect(content.locator("button:visible").first).to_be_visible()
    pressed = 0
    for _ in range(4):
        # A step may change between finding its button and pressing it; the next look finds the next one.
        with contextlib.suppress(PlaywrightTimeout):
            content.locator("button:visible:enabled").last.click(timeout=3_000)
            pressed += 1
    assert pressed > 1
    assert [text for text in complaints if "policy" in text.lower()] == []
    assert desk.log.cookies == []


# --- Controls: one protection less ------------------------------------------------------------------------------------


@pytest.mark.parametrize("desk", ["unprotected"], indirect=True)
def test_control_without_headers_and_sandbox_the_probes_reach_out(desk, victim, bea):
    succeeded = attack(desk, bea, victim, "carrying", "windows", "rights")
    for _ in range(100):  # nothing tells when an element has asked
        succeeded |= dict.fromkeys(desk.collector.probes() & desk.report.keys(), "reached the collector")
        if not (desk.report.keys() - succeeded.keys() - QUIET):
            break
        desk.context.pages[0].wait_for_timeout(100)
    assert desk.report.keys() - succeeded.keys() <= QUIET
    assert len(succeeded) >= 50


def test_control_on_the_origin_of_the_application_the_probes_get_everything(desk, bea):
    desk.sits_down(bea)
    page = desk.context.new_page()
    sources = files()

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1].partition("?")[0]
        kind = "text/html" if name.endswith("html") else "text/javascript"
        route.fulfill(status=200, content_type=kind, body=sources[name])

    page.route("**/hostile/**", serve)
    page.goto(f"{desk.application}/hostile/index.html")
    context = {"app": desk.application, "collector": desk.collector.address}
    results = page.evaluate("(args) => hostile.run(...args)", ["application", context])
    page.wait_for_timeout(500)
    got = {each["name"] for each in results if each["got"]}
    assert got >= {"fetch with cookies", "XHR with cookies", "own token for its forms", "its storage", "its cookies"}
    assert desk.log.probes(desk.application.partition("//")[2]) >= {
        *("blind POST by fetch", "blind POST by beacon", "form POST", "form POST as text"),
        *("frame and read", "an image of a private page", "a script of it"),
    }
    assert desk.cookies()["sessionid"] == "evil"


@pytest.mark.parametrize("desk", ["one label"], indirect=True)
def test_control_with_one_host_for_all_a_package_has_its_neighbours(desk, victim, bea):
    succeeded = attack(desk, bea, victim, "others")
    assert succeeded.keys() >= {
        *("another's launch code", "its storage here", "its storage there", "its files with its key"),
        *("its files there", "its files as script and image", "blind commit there"),
    }
    assert Commit.objects.filter(session__uuid=victim["session"]).exists(), "written with a token that lay there"


@pytest.mark.parametrize("desk", ["one label"], indirect=True)
def test_control_with_one_host_for_all_the_next_learner_finds_everything(desk, asha, bea):
    desk.sits_down(asha)
    inside(desk.opens(desk.enrols(asha))).evaluate("hostile.plant('secret of the first')")
    desk.sits_down(bea)
    found = inside(desk.opens(desk.enrols(bea))).evaluate("hostile.look()")
    assert found.keys() == {"localStorage", "caches", "files", "indexedDB", "broadcast", "sharedWorker"}


# --- What no browser prevents -----------------------------------------------------------------------------------------


def test_what_a_package_can_do_is_what_is_written_down(desk, victim, bea):
    succeeded = attack(desk, bea, victim, "limits")
    assert set(succeeded) == set(desk.report)
