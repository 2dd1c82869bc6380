"""The player in narrow straits: storage refused between parts, what fits no message, pages that count no more."""

import json

import pytest
from playwright.sync_api import expect

from courses.models import RunState
from courses.rules.folding import accept, fold
from tests.browser import ARGUMENTS, chromium

from .conformance.sco import FLOW, leaf, sequencing
from .player_page import SAVED, content, eventually, line, next_page, sco

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TWO = (leaf("a"), leaf("b"))


def stored() -> dict:
    return RunState.objects.get().data


def ticks(page, number) -> None:
    """The page's own seconds."""
    page.evaluate(
        "(most) => new Promise((done) => { let now = 0; setInterval(() => ++now >= most && done(), 1000); })",
        number,
    )


def refusing(browser, folder):
    (folder / "profile" / "Default").mkdir(parents=True)
    preferences = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (folder / "profile" / "Default" / "Preferences").write_text(json.dumps(preferences))
    return browser.browser_type.launch_persistent_context(
        folder / "profile", executable_path=chromium(), args=ARGUMENTS, locale="en-GB"
    )


def test_a_browser_that_refuses_storage_goes_from_part_to_part(play, browser, tmp_path):
    player = play(*TWO, sequencing=sequencing(FLOW))
    context = refusing(browser, tmp_path)
    try:
        player.page = context.new_page()
        assert player.open() == "a"
        player.go("continue", completion_status="completed")
        assert player.at == "b"
        player.run("sco.set('cmi.location', '7'); sco.set('cmi.exit', 'suspend'); sco.commit()")
        player.saved()
        player.page.reload()
        assert player.at == "b"
        assert player.get("cmi.location") == "7"
        player.press("leave")
        player.page.wait_for_url("**/learn/**")
        assert player.open() == "b"
        assert player.get("cmi.location") == "7"
    finally:
        context.close()


def test_a_preview_goes_from_part_to_part_without_storage(play, browser, tmp_path):
    player = play(*TWO, sequencing=sequencing(FLOW))
    context = refusing(browser, tmp_path)
    try:
        player.page = context.new_page()
        assert player.preview() == "a"
        player.go("continue", completion_status="completed")
        assert player.at == "b"
    finally:
        context.close()


def test_what_it_came_to_is_said_once_and_not_every_second(learner):
    page = learner.open()
    sco(page, "sco.set('cmi.core.lesson_status', 'completed'), sco.finish()")
    expect(page.locator("#player-finished")).to_be_visible()
    page.evaluate(
        "new MutationObserver((seen) => { window.told = (window.told ?? 0) + seen.length; })"
        ".observe(document.getElementById('player-finished'), {childList: true, subtree: true, characterData: true})"
    )
    ticks(page, 2)
    assert page.evaluate("window.told ?? 0") == 0


def test_a_sequenced_page_that_counts_no_more_stays_and_says_why(play):
    player = play(*TWO, sequencing=sequencing(FLOW))
    player.open()
    first = player.page
    player.run("sco.atUnload = {'adl.nav.request': 'continue', 'cmi.completion_status': 'completed'}")
    player.page = player.context.new_page()
    path = f"/learn/{player.place.uuid}/{player.place.version.items.get().uuid}/launch/"
    player.page.goto(player.client.post(path, headers={"accept": "application/json"}).json()["player_url"])
    player.page.get_by_role("button", name="Go on here").click()
    assert player.at == "a"
    first.bring_to_front()
    first.locator("#player-contents-open").click()
    loads = []
    first.on("load", lambda page: loads.append(page.url))
    content(first).evaluate("sco.set('cmi.location', '4'), sco.commit()")
    expect(first.locator("#player-over")).to_be_visible(timeout=10_000)
    expect(first.locator("#player-contents")).to_be_hidden()
    ticks(first, 2)
    expect(first.locator("#player-over-title")).to_have_text("This course is open elsewhere now")
    expect(first.locator("#player-nav")).to_be_hidden()
    assert loads == []


def test_a_run_time_that_does_not_arrive_is_asked_for_again(learner):
    page = learner.context.new_page()
    page.route("**/scorm12.min.js", lambda route: route.abort())
    page.goto(learner.address())
    expect(page.get_by_role("dialog", name="No answer from the library")).to_be_visible()
    page.unroute("**/scorm12.min.js")
    page.get_by_role("button", name="Try again").click()
    expect(page.frame_locator("#player-frame").locator("#entry")).not_to_have_text("-")


def test_words_that_do_not_fit_a_small_screen_can_be_scrolled_to(learner):
    page = learner.context.new_page()
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(learner.address().split("#")[0] + "#code=nothing")
    expect(page.locator("#player-fail")).to_be_visible()
    page.evaluate("document.getElementById('player-fail-words').textContent = 'word '.repeat(60)")
    page.evaluate(
        "document.getElementById('player-notes').textContent = 'word '.repeat(80);"
        "document.getElementById('player-notes-box').hidden = false"
    )
    for which in map(page.locator, ("#player-fail h2", "#player-fail a", "#player-notes-close")):
        which.scroll_into_view_if_needed()
        expect(which).to_be_in_viewport(ratio=0.5)


def test_what_no_message_holds_costs_nothing_else(learner):
    page = learner.open()
    assert sco(page, "sco.set('cmi.suspend_data', '\\u0001'.repeat(64000)), sco.commit()") == "false"
    expect(line(page)).to_have_text("Not all saved")
    expect(page.locator("#player-notes")).to_contain_text("cannot be saved here")
    next_page(page)
    expect(line(page)).to_have_text("Not all saved")
    eventually(lambda: page.evaluate("1") and stored().get("cmi.core.lesson_location") == "2")
    assert "cmi.suspend_data" not in stored()
    sco(page, "sco.set('cmi.suspend_data', 'short'), sco.commit()")
    expect(line(page)).to_have_text(SAVED)
    assert stored()["cmi.suspend_data"] == "short"


def test_a_whole_state_takes_nothing_away_of_what_fits_no_message(learner):
    page = learner.open()
    whole = page.evaluate(
        """async () => {
            const { Ledger } = await import(document.querySelector("script").src.replace("main.js", "delta.js"));
            const ledger = new Ledger();
            ledger.take({"cmi.suspend_data": "\\u0001".repeat(64000), "cmi.core.lesson_location": "2"}, 1);
            return ledger.whole();
        }"""
    )
    before = {"cmi.suspend_data": "earlier", "cmi.core.lesson_location": "1"}
    after, _ = fold(before, accept("scorm-1.2", whole), whole=True)
    assert after == {"cmi.suspend_data": "earlier", "cmi.core.lesson_location": "2"}


def test_what_the_server_did_not_take_is_not_called_saved(learner):
    page = learner.open()
    sco(page, "sco.set('cmi.core.lesson_location', '2'), sco.commit()")
    expect(line(page)).to_have_text(SAVED)
    RunState.objects.update(data={"cmi.comments": "x" * 1_999_990})
    sco(page, "sco.set('cmi.suspend_data', 'y'.repeat(100)), sco.commit()")
    expect(line(page)).to_have_text("Not all saved")
    sco(page, "sco.set('cmi.suspend_data', 'y'), sco.commit()")
    expect(line(page)).to_have_text(SAVED)
    assert stored()["cmi.suspend_data"] == "y"


def test_leaving_twice_asks_once(learner):
    page = learner.open()
    learner.context.set_offline(True)
    next_page(page)
    page.evaluate(
        "window.asked = 0; const show = HTMLDialogElement.prototype.showModal;"
        "HTMLDialogElement.prototype.showModal = function () { window.asked += 1; show.call(this); }; 0"
    )
    page.locator("#player-leave").dblclick()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=15_000)
    ticks(page, 2)
    assert page.evaluate("window.asked") == 1


def test_a_preview_that_was_left_and_comes_back_whole_begins_again(play):
    player = play(*TWO, sequencing=sequencing(FLOW))
    assert player.preview() == "a"
    # The page stays what it was when it went, as where a browser keeps it: an answer without content leads nowhere.
    player.page.route(lambda url: ".content." not in url, lambda route: route.fulfill(status=204))
    with player.page.expect_response(lambda answer: answer.status == 204):
        player.page.locator("#player-leave").click()
    player.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    player.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert player.at == "a"


def test_an_answer_that_makes_no_sense_leaves_nobody_waiting(learner):
    page = learner.context.new_page()
    page.route(
        "**/s/begin",
        lambda route: route.fulfill(json={"token": "t", "standard": "scorm-1.2", "parts": [{"current": True}]}),
    )
    page.goto(learner.address())
    expect(page.locator("#player-fail")).to_contain_text("What was saved is safe")
