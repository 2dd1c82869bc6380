"""The player where all around it fails: networks, sign-ins, clocks, storage, tabs. Work is kept, and not lied about."""

import json
import os
import re
import signal
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route, expect

from courses.models import Attempt, Commit, RunSession, RunState
from courses.services.ending import end_if_silent
from courses.services.enrolment import enrol
from members.seeding import DEMO_PASSWORD
from tests.browser import ARGUMENTS, chromium

from .player_page import ON_DEVICE, SAVED, Learner, crash, eventually, forwarded, line, next_page, place_of, sco

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMMIT = "**/s/commit"
ONLINE = "dispatchEvent(new Event('online'))"
HTML = {"content_type": "text/html", "body": "<h1>Welcome to our guests</h1>"}
JOURNAL = (
    "Object.entries(localStorage).filter(([key]) => key.startsWith('candour:run:')).map(([, text]) => JSON.parse(text))"
)


def kept(page: Page) -> list[dict]:
    """The records that this device keeps."""
    return page.evaluate(JOURNAL)


def stored() -> dict:
    return RunState.objects.get().data


def tries(page: Page) -> list[str]:
    """Fills up with the commits that the page sends from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/s/commit"):
            found.append(request.post_data or "")

    page.on("request", note)
    return found


def hold_commits(page: Page) -> list[Route]:
    """Fills up with the commits that the page sends from now on; none of them is answered."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(COMMIT, hold)
    return held


# --- Networks ---------------------------------------------------------------------------------------------------------


def test_no_captive_portal_is_taken_for_the_library(learner):
    page = learner.open()
    answers = [
        {"status": 302, "headers": {"Location": "http://portal.invalid/"}},
        {"status": 302, "headers": {"Location": "/livez"}},
        {"status": 511, **HTML},
        {"status": 403, "content_type": "application/json", "body": json.dumps({"code": "blocked", "message": "No."})},
        {"status": 401, "content_type": "application/json", "body": json.dumps({"code": "unknown-token"})},
    ]
    asked = []

    def portal(route: Route) -> None:
        if len(asked) == len(answers):
            route.continue_()
        else:
            asked.append(answers[len(asked)])
            route.fulfill(**asked[-1])

    page.route(COMMIT, portal)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    for number in range(2, len(answers) + 1):
        page.evaluate(ONLINE)
        eventually(lambda number=number: page.evaluate("1") and len(asked) >= number)
        assert not SAVED.match(line(page).inner_text())
    page.evaluate(ONLINE)
    expect(line(page)).to_have_text(SAVED, timeout=15_000)
    assert stored()["cmi.core.lesson_location"] == "2"
    expect(page.locator("#player-over")).to_be_hidden()


def test_half_an_hour_offline_is_borne_and_its_time_counted_once(learner):
    learner.context.clock.install()
    page = learner.open()
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    sent = tries(page)
    learner.context.set_offline(True)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    for _ in range(35):
        learner.context.clock.run_for(60_000)
    assert 35 <= len(sent) <= 35 * 4 + 10, "it goes on trying, every 15 to 30 seconds"
    expect(line(page)).to_have_text(ON_DEVICE)
    # Meanwhile the server has ended the session, as silent.
    RunSession.objects.update(
        started=timezone.now() - timedelta(minutes=40), last_seen=timezone.now() - timedelta(minutes=35)
    )
    session = RunSession.objects.get()
    assert end_if_silent(session.uuid, at=timezone.now())
    learner.context.set_offline(False)
    page.evaluate(ONLINE)
    expect(line(page)).to_have_text(SAVED, timeout=15_000)
    session.refresh_from_db()
    assert (session.ended, session.end_reason) == (None, ""), "it is open again"
    sco(
        page,
        "sco.set('cmi.core.session_time', '00:38:00'), sco.set('cmi.core.lesson_status', 'completed'), sco.finish()",
    )
    expect(page.locator("#player-finished")).to_be_visible()
    state = RunState.objects.get()
    assert (state.data["cmi.core.lesson_location"], state.total_cs) == ("3", 38 * 60 * 100)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_a_pause_gets_it(learner, status):
    learner.context.clock.install()
    page = learner.open()
    page.route(COMMIT, lambda route: route.fulfill(status=status, headers={"Retry-After": "60"}, **HTML))
    sent = tries(page)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    page.unroute(COMMIT)
    learner.context.clock.run_for(50_000)
    page.evaluate(ONLINE)
    next_page(page)
    assert len(sent) == 1
    expect(line(page)).to_have_text(ON_DEVICE)
    learner.context.clock.run_for(15_000)
    expect(line(page)).to_have_text(SAVED)
    expect(page.locator("#place")).to_have_count(0)
    learner.context.clock.run_for(2_000)
    eventually(lambda: page.evaluate("1") and stored()["cmi.core.lesson_location"] == "3")


def test_answers_that_take_half_a_minute_are_waited_for_at_the_second_try(learner):
    learner.context.clock.install()
    page = learner.open()
    held = hold_commits(page)
    next_page(page)
    eventually(lambda: page.evaluate("1") and len(held) == 1)
    learner.context.clock.run_for(22_000)
    expect(line(page)).to_have_text(ON_DEVICE)
    eventually(lambda: page.evaluate("1") and len(held) == 2, tries=200)
    learner.context.clock.run_for(30_000)
    held[1].continue_()
    expect(line(page)).to_have_text(SAVED)
    assert len(held) == 2
    assert held[0].request.post_data == held[1].request.post_data
    assert Commit.objects.count() == 1


# --- Clocks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_wrong_by_a_day_changes_nothing_but_the_time_shown(learner, days):
    wrong = timezone.now().astimezone(ZoneInfo("Europe/London")).replace(hour=7, minute=30, second=0) + timedelta(
        days=days
    )
    learner.context.clock.install(time=wrong)
    page = learner.open()
    next_page(page)
    expect(line(page)).to_have_text("Saved 07:30")
    assert Commit.objects.get().received > timezone.now() - timedelta(minutes=5)
    learner.context.clock.set_system_time(wrong - timedelta(days=2))  # somebody sets it while the page is open
    next_page(page)
    expect(line(page)).to_have_text("Saved 07:30")
    eventually(lambda: stored()["cmi.core.lesson_location"] == "3")
    second = learner.open(wait=False)
    expect(second.locator("#player-ask-takeover")).to_contain_text("Firefox on Windows, since today at ")


def test_leftovers_of_a_clock_that_was_set_back_come_home_in_order(learner):
    learner.context.clock.install()
    page = learner.open()
    learner.context.set_offline(True)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    learner.context.clock.set_system_time(datetime(2020, 1, 1, tzinfo=UTC))
    next_page(page)
    next_page(page)
    [record] = kept(page)
    assert record["newest"]["seq"] > record["inflight"]["seq"]
    crash(page)
    learner.context.set_offline(False)
    again = learner.open()
    expect(place_of(again)).to_have_text("4")
    assert [commit.outcome for commit in Commit.objects.order_by("pk")][:2] == ["applied", "applied"]


# --- Cookies and storage ----------------------------------------------------------------------------------------------


COPIED = """async () => {
  const { copies } = await import(document.querySelector("script").src.replace("main.js", "mirror.js"));
  return (await copies()).map(([, text]) => JSON.parse(text));
}"""


def started(browser: Browser, profile: Path) -> BrowserContext:
    """A browser of its own, with a profile that outlives it."""
    return browser.browser_type.launch_persistent_context(profile, executable_path=chromium(), args=ARGUMENTS)


def kill(profile: Path) -> None:
    """Kills the whole browser that has the profile: no process of it says a last word."""
    host, _, pid = str((profile / "SingletonLock").readlink()).rpartition("-")
    assert host
    os.kill(int(pid), signal.SIGKILL)
    (profile / "SingletonLock").unlink()


def test_a_browser_that_is_killed_offline_has_kept_what_it_said_it_kept(learner, browser, tmp_path):
    profile = tmp_path / "profile"
    context = started(browser, profile)
    page = learner.open(context.new_page())
    context.set_offline(True)
    for _ in range(3):
        next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    eventually(lambda: "4" in [record["state"].get("cmi.core.lesson_location") for record in page.evaluate(COPIED)])
    kill(profile)
    with suppress(Error):
        context.close()
    context = started(browser, profile)
    try:
        again = learner.open(context.new_page())
        expect(place_of(again)).to_have_text("4")
        expect(again.locator("#player-notes")).to_contain_text("It has been saved now")
        eventually(lambda: again.evaluate(COPIED) == [])
    finally:
        context.close()


def test_a_browser_that_refuses_all_cookies_plays_and_says_the_truth(learner, browser, tmp_path):
    profile = tmp_path / "profile"
    (profile / "Default").mkdir(parents=True)
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Default" / "Preferences").write_text(json.dumps(settings))
    context = started(browser, profile)
    try:
        page = context.new_page()
        learner.open(page)
        refused = "(() => { try { return !localStorage; } catch { return true; } })()"
        assert page.evaluate(refused), "the profile does refuse storage"
        assert sco(page, "sco.set('cmi.core.lesson_location', '5'), sco.commit()") == "true"
        assert stored()["cmi.core.lesson_location"] == "5", "true came only after the server had it"
        page.route(COMMIT, lambda route: route.abort())
        assert sco(page, "sco.set('cmi.core.lesson_location', '6'), sco.commit()") == "false"
        expect(line(page)).to_have_text("Not saved")
        page.unroute(COMMIT)
        page.evaluate(ONLINE)
        expect(line(page)).to_have_text(SAVED)
        assert context.cookies() == []
    finally:
        context.close()


def test_a_number_whose_answer_was_lost_is_never_used_for_other_content(learner):
    page = learner.context.new_page()
    page.add_init_script(
        "if (location.host.includes('content.localhost')) Object.defineProperty(window, 'localStorage',"
        " {get() { throw new DOMException('refused', 'SecurityError'); }});"
    )
    learner.open(page)
    statuses = []

    def lose(route: Route) -> None:
        statuses.append(forwarded(route))
        if len(statuses) == 1:
            route.abort()
        else:
            route.fulfill(status=200, **HTML)

    page.route(COMMIT, lose)
    assert sco(page, "sco.set('cmi.core.lesson_location', '5'), sco.commit()") == "false"
    assert sco(page, "sco.set('cmi.core.lesson_location', '6'), sco.commit()") == "false"
    assert statuses == [200, 200], "no number was used twice"
    page.unroute(COMMIT)
    page.evaluate(ONLINE)
    expect(line(page)).to_have_text(SAVED, timeout=10_000)
    assert stored()["cmi.core.lesson_location"] == "6"


def test_leftovers_are_found_in_a_storage_that_is_full(learner):
    page = learner.open()
    learner.context.set_offline(True)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    page.evaluate(
        "(() => { for (let size = 1 << 22; size >= 1; size >>= 1) for (let n = 0; n < 3; n += 1)"
        " try { localStorage.setItem(`theirs ${size} ${n}`, 'x'.repeat(size)); } catch {} })()"
    )
    crash(page)
    learner.context.set_offline(False)
    again = learner.open()
    expect(place_of(again)).to_have_text("2")
    expect(again.locator("#player-notes")).to_contain_text("It has been saved now")
    assert sco(again, "sco.set('cmi.core.lesson_location', '7'), sco.commit()") == "true"
    eventually(lambda: again.evaluate("1") and stored()["cmi.core.lesson_location"] == "7")


def test_a_record_that_content_has_spoilt_stands_in_nobodys_way(learner):
    page = learner.open()
    page.evaluate('localStorage.setItem(\'candour:run:x\', \'{"version": 1, "session": "x", "newest": {"seq": 1}}\')')
    page.close(run_before_unload=False)
    again = learner.open()
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.endsWith(':x'))") == ["candour:aside:x"]


# --- People and sign-in -----------------------------------------------------------------------------------------------


def test_a_sign_in_that_ran_out_stops_no_saving_and_leads_back_to_the_course(learner):
    page = learner.open()
    learner.client.logout()
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    assert stored()["cmi.core.lesson_location"] == "2"
    page.get_by_role("button", name="Save and leave").click()
    page.wait_for_url(re.compile(r"/accounts/login/\?next="))
    page.locator("#id_login").fill(learner.place.person.email)
    page.locator("#id_password").fill(DEMO_PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(f"**/learn/{learner.place.uuid}/")
    assert RunSession.objects.get().end_reason == "left"


def test_the_next_learner_at_a_desk_neither_sees_nor_sends_what_the_one_before_left(learner, asha, marek, live_server):
    page = learner.open()
    learner.context.set_offline(True)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    first_host = page.evaluate("location.host")
    crash(page)
    learner.context.set_offline(False)
    learner.client.logout()
    place = enrol(marek, learner.place.version.course, at=timezone.now())
    second = Learner(learner.context, learner.client, marek, live_server, place)
    page = second.context.new_page()
    sent = tries(page)
    second.open(page)
    assert page.evaluate("location.host") != first_host
    assert page.evaluate("Object.keys(localStorage)") == []
    assert sent == []
    expect(page.locator("#player-notes-box")).to_be_hidden()
    expect(place_of(page)).to_have_text("1")
    page.get_by_role("button", name="Save and leave").click()
    page.wait_for_url(f"**/learn/{place.uuid}/")
    again = Learner(learner.context, learner.client, asha, live_server, learner.place).open()
    expect(place_of(again)).to_have_text("2")
    expect(again.locator("#player-notes")).to_contain_text("It has been saved now")
    assert Attempt.objects.get(enrolment=learner.place).sessions.count() == 2


# --- Tabs -------------------------------------------------------------------------------------------------------------


def test_a_copied_tab_takes_nothing_over(learner):
    page = learner.open()
    next_page(page)
    with page.expect_popup() as opened:
        page.evaluate("void window.open(location.href)")
    copy = opened.value
    expect(copy.locator("#player-fail")).to_be_visible()
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    eventually(lambda: stored()["cmi.core.lesson_location"] == "3")
    assert Attempt.objects.get().epoch == 1


def test_a_page_that_comes_back_by_the_back_button_goes_on(learner):
    page = learner.open()
    next_page(page)
    page.goto(f"{learner.server.url}/livez")
    page.go_back()
    expect(place_of(page)).to_have_text("2")
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    # Where a browser keeps the page whole, as this one does not, it is hidden and shown again without a load.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    eventually(lambda: page.evaluate("1") and RunSession.objects.order_by("-epoch")[0].end_reason == "left")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(line(page)).to_have_text(SAVED)
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    eventually(lambda: stored()["cmi.core.lesson_location"] == "4")
    assert RunSession.objects.order_by("-epoch")[0].end_reason == ""


def test_last_words_arrive_though_what_they_follow_is_too_large_to_be_sent_again(learner):
    page = learner.open()
    under_way = []

    def withhold(route: Route) -> None:
        if under_way:
            route.continue_()
        else:
            under_way.append(forwarded(route))

    page.route(COMMIT, withhold)
    sco(page, "sco.set('cmi.suspend_data', '\u00e9'.repeat(64000)), sco.commit()")
    eventually(lambda: page.evaluate("1") and under_way)
    sco(page, "sco.set('cmi.core.lesson_location', '9')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    eventually(lambda: page.evaluate("1") and stored().get("cmi.core.lesson_location") == "9")
    assert RunSession.objects.get().end_reason == "left"
    assert len(stored()["cmi.suspend_data"]) == 64_000
    crash(page)
    again = learner.open()
    expect(place_of(again)).to_have_text("9")


def test_all_that_a_page_holds_when_another_took_over_is_sent_to_be_kept(learner):
    learner.context.clock.install()
    page = learner.open()
    held = hold_commits(page)
    next_page(page)
    eventually(lambda: page.evaluate("1") and len(held) == 1)
    next_page(page)
    second = learner.open(wait=False)
    second.get_by_role("button", name="Go on here").click()
    expect(place_of(second)).to_have_text("1")
    page.bring_to_front()
    page.unroute(COMMIT)
    learner.context.clock.run_for(50_000)  # the sign of life is answered: it went on elsewhere
    expect(page.locator("#player-over")).to_be_visible()
    eventually(lambda: page.evaluate("1") and kept(page) == [], tries=200)
    found = Commit.objects.filter(session__epoch=1).order_by("seq")
    assert [commit.outcome for commit in found] == ["stale", "stale"]
    assert found[1].body["delta"]["cmi.core.lesson_location"] == "3"
    assert "cmi.core.lesson_location" not in stored()
