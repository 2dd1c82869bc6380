"""The table of contents, previews and reviews in the player, for packages without a sequencer too."""

import pytest
from playwright.sync_api import expect

from courses.models import Attempt, Commit, RunSession

from .conformance.sco import FLOW, cluster, leaf, sequencing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def locked(name: str, script: str) -> str:
    return leaf(name, f'<adlcp:prerequisites type="aicc_script">{script}</adlcp:prerequisites>')


def test_parts_of_a_scorm_12_package_are_listed_nested_with_what_is_locked(play):
    player = play(
        leaf("a", title="Asking for records"),
        cluster("m", leaf("b"), leaf("h", attributes='isvisible="false"'), title="Answering"),
        locked("c", "a"),
        standard="1.2",
    )
    player.open()
    assert player.page.locator(".contents-heading").count() == 0
    assert player.contents() == [
        ("Asking for records", "You are here · Started", True),
        ("b", "Not started", True),
        ("c", "Not started. Finish “Asking for records” first.", False),
    ]
    assert player.page.locator(".contents-heading").all_inner_texts() == ["Answering"]
    player.page.locator(".contents-part", has_text="Finish “Asking").click(force=True)  # nothing happens
    expect(player.page.locator("#player-contents")).to_be_visible()
    player.close_contents()
    player.run("sco.go({'cmi.core.lesson_status': 'passed'})")
    expect(player.page.locator("#player-finished")).to_be_visible()
    player.page.locator("#player-onward").click()
    expect(player.page.locator("#player-place")).to_have_text("Part 2 of 3")
    assert player.at == "b"
    player.choose("c")
    assert player.at == "c"
    assert not player.shows("onward")
    player.press("back")
    assert player.at == "b"


def test_the_contents_work_by_keyboard(play):
    player = play(leaf("a"), leaf("b"), leaf("c"), standard="1.2")
    player.open()
    player.page.locator("#player-contents-open").focus()
    player.page.keyboard.press("Enter")
    expect(player.page.locator(".contents-part[aria-current]")).to_be_focused()
    player.page.keyboard.press("Escape")
    expect(player.page.locator("#player-contents-open")).to_be_focused()
    player.page.keyboard.press("Enter")
    player.page.keyboard.press("Tab")
    player.page.keyboard.press("Enter")
    expect(player.page.locator("#player-place")).to_have_text("Part 2 of 3")
    assert player.at == "b"


def test_an_asset_of_a_scorm_12_package_is_done_once_opened(play):
    player = play(leaf("a", resource="asset"), leaf("b"), standard="1.2")
    assert player.open() == "a"
    assert player.run("window.parent.API === undefined")
    player.page.locator("#player-onward").click()
    expect(player.page.locator("#player-place")).to_have_text("Part 2 of 2")
    assert player.at == "b"
    assert player.contents()[0][1] == "Done"


def test_a_review_changes_nothing_and_opens_every_part(play):
    player = play(leaf("a"), leaf("b"), sequencing=sequencing(FLOW))
    player.open()
    player.go("continue", completion_status="completed", success_status="passed", location="4")
    assert player.at == "b"
    player.go("exitAll", completion_status="completed", success_status="passed")
    player.ended()
    before = Attempt.objects.get().shared
    player.open(mode="review")
    expect(player.page.locator("#player-line")).to_have_text("Review: nothing you do here changes your result")
    assert (player.get("cmi.mode"), player.get("cmi.credit")) == ("review", "no-credit")
    assert player.get("cmi.location") == "4"
    player.go("continue", location="1")
    assert player.at == "b"
    player.choose("a")
    assert player.at == "a"
    player.choose("b")
    assert player.at == "b"
    player.go(completion_status="incomplete", success_status="failed")
    expect(player.page.locator("#player-finished")).to_be_visible()
    assert Attempt.objects.get().shared == before
    assert player.stored("a")["cmi.location"] == "4"
    assert player.stored("b")["cmi.success_status"] == "passed"
    assert {commit.outcome for commit in Commit.objects.filter(session__mode="review")} == {"kept"}


def test_a_preview_sequences_and_resumes_and_sends_nothing(play):
    player = play(leaf("a"), leaf("b"), sequencing=sequencing(FLOW))
    posted = []
    player.page.on("request", lambda sent: sent.method == "POST" and posted.append(sent.url.rsplit("/", 1)[1]))
    assert player.preview() == "a"
    expect(player.page.locator("#player-line")).to_have_text("Preview: nothing is kept")
    assert player.get("cmi.mode") == "browse"
    player.go("continue", completion_status="completed")
    assert player.at == "b"
    player.run("sco.set('cmi.location', '5'), sco.commit()")
    player.page.reload()
    assert player.at == "b"
    assert (player.get("cmi.location"), player.get("cmi.entry")) == ("5", "resume")
    player.go("exitAll", completion_status="completed")
    assert player.ended() == "The preview has come to its end."
    assert set(posted) == {"begin"}
    assert not RunSession.objects.exists()
