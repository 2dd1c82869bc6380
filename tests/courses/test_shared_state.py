"""What lies beyond one part and one attempt: the sequencer's state, shared objectives and stores, preferences."""

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from courses.models import Attempt, ItemResult, PackageItem, Remembered, RunState

from .learning import enrolled, package_version, player

pytestmark = pytest.mark.django_db

S2004 = "scorm-2004"


def tree(**root) -> dict:
    return {
        "id": "o1",
        "title": "A course",
        "children": [{"id": "part-1", "title": "Part 1"}, {"id": "part-2", "title": "Part 2"}],
        "objectivesGlobalToSystem": True,
        **root,
    }


def sequenced(**root):
    return package_version(
        parts=2, standard=S2004, organisations=[{"identifier": "", "title": "A course", "tree": tree(**root)}]
    )


def elements(**named) -> dict:
    return {name.replace("__", "."): value for name, value in named.items()}


def commit(learner, given: dict, **ends):
    sent = learner.sent(**ends)
    return learner.save(type(sent)(sent.session, sent.epoch, sent.seq, sent.base, given, **ends))


def test_the_sequencers_state_belongs_to_the_attempt_and_meets_the_next_part(asha):
    learner = player(enrolled(asha, sequenced())).begin()
    commit(learner, {"cmi.location": "4", "adl.tree": "{…}"})
    commit(learner, {"adl.store.notes": "shared text"})
    learner.go_on(part=PackageItem.objects.get(identifier="part-2").uuid)
    assert learner.state["adl.tree"] == "{…}"
    assert learner.state["adl.store.notes"] == "shared text"
    assert "cmi.location" not in learner.state
    assert RunState.objects.get(package_item__identifier="part-1").data == {"cmi.location": "4"}


def test_a_snapshot_of_one_part_takes_nothing_from_what_is_shared(asha):
    learner = player(enrolled(asha, sequenced())).begin()
    commit(learner, {"adl.tree": "one"})
    commit(learner, {"cmi.location": "1"}, whole=True)
    assert Attempt.objects.get().shared == {"adl.tree": "one"}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("adl.tree", "x" * 400_001),
        ("adl.store.", "nameless"),
        ("adl.store.a", "x" * 64_001),
        ("adl.ended", "perhaps"),
        ("adl.root.completion_status", "done"),
        ("adl.nav.request", "continue"),
    ],
)
def test_what_is_no_shared_element_is_reported_and_not_stored(asha, element, value):
    learner = player(enrolled(asha, sequenced())).begin()
    answer = commit(learner, {element: value, "cmi.location": "1"})
    assert [warning["element"] for warning in answer.facts["warnings"]] == [element]
    assert Attempt.objects.get().shared == {}
    assert RunState.objects.get(revision=1).data == {"cmi.location": "1"}


@pytest.mark.parametrize("name", ["a\x00", "a\ud800", "n" * 4_001])
def test_a_store_is_not_kept_under_a_name_that_no_database_holds(asha, name):
    learner = player(enrolled(asha, sequenced())).begin()
    answer = commit(learner, {f"adl.store.{name}": "x", "adl.store.urn:a/b c": "y", "cmi.location": "1"})
    assert [warning["code"] for warning in answer.facts["warnings"]] == ["unknown-element"]
    assert Attempt.objects.get().shared == {"adl.store.urn:a/b c": "y"}


def test_scorm_12_has_nothing_to_share(asha):
    learner = player(enrolled(asha)).begin()
    answer = commit(learner, {"adl.tree": "{}"})
    assert answer.facts["warnings"][0]["code"] == "unknown-element"


def test_the_root_of_the_tree_decides_though_a_part_was_skipped(asha):
    place = enrolled(asha, sequenced())
    learner = player(place).begin()
    commit(
        learner,
        {
            "cmi.completion_status": "completed",
            "adl.tree": "{}",
            "adl.root.completion_status": "completed",
            "adl.root.success_status": "passed",
            "adl.root.score_scaled": "0.9",
        },
        final=True,
    )
    result = ItemResult.objects.get()
    assert (result.completion, result.success, result.score) == ("completed", "passed", 90)
    assert result.satisfied_at is not None


def test_the_sequencers_state_is_read_once_at_an_end_and_not_for_every_part(asha):
    place = enrolled(asha, sequenced())
    learner = player(place).begin()
    commit(learner, {"adl.tree": "t", "adl.root.completion_status": "incomplete"})
    with CaptureQueriesContext(connection) as asked:
        commit(learner, {"cmi.location": "2"}, leaving=True)
    whole = [one for one in asked if '"courses_attempt"."shared", "courses_attempt".' in one["sql"]]
    assert len(whole) == 1


def test_a_root_that_is_not_complete_completes_nothing(asha):
    learner = player(enrolled(asha, sequenced())).begin()
    done = {"cmi.completion_status": "completed", "adl.root.completion_status": "incomplete", "adl.tree": "{}"}
    commit(learner, done, final=True)
    learner.go_on(part=PackageItem.objects.get(identifier="part-2").uuid)
    commit(learner, {"cmi.completion_status": "completed"}, final=True)
    assert ItemResult.objects.get().satisfied_at is None


def test_the_session_takes_the_part_that_the_sequencer_wants_as_long_as_nothing_was_sent(asha):
    learner = player(enrolled(asha, sequenced())).begin()
    second = PackageItem.objects.get(identifier="part-2")
    from courses.services import launching

    begun = launching.go_on(learner.token, label=learner.label, at=learner.at, part=second.uuid, unopened=True)
    assert (begun.session.uuid, begun.session.epoch, begun.token) == (learner.session, 1, learner.token)
    assert begun.part == second
    commit(learner, {"cmi.location": "7"})
    assert RunState.objects.get(package_item=second).data == {"cmi.location": "7"}
    again = launching.go_on(learner.token, label=learner.label, at=learner.at, unopened=True)
    assert again.session.epoch == 2  # something was sent: a new session


def test_a_sequenced_attempt_ends_when_the_sequencer_says_so_and_the_next_is_new(asha):
    place = enrolled(asha, sequenced(objectivesGlobalToSystem=False))
    learner = player(place).begin()
    shared = {"adl.tree": "t", "adl.objectives": "{o}"}
    commit(learner, {"cmi.location": "4", **shared, "adl.ended": "true"}, final=True)
    assert Attempt.objects.get().state == "ended"
    again = player(place).begin()
    assert Attempt.objects.filter(state="open").get().number == 2
    assert not {"adl.tree", "adl.objectives", "cmi.location"} & again.state.keys()


def test_a_page_that_is_loaded_again_after_the_sequencers_end_begins_a_new_attempt(asha):
    place = enrolled(asha, sequenced())
    learner = player(place).begin()
    commit(learner, {"cmi.location": "4", "adl.tree": "t", "adl.ended": "true"})
    learner.go_on()
    assert "cmi.location" not in learner.state
    commit(learner, {"cmi.location": "7", "adl.tree": "u", "adl.ended": ""}, leaving=True)
    assert player(place).begin().state["cmi.location"] == "7"
    assert list(Attempt.objects.order_by("number").values_list("state", flat=True)) == ["ended", "open"]


def test_shared_objectives_meet_the_next_attempt_where_the_manifest_says_so(asha, marek):
    version = sequenced(sharedDataGlobalToSystem=False)
    place = enrolled(asha, version)
    learner = player(place).begin()
    given = {"adl.tree": "t", "adl.objectives": "{o}", "adl.store.notes": "n", "adl.ended": "true"}
    commit(learner, given, final=True)
    again = player(place).begin()
    assert again.state["adl.objectives"] == "{o}"
    assert "adl.store.notes" not in again.state
    assert "adl.objectives" not in player(enrolled(marek, version)).begin().state


def test_no_package_reads_what_another_package_shared(asha):
    commit(player(enrolled(asha, sequenced())).begin(), {"adl.tree": "t", "adl.objectives": "{o}"})
    assert "adl.objectives" not in player(enrolled(asha, sequenced())).begin().state


def test_preferences_follow_the_person_to_other_packages_and_not_to_other_people(asha, marek):
    first = player(enrolled(asha)).begin()
    commit(first, {"cmi.student_preference.audio": "40", "cmi.core.lesson_location": "1"})
    commit(first, {"cmi.student_preference.text": "1"})
    other = player(enrolled(asha, package_version(standard="scorm-1.2"))).begin()
    assert other.state["cmi.student_preference.audio"] == "40"
    assert other.state["cmi.student_preference.text"] == "1"
    assert not any("preference" in name for name in player(enrolled(marek)).begin().state)
    assert not any("preference" in name for name in player(enrolled(asha, sequenced())).begin().state)
    assert Remembered.objects.filter(person=asha, package=None).count() == 1


def test_the_latest_preference_wins_over_what_an_attempt_had_stored(asha):
    place, other = enrolled(asha), enrolled(asha)
    commit(player(place).begin(), {"cmi.student_preference.speed": "10"})
    commit(player(other).begin(), {"cmi.student_preference.speed": "50"})
    assert player(place).begin(take_over=True).state["cmi.student_preference.speed"] == "50"


def test_what_begin_answers_is_plain_json(asha):
    from courses.player.described import described
    from courses.services import launching

    learner = player(enrolled(asha, sequenced()))
    launched = launching.launch(learner.enrolment, learner.item, device="", at=learner.at)
    begun = launching.begin(launched.code, label=launched.label, take_over=False, at=learner.at)
    told = json.loads(json.dumps(described(begun, at=learner.at)))
    assert told["tree"]["children"][0]["id"] == "part-1"
    assert [(part["identifier"], part["launchable"], part["current"]) for part in told["parts"]] == [
        ("part-1", True, True),
        ("part-2", True, False),
    ]
