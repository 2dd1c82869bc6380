"""Navigation requests of content and of our own controls (SN 4th Edition 4.4, NB.2.1, TB.2.3; RTE 4th Edition 4.4)."""

import pytest

from courses.models import Attempt

from .sco import FLOW, cluster, leaf, mode, sequencing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THREE = (leaf("a"), leaf("b"), leaf("c"))


def test_content_continues_goes_back_chooses_and_jumps(play):
    player = play(*THREE, sequencing=sequencing(FLOW))
    assert player.open() == "a"
    player.go("continue", completion_status="completed")
    assert player.at == "b"
    player.go("previous")
    assert player.at == "a"
    player.go("{target=c}choice")
    assert player.at == "c"
    player.go("{target=b}jump")
    assert player.at == "b"


def test_our_controls_offer_what_the_sequencer_allows(play):
    player = play(*THREE, sequencing=sequencing(FLOW))
    player.open()
    assert player.shows("onward")
    assert not player.shows("back")
    assert [line[2] for line in player.contents()] == [True, True, True]
    player.close_contents()
    player.run("sco.atUnload = {'adl.nav.request': '{target=c}choice', 'cmi.completion_status': 'completed'}")
    player.press("onward")  # the learner's request is carried out, whatever content asks for while it goes
    assert player.at == "b"
    assert player.stored("a")["cmi.completion_status"] == "completed"
    player.choose("c")
    assert player.at == "c"
    assert player.page.locator("#player-onward").inner_text() == "Finish"
    player.press("back")
    assert player.at == "b"
    states = {title: state for title, state, _ in player.contents()}
    assert states == {"a": "Passed", "b": "You are here · Started", "c": "Passed"}


def test_validity_is_told_to_content(play):
    player = play(leaf("a"), leaf("b"), sequencing=sequencing(FLOW))
    player.open()
    valid = "adl.nav.request_valid."
    assert (player.get(valid + "continue"), player.get(valid + "previous")) == ("true", "false")
    assert player.get(valid + "choice.{target=b}") == "true"
    assert player.get(valid + "choice.{target=nobody}") == "false"
    assert player.get(valid + "jump.{target=b}") == "true"
    assert player.run("sco.set('adl.nav.request_valid.continue', 'false')") == "false"
    assert player.run("sco.error()") == "404"
    assert player.run("sco.set('adl.nav.request', 'sideways')") == "false"
    assert player.run("sco.error()") == "406"


def test_suspend_all_resumes_the_activity_with_its_data(play):
    player = play(*THREE, sequencing=sequencing(FLOW))
    player.open()
    player.go("continue", completion_status="completed")
    assert player.at == "b"
    player.go("suspendAll", location="7", exit="normal")  # the request counts, not the exit (SN 4.4.1)
    player.page.wait_for_url("**/learn/**")
    assert player.open() == "b"
    assert (player.get("cmi.entry"), player.get("cmi.location")) == ("resume", "7")
    player.press("leave")  # “Save and leave” is suspendAll
    player.page.wait_for_url("**/learn/**")
    assert player.open() == "b"
    assert player.get("cmi.location") == "7"
    assert Attempt.objects.count() == 1


def test_a_closed_tab_goes_on_where_it_was_whatever_content_says(play):
    player = play(*THREE, sequencing=sequencing(FLOW))
    player.open()
    player.go("continue")
    assert player.at == "b"
    player.run("sco.set('cmi.location', '3'), sco.commit()")
    player.saved()
    assert player.open(fresh_tab=True) == "b"  # it never called Terminate
    assert (player.get("cmi.entry"), player.get("cmi.location")) == ("resume", "3")
    player.run("sco.atUnload = {'cmi.location': '4', 'cmi.exit': 'normal'}")
    assert player.open(fresh_tab=True) == "b"  # it did, while the tab closed
    assert (player.get("cmi.entry"), player.get("cmi.location")) == ("resume", "4")


def test_exit_ends_the_activity_and_the_learner_chooses(play):
    player = play(*THREE, sequencing=sequencing(FLOW))
    player.open()
    player.go(completion_status="completed")
    assert player.between() == "This part is finished"
    player.page.locator("#player-between-onward").click()
    assert player.at == "b"
    player.go("exit", exit="suspend", location="2")
    player.between()
    player.choose("b")  # suspended: the same attempt goes on (SN 4.1)
    assert player.at == "b"
    assert (player.get("cmi.entry"), player.get("cmi.location")) == ("resume", "2")
    player.go("exit", exit="normal", location="9")
    player.between()
    player.choose("b")  # not suspended: a new attempt, with nothing in it (RTE 2.1.1)
    assert player.at == "b"
    assert (player.get("cmi.entry"), player.get("cmi.location")) == ("ab-initio", "")


def test_exit_all_ends_the_attempt_and_the_next_launch_begins_anew(play):
    player = play(*THREE, sequencing=sequencing(FLOW))
    player.open()
    player.go("continue", location="5")
    assert player.at == "b"
    player.go("exitAll")
    assert "Saved" in player.ended()
    assert player.shared["adl.ended"] == "true"
    assert player.open() == "a"
    assert player.get("cmi.entry") == "ab-initio"
    assert player.get("cmi.location") == ""
    assert Attempt.objects.count() == 2


def test_abandon_leaves_no_trace_in_the_tree(play):
    player = play(*THREE, sequencing=sequencing(FLOW))
    player.open()
    player.go("abandon", completion_status="completed", success_status="passed")
    player.between()
    assert player.root[0] != "completed"
    assert player.root[1] == "unknown"
    player.choose("b")
    assert player.at == "b"
    player.go("abandonAll", completion_status="completed")
    player.ended()
    assert player.root[0] != "completed"


def test_a_request_that_is_not_valid_is_ignored(play):
    player = play(*THREE, sequencing=sequencing(mode(choice=True, flow=False)))
    assert player.open() == "a"  # without flow nothing starts by itself; the first that may be chosen is opened
    assert not player.shows("onward")
    player.go("continue", completion_status="completed")
    assert player.between() == "This part is finished"


def test_content_of_the_last_activity_continues_to_the_end(play):
    inner = sequencing(FLOW)
    player = play(
        cluster("m", leaf("a"), inside=inner), cluster("n", leaf("b"), inside=inner), sequencing=sequencing(FLOW)
    )
    player.open()
    player.go("continue", completion_status="completed", success_status="passed")
    assert player.at == "b"  # flow goes from one cluster to the next
    player.go("continue", completion_status="completed", success_status="passed")
    player.ended()
    assert player.root == ("completed", "passed")


def test_content_that_is_taken_away_before_it_terminates_keeps_its_values(play):
    player = play(*THREE, sequencing=sequencing(FLOW))
    player.open()
    player.run("sco.set('cmi.location', '6'), sco.set('cmi.completion_status', 'incomplete'), sco.commit()")
    player.press("onward")
    assert player.at == "b"
    player.press("back")
    assert player.at == "a"
    assert player.get("cmi.location") == "6"
    player.go("continue", location="7")  # now it says itself how its attempt ends
    assert player.at == "b"
    player.press("back")
    assert player.at == "a"
    assert player.get("cmi.location") == ""
