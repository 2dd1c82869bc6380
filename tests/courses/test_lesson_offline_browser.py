"""The network is cut on each block of a lesson: nothing is lost, nothing is doubled, nobody else sends it. Chromium."""

import json
import re

from django.utils import timezone

import pytest
from playwright.sync_api import expect

from courses.models import Commit, ItemResult, RunState
from courses.services import moving
from foundation.vocabulary.api import load

from .native import block, check, key, lesson, make_page, place_on, url_of
from .test_lesson_blocks import everything, outline_of
from .test_lessons_browser import SAVED, answer, region, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def branch():
    paths = [
        block(f"branch/{n}", "item", {"text": text, "consequence": "CANARY"}) for n, text in enumerate(("Go", "Stay"))
    ]
    return block("branch", "branch", {"scene": "You are at the desk.", "paths": paths})


@pytest.fixture
def place(db, request):
    load()
    return place_on(request.getfixturevalue("asha"), make_page(outline=outline_of(*everything(), branch())))


@pytest.fixture
def page(browser_context, client, asha, place, live_server):
    page = signed_in(browser_context, client, asha, live_server)
    page.goto(live_server.url + url_of(place, "lesson1"))
    return page


def do_check(page):
    answer(page, "check1", 0)


def do_walk(page):
    region(page, "scenario").locator(f'button[value="{key("w/form")}"]').click()


def do_match(page):
    for list_ in region(page, "match").locator("select").all():
        list_.select_option(index=1)
    region(page, "match").get_by_role("button").click()


def do_order(page):
    for place, list_ in enumerate(region(page, "order").locator("select").all(), start=1):
        list_.select_option(str(place))
    region(page, "order").get_by_role("button").click()


def do_tick(page):
    region(page, "to_do").locator(f'input[value="{key("do/0")}"]').check()
    region(page, "to_do").get_by_role("button").click()


def do_write(page):
    region(page, "prompt").locator("textarea").fill("I would log it at once.")
    region(page, "prompt").get_by_role("button").click()


def do_branch(page):
    region(page, "branch").get_by_role("button").first.click()


ALL = {
    "check1": do_check,
    "branch": do_branch,
    "scenario": do_walk,
    "match": do_match,
    "order": do_order,
    "to_do": do_tick,
    "prompt": do_write,
}
BLOCKS = {f"block.{key(name)}" for name in ALL}


def everything_is_there_once(place):
    state = RunState.objects.get()
    assert set(state.data) >= BLOCKS
    assert place.private_notes.get().text == "I would log it at once."
    done = [commit.body["delta"] for commit in Commit.objects.all() if "block." in json.dumps(commit.body)]
    written = [name for delta in done for name in delta if name in BLOCKS]
    assert sorted(written) == sorted(BLOCKS), "each was written, and once"


def test_offline_on_every_block_nothing_is_lost_and_nothing_doubled(page, place):
    page.context.set_offline(True)
    for name, act in ALL.items():
        act(page)
        expect(region(page, name).locator(".waiting")).to_contain_text("Kept on this device")
    expect(page.locator("[data-save]")).to_contain_text("Saved on this device only")
    page.get_by_role("button", name="Mark as done and go on").click()
    assert not Commit.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_role("link", name="Done. Go on")).to_be_visible()
    expect(page.locator("[data-save]")).to_have_text(SAVED)
    expect(region(page, "check1").locator(".verdict")).to_have_text("That is right.")
    expect(page.locator(".waiting")).to_have_count(0)
    everything_is_there_once(place)
    assert ItemResult.objects.get().satisfied_at is not None


def test_when_every_answer_is_lost_on_its_way_the_next_visit_sends_and_nothing_is_doubled(page, place, live_server):
    # The server takes it and says so, and the word never arrives.
    def swallow(route):
        if route.request.method != "POST":
            route.continue_()
            return
        route.fetch()
        route.abort()

    page.route("**/learn/**", swallow)
    for act in ALL.values():
        act(page)
        expect(page.locator("[data-save]")).to_contain_text("on this device only")
    page.close()
    assert Commit.objects.count() >= 1
    other = page.context.new_page()
    other.goto(f"{live_server.url}/learn/{place.uuid}/")
    other.goto(live_server.url + url_of(place, "lesson1"))
    expect(other.locator("[data-save]")).to_have_text(SAVED)
    assert other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('candour:lesson:')).length") == 0
    everything_is_there_once(place)


def test_what_one_person_left_is_never_sent_by_another_and_goes_home_with_its_own(  # noqa: PLR0917 - fixtures
    page, place, client, asha, marek, live_server
):
    page.context.set_offline(True)
    do_write(page)
    expect(region(page, "prompt").locator(".waiting")).to_be_visible()
    page.close()
    page.context.set_offline(False)
    stored = "Object.entries(localStorage).filter(([key]) => key.startsWith('candour:lesson:'))"
    theirs = place_on(marek, place.course.page)
    second = signed_in(page.context, client, marek, live_server)
    second.goto(live_server.url + url_of(theirs, "lesson1"))
    answer(second, "check1", 0)
    expect(second.locator("[data-save]")).to_have_text(SAVED)
    kept = second.evaluate(stored)
    # Her note and the place where she was, under a name that says nothing about her; nothing of his.
    assert any("I would log it at once." in text for _, text in kept)
    assert len({name.split(":")[2] for name, _ in kept}) == 1
    assert not re.search(f"{asha.uuid}|{asha.email}|{place.uuid}", "".join(name for name, _ in kept))
    assert not place.private_notes.exists()
    second.close()
    third = signed_in(page.context, client, asha, live_server)
    third.goto(live_server.url + url_of(place, "lesson1"))
    expect(third.locator("[data-save]")).to_have_text(SAVED)
    assert place.private_notes.get().text == "I would log it at once."


def test_two_devices_are_joined(page, place, browser, client, live_server):
    context = browser.new_context()
    phone = signed_in(context, client, place.person, live_server)
    phone.goto(live_server.url + url_of(place, "lesson1"))
    phone.context.set_offline(True)
    do_walk(phone)
    do_write(phone)
    do_check(page)
    do_tick(page)
    expect(page.locator("[data-save]")).to_have_text(SAVED)
    phone.context.set_offline(False)
    expect(phone.locator("[data-save]")).to_have_text(SAVED)
    data = RunState.objects.get().data
    assert {f"block.{key(name)}" for name in ("scenario", "prompt", "check1", "to_do")} <= set(data)
    assert place.private_notes.get().text == "I would log it at once."
    context.close()


def test_signing_out_warns_of_what_is_only_on_this_device(page, place):
    page.context.set_offline(True)
    do_write(page)
    expect(region(page, "prompt").locator(".waiting")).to_be_visible()
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    dialog = page.get_by_role("dialog", name="Some of your work is only on this device")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_have_count(0)
    page.context.set_offline(False)
    expect(page.locator("[data-save]")).to_have_text(SAVED)
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    assert place.private_notes.get().text == "I would log it at once."


def test_work_for_a_part_that_is_gone_holds_up_nothing_and_is_shown(page, place, live_server):
    page.context.set_offline(True)
    do_check(page)
    do_write(page)
    expect(region(page, "prompt").locator(".waiting")).to_be_visible()
    page.close()
    page.context.set_offline(False)
    course = place.course.page
    course.outline = json.dumps(
        [
            block(
                "module",
                "module",
                {
                    "title": "",
                    "items": [lesson("other", "Another", check("another", "Is it?", ("Yes", True), ("No", False)))],
                },
            )
        ]
    )
    course.save_revision().publish()
    course.course.refresh_from_db()
    moving.move(place, to=course.course.current.uuid, at=timezone.now())
    other = page.context.new_page()
    other.goto(f"{live_server.url}/learn/{place.uuid}/")
    said = other.get_by_text("could not be taken").first
    expect(said).to_contain_text("another version of this course")
    expect(other.locator("blockquote")).to_have_text("I would log it at once.")
    mine = "Object.keys(localStorage).filter((key) => key.startsWith('candour:lesson:')).length"
    # The page's policy forbids scripts from strings, so it is asked again and again rather than watched.
    for _ in range(50):
        if other.evaluate(mine) == 0:
            break
        other.wait_for_timeout(100)
    assert other.evaluate(mine) == 0
    assert (
        other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('candour:lesson-aside:')).length") >= 2
    )
    assert not place.private_notes.exists()
