"""Sequencing rules and limit conditions (SN 4th Edition 3.4, 3.5; UP.2, TB.2.1, TB.2.2)."""

import pytest

from .sco import FLOW, cluster, leaf, rule, rules, sequencing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_skip_passes_an_activity_over(play):
    player = play(
        leaf("a"),
        leaf("b", sequencing(rules(rule("pre", "skip", "always")))),
        leaf("c"),
        sequencing=sequencing(FLOW),
    )
    player.open()
    player.go("continue")
    assert player.at == "c"
    player.go("previous")
    assert player.at == "a"


def test_stop_forward_traversal_closes_what_follows_to_choice(play):
    stop = rules(rule("pre", "stopForwardTraversal", 'objectiveStatusKnown operator="not"'))
    player = play(leaf("a", sequencing(stop)), leaf("b"), leaf("c"), sequencing=sequencing(FLOW))
    player.open()
    assert {title: opens for title, _, opens in player.contents()} == {"a": True, "b": False, "c": False}
    player.close_contents()
    player.go("{target=c}choice")
    player.between()
    player.choose("a")
    assert player.at == "a"
    player.go("exit", success_status="passed")
    player.between()
    assert [opens for _, _, opens in player.contents()] == [True, True, True]


def test_post_conditions_retry_with_a_new_attempt_until_passed(play):
    retry = rules(rule("post", "retry", 'satisfied operator="not"'))
    player = play(leaf("a", sequencing(retry)), leaf("b"), sequencing=sequencing(FLOW))
    player.open()
    player.go("continue", success_status="failed", location="3", suspend_data="old")
    assert player.at == "a"
    assert (player.get("cmi.entry"), player.get("cmi.location"), player.get("cmi.suspend_data")) == (
        "ab-initio",
        "",
        "",
    )
    player.saved()
    assert not player.stored("a").get("cmi.location")
    player.go("continue", success_status="passed")
    assert player.at == "b"


def test_post_conditions_continue_and_go_back(play):
    onward = rules(rule("post", "continue", "completed"))
    back = rules(rule("post", "previous", "always"))
    player = play(leaf("a", sequencing(onward)), leaf("b", sequencing(back)), leaf("c"), sequencing=sequencing(FLOW))
    player.open()
    player.go(completion_status="completed")  # no request of content's own
    assert player.at == "b"
    player.go("continue")
    assert player.at == "a"


def test_post_condition_exits_to_the_parent_whose_own_rule_goes_on(play):
    player = play(
        cluster(
            "m",
            leaf("a", sequencing(rules(rule("post", "exitParent", "satisfied")))),
            leaf("b"),
            inside=sequencing(FLOW, rules(rule("post", "continue", "always"))),
        ),
        leaf("c"),
        sequencing=sequencing(FLOW),
    )
    player.open()
    player.go("exit", success_status="passed", completion_status="completed")
    assert player.at == "c"


def test_post_condition_exits_all(play):
    all_of_it = rules(rule("post", "exitAll", "satisfied"))
    player = play(leaf("a", sequencing(all_of_it)), leaf("b"), sequencing=sequencing(FLOW))
    player.open()
    player.go("continue", success_status="passed", completion_status="completed")
    player.ended()


def test_post_condition_retries_everything(play):
    again = rules(rule("post", "retryAll", 'satisfied operator="not"'))
    player = play(leaf("a"), leaf("b", sequencing(again)), sequencing=sequencing(FLOW))
    player.open()
    player.go("continue", success_status="passed", location="8")
    assert player.at == "b"
    player.go("continue", success_status="failed")
    assert player.at == "a"
    assert (player.get("cmi.entry"), player.get("cmi.location")) == ("ab-initio", "")


def test_exit_rule_of_a_cluster_ends_it(play):
    ends = rules(rule("exit", "exit", "satisfied"), rule("post", "continue", "always"))
    player = play(
        cluster("m", leaf("a"), leaf("b"), leaf("c"), inside=sequencing(FLOW, ends, ANY_PASSED)),
        leaf("d"),
        sequencing=sequencing(FLOW),
    )
    player.open()
    player.go("exit", success_status="passed", completion_status="completed")
    assert player.at == "d"


def test_attempt_limit_closes_an_activity(play):
    once = sequencing(
        rules(rule("pre", "disabled", "attemptLimitExceeded")), '<imsss:limitConditions attemptLimit="1"/>'
    )
    player = play(leaf("a", once), leaf("b"), sequencing=sequencing(FLOW))
    player.open()
    player.go("continue", completion_status="completed")
    assert player.at == "b"
    assert not next(opens for title, _, opens in player.contents() if title == "a")


def test_conditions_combine_and_compare_measures(play):
    high = rules(
        rule("pre", "skip", 'objectiveMeasureGreaterThan measureThreshold="0.5"', "attempted", combination="all")
    )
    player = play(leaf("a"), leaf("b", sequencing(high)), leaf("c"), sequencing=sequencing(FLOW))
    player.open()
    player.go("{target=b}choice")
    assert player.at == "b"
    player.go("previous", score__scaled="0.8", completion_status="completed")
    assert player.at == "a"
    player.go("continue")
    assert player.at == "c"


ANY_PASSED = (
    '<imsss:rollupRules><imsss:rollupRule childActivitySet="any"><imsss:rollupConditions>'
    '<imsss:rollupCondition condition="satisfied"/></imsss:rollupConditions><imsss:rollupAction action="satisfied"/>'
    "</imsss:rollupRule></imsss:rollupRules>"
)
