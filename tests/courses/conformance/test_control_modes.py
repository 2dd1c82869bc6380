"""Control modes, constrained choice and what the package hides of our controls (SN 4th Edition 3.2, 3.3; 5.1.2)."""

import pytest

from .sco import FLOW, cluster, leaf, mode, rule, rules, sequencing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def closed(player) -> set[str]:
    found = {title for title, _, opens in player.contents() if not opens}
    player.close_contents()
    return found


def test_without_choice_nothing_can_be_chosen_and_flow_leads(play):
    player = play(leaf("a"), leaf("b"), leaf("c"), sequencing=sequencing(mode(choice=False, flow=True)))
    assert player.open() == "a"
    assert closed(player) == {"b", "c"}
    player.press("onward")
    assert player.at == "b"


def test_forward_only_never_goes_back(play):
    one = sequencing(mode(choice=False, flow=True, forwardOnly=True))
    player = play(leaf("a"), leaf("b"), sequencing=one)
    player.open()
    player.go("continue")
    assert player.at == "b"
    assert not player.shows("back")
    assert player.get("adl.nav.request_valid.previous") == "false"


def test_choice_exit_keeps_the_learner_in_the_cluster(play):
    player = play(
        cluster("m", leaf("a"), leaf("b"), inside=sequencing(mode(choice=True, flow=True, choiceExit=False))),
        leaf("c"),
        sequencing=sequencing(FLOW),
    )
    player.open()
    assert closed(player) == {"c"}
    player.press("onward")
    assert player.at == "b"
    player.press("onward")
    assert player.at == "c"


def test_constrain_choice_allows_the_neighbour_only(play):
    constrained = FLOW + "<adlseq:constrainedChoiceConsiderations constrainChoice='true'/>"
    player = play(leaf("a"), leaf("b"), leaf("c"), leaf("d"), sequencing=sequencing(constrained))
    player.open()
    assert closed(player) >= {"c", "d"}


def test_prevent_activation_keeps_other_clusters_closed(play):
    prevent = sequencing(FLOW, "<adlseq:constrainedChoiceConsiderations preventActivation='true'/>")
    player = play(
        cluster("m", leaf("a"), leaf("b"), inside=sequencing(FLOW)),
        cluster("n", leaf("c"), leaf("d"), inside=prevent),
        sequencing=sequencing(FLOW),
    )
    player.open()
    assert "b" not in closed(player)
    assert {"d"} <= closed(player)


def test_what_the_package_hides_of_our_controls_is_not_offered(play):
    hide = "".join(f"<adlnav:hideLMSUI>{name}</adlnav:hideLMSUI>" for name in ("continue", "previous", "suspendAll"))
    hidden = (
        f"<adlnav:presentation><adlnav:navigationInterface>{hide}</adlnav:navigationInterface></adlnav:presentation>"
    )
    player = play(leaf("a"), leaf("b", hidden), leaf("c"), sequencing=sequencing(FLOW))
    player.open()
    assert player.shows("onward")
    assert player.shows("leave")
    player.press("onward")
    assert player.at == "b"
    player.page.locator("#player-nav").wait_for()
    assert not player.shows("onward")
    assert not player.shows("back")
    assert not player.shows("leave")
    player.go("continue")  # content's own requests are not hidden
    assert player.at == "c"


def test_invisible_items_are_played_but_not_listed(play):
    player = play(leaf("a"), leaf("b", attributes='isvisible="false"'), leaf("c"), sequencing=sequencing(FLOW))
    player.open()
    assert [title for title, _, _ in player.contents()] == ["a", "c"]
    player.close_contents()
    player.press("onward")
    assert player.at == "b"


def test_rules_close_parts_of_the_contents(play):
    player = play(
        leaf("a"),
        leaf("b", sequencing(rules(rule("pre", "disabled", "always")))),
        leaf("c", sequencing(rules(rule("pre", "hiddenFromChoice", "always")))),
        leaf("d"),
        sequencing=sequencing(FLOW),
    )
    player.open()
    lines = {title: opens for title, _, opens in player.contents()}
    assert lines == {"a": True, "b": False, "d": True}  # c is not shown as a choice at all
    player.close_contents()
    player.go("{target=b}choice")
    player.between()
    player.choose("d")
    assert player.at == "d"
    player.press("back")
    assert player.at == "c"  # hidden from choice, not from flow
