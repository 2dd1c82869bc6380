"""The player in Chromium: what a learner does, and what goes wrong around them. The server is the judge of "saved"."""

import json
import re
from datetime import timedelta

from django.utils import timezone

import pytest
from playwright.sync_api import Route, expect

from courses.models import Attempt, Commit, CourseItem, ItemResult, RunSession, RunState
from courses.services.enrolment import enrol

from .player_page import (
    ON_DEVICE,
    SAVED,
    Learner,
    content,
    crash,
    eventually,
    forwarded,
    line,
    next_page,
    place_of,
    sco,
)
from .small_course import import_small_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def stored() -> dict:
    return RunState.objects.get().data


def test_every_page_is_saved_and_a_closed_tab_resumes_at_the_same_place(learner):
    page = learner.open()
    assert sco(page, "sco.get('cmi.core.entry')") == "ab-initio"
    expect(line(page)).to_have_text("Nothing new to save")
    next_page(page)
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    assert stored()["cmi.core.lesson_location"] == "3"
    page.close(run_before_unload=False)
    again = learner.open()
    expect(place_of(again)).to_have_text("3")
    assert sco(again, "sco.get('cmi.core.entry')") == "resume"
    expect(again.locator("#player-notes-box")).to_be_hidden()  # the closing message had arrived: nothing came home
    assert [session.end_reason for session in RunSession.objects.order_by("epoch")] == ["left", ""]


@pytest.mark.parametrize(("finishes", "reason"), [("true", "finished"), ("false", "left")])
def test_what_the_content_says_while_the_tab_closes_arrives(learner, finishes, reason):
    page = learner.open()
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    suspended = "x" * 64_000
    sco(page, "sco.setAtUnload = {'cmi.core.lesson_location': '9', 'cmi.suspend_data': 'x'.repeat(64000)}")
    sco(page, f"sco.finishAtUnload = {finishes}")
    page.close(run_before_unload=False)
    eventually(lambda: stored().get("cmi.suspend_data") == suspended)
    assert stored()["cmi.core.lesson_location"] == "9"
    assert RunSession.objects.get().end_reason == reason
    again = learner.open()
    expect(place_of(again)).to_have_text("9")
    assert sco(again, "sco.get('cmi.core.entry')") == "resume"


def test_64000_long_characters_at_the_last_moment_come_home_at_the_next_visit(learner):
    page = learner.open()
    character = "\N{CJK UNIFIED IDEOGRAPH-4E2D}"  # 192 kB: no browser carries that while a page closes
    sco(page, f"sco.setAtUnload = {{'cmi.suspend_data': {character!r}.repeat(64000)}}; sco.finishAtUnload = true")
    page.close(run_before_unload=False)
    again = learner.open()
    assert sco(again, "sco.get('cmi.suspend_data').length") == 64_000
    assert stored()["cmi.suspend_data"] == character * 64_000
    assert RunSession.objects.order_by("epoch").first().end_reason == "finished"


def test_64000_characters_are_saved_as_they_come(learner):
    page = learner.open()
    assert sco(page, "sco.set('cmi.suspend_data', 'y'.repeat(64000)), sco.commit()") == "true"
    expect(line(page)).to_have_text(SAVED)
    assert stored()["cmi.suspend_data"] == "y" * 64_000
    assert sco(page, "sco.set('cmi.suspend_data', 'y'.repeat(64001))") == "false"


def test_offline_for_a_while_then_back(learner):
    page = learner.open()
    learner.context.set_offline(True)
    next_page(page)
    assert sco(page, "sco.commit()") == "true", "it is in the journal"
    expect(line(page)).to_have_text(ON_DEVICE)
    assert not Commit.objects.exists()
    next_page(page)
    learner.context.set_offline(False)
    expect(line(page)).to_have_text(SAVED, timeout=15_000)
    assert stored()["cmi.core.lesson_location"] == "3"


def test_a_tab_that_crashes_offline_brings_its_work_home_at_the_next_visit(learner):
    page = learner.open()
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    learner.context.set_offline(True)
    next_page(page)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    crash(page)
    learner.context.set_offline(False)
    assert stored()["cmi.core.lesson_location"] == "2"
    again = learner.open()
    expect(place_of(again)).to_have_text("4")
    expect(again.locator("#player-notes")).to_contain_text("It has been saved now")
    assert not Commit.objects.filter(outcome="stale").exists()


def test_leftovers_that_the_server_refuses_are_told_of_and_not_thrown_away(learner):
    page = learner.open()
    learner.context.set_offline(True)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    # Before the tab closes: its last message may still find its way when the network is back.
    RunSession.objects.update(last_seen=timezone.now() - timedelta(days=8))
    page.close(run_before_unload=False)
    learner.context.set_offline(False)
    again = learner.open()
    expect(again.locator("#player-notes")).to_contain_text("It stays on this device")
    expect(place_of(again)).to_have_text("1")
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('candour:aside:')).length") == 1
    again.get_by_role("button", name="Close this note").click()
    expect(again.locator("#player-notes-box")).to_be_hidden()


def test_a_sign_in_page_with_status_200_is_no_acknowledgement(learner):
    page = learner.open()

    def portal(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to our café's network</h1>")

    page.route("**/s/commit", portal)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    assert not Commit.objects.exists()
    page.unroute("**/s/commit")
    expect(line(page)).to_have_text(SAVED, timeout=15_000)
    assert stored()["cmi.core.lesson_location"] == "2"


def test_only_our_own_acknowledgement_counts(learner):
    page = learner.open()
    session = str(RunSession.objects.get().uuid)
    answers = [
        {"ack": 1},
        {"ack": 7, "session": session, "outcome": "applied"},
        {"ack": 1, "session": "another", "outcome": "applied"},
        {"ack": 1, "session": session, "outcome": "thanks"},
        None,
    ]
    asked = []

    def answer(route: Route) -> None:
        if len(asked) == len(answers):
            route.continue_()
        else:
            asked.append(answers[len(asked)])
            route.fulfill(status=200, content_type="application/json", body=json.dumps(asked[-1]))

    page.route("**/s/commit", answer)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    for _ in answers:
        page.evaluate("dispatchEvent(new Event('online'))")  # no need to wait out the pauses between tries
        page.wait_for_timeout(100)
        assert Commit.objects.exists() or not SAVED.match(line(page).inner_text())
    expect(line(page)).to_have_text(SAVED, timeout=30_000)
    assert asked == answers
    assert Commit.objects.count() == 1


def test_a_server_that_fails_and_recovers(learner):
    page = learner.open()
    answers = iter([500, 502, 503, None])

    def fail(route: Route) -> None:
        status = next(answers, 200)
        if status == 200:
            route.continue_()
        elif status is None:
            route.abort("connectionrefused")  # it is being started again
        else:
            route.fulfill(status=status, content_type="text/html", body="no")

    page.route("**/s/commit", fail)
    next_page(page)
    expect(line(page)).to_have_text(ON_DEVICE)
    expect(line(page)).to_have_text(SAVED, timeout=30_000)
    assert [commit.seq for commit in Commit.objects.all()] == [1]


def test_an_answer_that_was_lost_is_asked_for_again_and_counted_once(learner):
    page = learner.open()
    lost = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(forwarded(route))
            route.abort()

    page.route("**/s/commit", lose)
    next_page(page)
    expect(line(page)).to_have_text(SAVED, timeout=15_000)
    assert lost == [200]
    assert Commit.objects.count() == 1


def test_storage_refused_makes_the_page_wait_for_the_server(learner):
    page = learner.context.new_page()
    page.add_init_script(
        "if (location.host.includes('content.localhost')) Object.defineProperty(window, 'localStorage',"
        " {get() { throw new DOMException('refused', 'SecurityError'); }});"
    )
    learner.open(page)
    assert sco(page, "sco.set('cmi.core.lesson_location', '5'), sco.commit()") == "true"
    assert stored()["cmi.core.lesson_location"] == "5", "true came only after the server had it"
    page.route("**/s/commit", lambda route: route.fulfill(status=200, content_type="text/html", body="hello"))
    assert sco(page, "sco.set('cmi.core.lesson_location', '6'), sco.commit()") == "false"
    assert sco(page, "sco.error()") == "101"
    expect(line(page)).to_have_text("Not saved")
    expect(page).to_have_title(re.compile("^Not saved: "))
    page.unroute("**/s/commit")
    expect(line(page)).to_have_text(SAVED, timeout=15_000)
    assert stored()["cmi.core.lesson_location"] == "6"


def test_storage_that_is_full_is_not_called_saved(learner):
    page = learner.open()
    page.evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); })")
    page.route("**/s/commit", lambda route: route.abort())
    assert sco(page, "sco.set('cmi.core.lesson_location', '5'), sco.commit()") == "false"
    expect(line(page)).to_have_text("Not saved")


def test_two_tabs_the_second_asks_and_the_first_learns(learner):
    first = learner.open()
    next_page(first)
    expect(line(first)).to_have_text(SAVED)
    second = learner.open(wait=False)
    question = second.locator("#player-ask-takeover")
    expect(question).to_be_visible()
    expect(question).to_contain_text("Firefox on Windows, since today at")
    question.get_by_role("button", name="Go on here").click()
    expect(place_of(second)).to_have_text("2")
    next_page(first)
    expect(first.locator("#player-over")).to_be_visible()
    expect(first.locator("#player-over")).to_contain_text("It was opened again: Firefox on Windows")
    expect(line(first)).to_have_text("Continued elsewhere")
    next_page(second)
    next_page(second)
    expect(line(second)).to_have_text(SAVED)
    assert stored()["cmi.core.lesson_location"] == "4"
    [kept] = Commit.objects.filter(outcome="stale")
    assert kept.body["delta"]["cmi.core.lesson_location"] == "3"


def test_declining_the_takeover_leaves_the_first_tab_alone(learner):
    first = learner.open()
    second = learner.open(wait=False)
    second.get_by_role("button", name="Go back").click()
    second.wait_for_url(re.compile(r"/learn/"))
    next_page(first)
    expect(line(first)).to_have_text(SAVED)
    assert Attempt.objects.get().epoch == 1


def test_a_second_profile_resumes_at_the_same_place(learner, browser, client, asha, live_server):
    first = learner.open()
    next_page(first)
    next_page(first)
    expect(line(first)).to_have_text(SAVED)
    RunSession.objects.update(last_seen=timezone.now() - timedelta(minutes=3))
    phone = browser.new_context()
    page = Learner(phone, client, asha, live_server, learner.place).open()
    expect(place_of(page)).to_have_text("3")
    assert sco(page, "sco.get('cmi.core.entry')") == "resume"
    phone.close()


def test_a_reload_goes_on_where_it_was(learner):
    page = learner.open()
    assert "code" not in page.url, "the one-time code has left the address bar"
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    page.reload()
    expect(place_of(page)).to_have_text("2")
    assert Attempt.objects.get().epoch == 2


def test_a_used_link_says_so_and_leads_back(learner):
    address = learner.address()
    page = learner.context.new_page()
    page.goto(address)
    expect(page.locator("#player-frame")).to_be_visible()
    other = learner.context.new_page()
    other.goto(address)
    expect(other.locator("#player-fail")).to_contain_text("has been used already")
    assert "/learn/" in other.get_by_role("link", name="Back to my learning").get_attribute("href")


def test_finishing_says_what_it_came_to_and_leaves_for_the_course_page(learner):
    page = learner.open()
    sco(page, "sco.set('cmi.core.score.raw', '85'), sco.set('cmi.core.lesson_status', 'passed'), sco.finish()")
    done = page.locator("#player-finished")
    expect(done).to_contain_text("Passed with 85 of 100. Saved")
    expect(done).to_contain_text("The course is complete.")
    assert ItemResult.objects.get().satisfied_at is not None
    done.get_by_role("button", name="Back to the course").click()
    page.wait_for_url(f"**/learn/{learner.place.uuid}/")


def test_leaving_lets_the_content_speak_and_waits_for_the_server(learner):
    page = learner.open()
    sco(page, "sco.setAtUnload = {'cmi.core.lesson_location': '7'}; sco.finishAtUnload = true")
    page.get_by_role("button", name="Save and leave").click()
    page.wait_for_url(f"**/learn/{learner.place.uuid}/")
    assert stored()["cmi.core.lesson_location"] == "7"
    assert RunSession.objects.get().end_reason == "finished"


def test_leaving_offline_says_where_the_work_is(learner):
    page = learner.open()
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    page.route("**/s/commit", lambda route: route.abort())
    next_page(page)
    page.get_by_role("button", name="Save and leave").click()
    question = page.locator("#player-ask-unsent")
    expect(question).to_be_visible(timeout=15_000)
    expect(question).to_contain_text("kept in this browser")
    question.get_by_role("button", name="Leave now").click()
    page.wait_for_url(f"**/learn/{learner.place.uuid}/")
    page.unroute("**/s/commit")
    again = learner.open()
    expect(place_of(again)).to_have_text("3")


def test_content_that_writes_after_it_has_finished_is_saved(learner):
    page = learner.open()
    sco(page, "sco.set('cmi.core.lesson_status', 'incomplete'), sco.finish()")
    expect(page.locator("#player-finished")).to_be_visible()
    assert sco(page, "sco.set('cmi.core.lesson_status', 'completed')") == "true"
    expect(page.locator("#player-finished")).to_contain_text("Completed.")
    assert RunState.objects.get().completion == "completed"


def test_content_that_never_commits_is_saved_all_the_same(learner):
    page = learner.open()
    sco(page, "sco.set('cmi.core.lesson_location', '8')")
    expect(line(page)).to_have_text("Saving")
    expect(line(page)).to_have_text(SAVED, timeout=10_000)
    assert stored()["cmi.core.lesson_location"] == "8"


def test_five_thousand_values_in_a_second_are_a_few_commits(learner):
    page = learner.open()
    sco(page, "for (let n = 0; n < 5000; n += 1) { sco.set('cmi.core.lesson_location', String(n)); sco.commit(); }")
    expect(line(page)).to_have_text(SAVED, timeout=15_000)
    assert stored()["cmi.core.lesson_location"] == "4999"
    assert Commit.objects.count() <= 5


def test_more_than_one_message_can_hold_goes_in_several(learner):
    page = learner.open()
    sco(
        page,
        "for (let n = 0; n < 1000; n += 1) { sco.set(`cmi.interactions.${n}.id`, `question-${n}`);"
        " sco.set(`cmi.interactions.${n}.type`, 'fill-in');"
        " sco.set(`cmi.interactions.${n}.student_response`, 'a'.repeat(250)); }"
        " sco.set('cmi.suspend_data', 'z'.repeat(64000)); sco.commit()",
    )
    expect(line(page)).to_have_text(SAVED, timeout=30_000)
    assert Commit.objects.count() >= 2
    assert len(stored()) == 3001
    again = learner.open(wait=False)
    again.get_by_role("button", name="Go on here").click()
    expect(place_of(again)).to_have_text("1")
    assert sco(again, "sco.get('cmi.interactions._count')") == "1000"


def test_a_package_of_two_parts_leads_from_one_to_the_next(asha, tmp_path, course_place, learner):
    items = "".join(f'<item identifier="i{n}" identifierref="r{n}"><title>Part {n}</title></item>' for n in (1, 2))
    resource = '<resource identifier="r{0}" type="webcontent" adlcp:scormtype="sco" href="index.html?part={0}"/>'
    report = import_small_course(
        tmp_path, title="Two parts", items=items, resources=resource.format(1) + resource.format(2)
    )
    item = CourseItem.objects.get(package_version__sha256=report.sha256)
    learner.place = enrol(asha, item.version.course, at=timezone.now())
    page = learner.open()
    expect(page.locator("#player-place")).to_have_text("Part 1 of 2")
    sco(
        page, "sco.set('cmi.core.lesson_location', 'end'), sco.set('cmi.core.lesson_status', 'completed'), sco.finish()"
    )
    expect(page.locator("#player-finished")).to_contain_text("1 of 2 parts finished; next is “Part 2”.")
    page.get_by_role("button", name="Contents").click()
    expect(page.get_by_role("button", name="Part 1")).to_contain_text("You are here · Done")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Next: Part 2").click()
    expect(page.locator("#player-place")).to_have_text("Part 2 of 2")
    expect(page.frame_locator("#player-frame").locator("#entry")).to_have_text("ab-initio")
    assert "part=2" in content(page).url
    assert sco(page, "sco.get('cmi.core.lesson_location')") == "", "nothing of the part before leaks into the next"
    sco(page, "sco.set('cmi.core.lesson_status', 'completed'), sco.finish()")
    expect(page.locator("#player-finished")).to_contain_text("The course is complete.")
    expect(page.get_by_role("button", name="Next:")).to_be_hidden()


def test_a_tab_that_is_hidden_sends_what_no_commit_holds_yet(learner):
    page = learner.open()
    sco(page, "sco.set('cmi.core.lesson_location', '6')")
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {get: () => 'hidden', configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    eventually(lambda: stored().get("cmi.core.lesson_location") == "6")


def test_nothing_in_the_page_breaks_its_policy_and_no_cookie_is_set(learner):
    page = learner.context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    learner.open(page)
    next_page(page)
    expect(line(page)).to_have_text(SAVED)
    assert complaints == []
    assert [cookie for cookie in learner.context.cookies() if "content" in cookie["domain"]] == []


def test_the_form_of_the_course_page_leads_to_the_player(learner):
    page = learner.context.new_page()
    page.goto(f"{learner.server.url}/learn/{learner.place.uuid}/{learner.place.version.items.get().uuid}/")
    page.locator("form[action$='/launch/'] button").first.click()
    expect(page.frame_locator("#player-frame").locator("#entry")).to_have_text("ab-initio")
