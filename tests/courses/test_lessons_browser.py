"""Lessons and quizzes in Chromium: answered in place, honest about what is saved, and whole without a script."""

import re
from datetime import timedelta

from django.utils import timezone

import pytest
from playwright.sync_api import Page, expect

from certificates.api import Certificate
from courses.models import Commit, RunState
from foundation.vocabulary.api import load

from .native import RIGHT, key, make_page, place_on, url_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def place(db, request):
    load()
    page = make_page()
    return place_on(request.getfixturevalue("asha"), page)


def signed_in(context, client, person, server) -> Page:
    client.force_login(person)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


@pytest.fixture
def page(browser_context, client, asha, place, live_server) -> Page:
    return signed_in(browser_context, client, asha, live_server)


def region(page: Page, name: str):
    return page.locator("[data-region]").filter(has=page.locator(f'[id="q-{key(name)}"]'))


def answer(page: Page, name: str, number: int) -> None:
    asked = region(page, name)
    asked.locator(f'input[value="{key(f"{name}/{number}")}"]').check()
    asked.get_by_role("button").click()


def test_an_answer_is_explained_in_place_and_saved_is_said_after_the_server(page, place, live_server):
    page.goto(live_server.url + url_of(place, "lesson1"))
    answer(page, "check1", 0)
    expect(region(page, "check1").locator(".verdict")).to_have_text("That is right.")
    expect(page.locator("[data-save]")).to_have_text(SAVED)
    expect(page.locator("[data-missing]")).to_contain_text("One thing is still open")
    expect(region(page, "check1").locator("[data-focus]")).to_be_focused()
    answer(page, "check2", 1)
    expect(page.locator("[data-missing]")).to_have_text("Mark the lesson as done when you have read it.")
    assert [commit.seq for commit in Commit.objects.order_by("pk")] == [1, 2]
    page.get_by_role("button", name="Mark as done and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The month")


def test_a_sign_in_page_in_between_is_no_acknowledgement(page, place, live_server):
    page.goto(live_server.url + url_of(place, "lesson1"))
    page.context.clear_cookies(name="sessionid")
    answer(page, "check1", 0)
    expect(page.locator("[data-save]")).to_contain_text("Saved on this device only: you have been signed out")
    assert not Commit.objects.exists()


def test_the_place_is_told_when_the_page_is_left(page, place, live_server):
    page.goto(live_server.url + url_of(place, "lesson1"))
    page.locator(f'[data-block="{key("check2")}"]').scroll_into_view_if_needed()
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.evaluate(
            "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
            "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
        )
    assert RunState.objects.get().data["place"] in {key("check2"), key("prompt"), key("branch"), key("check1")}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_whole_course_from_the_first_page_to_the_certificate(browser, client, place, live_server, script):
    context = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740})
    page = signed_in(context, client, place.person, live_server)
    page.goto(live_server.url + place.course.page.url)
    page.get_by_role("button", name="Start the course").or_(
        page.get_by_role("link", name="Begin the first part")
    ).click()
    for name, number in (("check1", 1), ("check2", 1)):
        answer(page, name, number)
        expect(region(page, name).locator(".verdict")).to_be_visible()
    page.get_by_role("button", name="Mark as done and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The month")
    page.get_by_role("button", name="Mark as done and go on").click()
    page.get_by_role("button", name="Begin the quiz").click()
    for number in range(3):
        stem = page.locator(".ask-quiz .ask-stem")
        expect(page.locator(".ask-kind")).to_contain_text(f"Question {number + 1} of 3")
        name = stem.get_attribute("id").removeprefix("q-")
        for choice in next(choices for short, choices in RIGHT.items() if key(short) == name):
            page.locator(f'input[value="{key(choice)}"]').check()
        page.get_by_role("button", name="Check my answer").click()
        expect(page.locator(".verdict")).to_have_text("That is right.")
        page.get_by_role("link", name=re.compile("Next question|See your result")).click()
    expect(page.locator(".result")).to_contain_text("Your certificate is issued")
    code = Certificate.objects.get().code
    expect(page.locator(".result .earned-code")).to_have_text(code)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if script else True
    assert Certificate.objects.get().issued_at > timezone.now() - timedelta(minutes=5)
    context.close()
