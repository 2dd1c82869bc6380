"""What activities share: global objectives, data stores; and chance (SN 4th Edition 3.10 to 3.12; RTE 4.3)."""

import json

import pytest

from courses.models import Attempt

from .sco import FLOW, leaf, objective, objectives, rule, rules, sequencing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_pre_test_skips_what_is_known(play):
    test = sequencing(
        objectives("", objective("one", "shared.one"), objective("two", "shared.two")),
        '<imsss:deliveryControls objectiveSetByContent="true"/>',
    )
    module = [
        sequencing(
            rules(rule("pre", "skip", "satisfied")), objectives(objective("own", f"shared.{name}", primary=True))
        )
        for name in ("one", "two")
    ]
    player = play(leaf("test", test), leaf("m1", module[0]), leaf("m2", module[1]), sequencing=sequencing(FLOW))
    assert player.open() == "test"
    count = int(player.get("cmi.objectives._count"))
    assert "one" in {player.get(f"cmi.objectives.{n}.id") for n in range(count)}  # RTE 4.2.17: from the manifest
    number = next(n for n in range(count) if player.get(f"cmi.objectives.{n}.id") == "one")
    player.go("continue", **{f"objectives__{number}__success_status": "passed", "completion_status": "completed"})
    assert player.at == "m2"
    assert json.loads(player.shared["adl.objectives"])["shared.one"]["satisfiedStatus"] is True


def test_an_objective_of_one_activity_is_read_by_the_next(play):
    own = [sequencing(objectives(objective(name, "shared", primary=True))) for name in ("x", "y")]
    player = play(leaf("a", own[0]), leaf("b", own[1]), sequencing=sequencing(FLOW))
    player.open()
    player.go("continue", success_status="passed", score__scaled="0.9")
    assert player.at == "b"
    assert player.get("cmi.objectives.0.id") == "y"
    assert player.get("cmi.objectives.0.success_status") == "passed"
    assert player.get("cmi.objectives.0.score.scaled") == "0.9"


def test_buckets_carry_data_between_activities_and_rights_are_kept(play):
    data = "<adlcp:data>{}</adlcp:data>"
    both = data.format('<adlcp:map targetID="notes" readSharedData="true" writeSharedData="true"/>')
    read = data.format('<adlcp:map targetID="notes" readSharedData="true" writeSharedData="false"/>')
    player = play(leaf("a", both), leaf("b", read), sequencing=sequencing(FLOW))
    player.open()
    assert (player.get("adl.data._count"), player.get("adl.data.0.id")) == ("1", "notes")
    assert player.run("sco.set('adl.data.0.store', 'kept')") == "true"
    player.go("continue")
    assert player.at == "b"
    assert player.get("adl.data.0.store") == "kept"
    assert player.run("sco.set('adl.data.0.store', 'no')") == "false"
    assert player.run("sco.error()") == "404"
    assert player.shared["adl.store.notes"] == "kept"


def test_a_random_order_stays_what_it_was(play):
    shuffled = FLOW + '<imsss:randomizationControls randomizationTiming="once" reorderChildren="true"/>'
    names = [f"q{number}" for number in range(8)]
    player = play(*[leaf(name) for name in names], sequencing=sequencing(shuffled))
    first = player.open()
    order = json.loads(shared_tree(player))["nodes"]["o1"]["ch"]
    assert order[0] == first
    assert sorted(order) == names
    player.go("continue")
    assert player.at == order[1]
    assert player.open(fresh_tab=True) == order[1]
    assert json.loads(shared_tree(player))["nodes"]["o1"]["ch"] == order


def test_a_selection_stays_what_it_was(play):
    some = FLOW + '<imsss:randomizationControls selectionTiming="once" selectCount="2"/>'
    player = play(*[leaf(f"q{number}") for number in range(6)], sequencing=sequencing(some))
    player.open()
    chosen = [title for title, _, _ in player.contents()]
    player.close_contents()
    assert len(chosen) == 2
    player.go("continue")
    assert player.at == chosen[1]
    assert player.open(fresh_tab=True) == chosen[1]
    assert [title for title, _, _ in player.contents()] == chosen


def shared_tree(player) -> str:
    player.saved()
    return Attempt.objects.get().shared["adl.tree"]


def test_shared_objectives_outlive_the_attempt_where_the_package_says_so(play):
    own = sequencing(rules(rule("pre", "skip", "satisfied")), objectives(objective("x", "lasting", primary=True)))
    player = play(leaf("a", own), leaf("b"), sequencing=sequencing(FLOW), lasting=True)
    assert player.open() == "a"
    player.go("exitAll", success_status="passed", completion_status="completed")
    player.ended()
    assert player.open() == "b"  # a new attempt, and a is known already
