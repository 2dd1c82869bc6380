"""Attempts: when one ends, a new one by choice, looking again, a recalled package, and an author's preview."""

from datetime import timedelta

import pytest

from courses.errors import ExpiredCode, LiveElsewhere, NothingToLaunch, PartLocked, Recalled, UnknownCode
from courses.models import Attempt, Commit, Enrolment, ItemResult, Mode, PackageItem, RunSession, RunState
from courses.services import attempts, launching, previewing, staying

from .learning import AT, enrolled, package_version, player

pytestmark = pytest.mark.django_db


def test_scorm_2004_that_ends_without_suspending_begins_anew_and_keeps_the_best(asha):
    place = enrolled(asha, package_version(standard="scorm-2004"))
    first = player(place).begin()
    done = {"cmi.completion_status": "completed", "cmi.success_status": "passed", "cmi.score.scaled": "0.8"}
    first.commit(**{name.replace(".", "__"): value for name, value in done.items()}, final=True)
    second = player(place).begin()
    assert second.state["cmi.entry"] == "ab-initio"
    assert "cmi.score.scaled" not in second.state
    second.commit(cmi__completion_status="incomplete", cmi__exit="suspend", final=True)
    assert ItemResult.objects.get().score == 80
    assert player(place).begin().state["cmi.entry"] == "resume"
    assert list(Attempt.objects.order_by("number").values_list("state", flat=True)) == ["ended", "open"]


def test_scorm_2004_whose_tab_was_closed_resumes(asha):
    place = enrolled(asha, package_version(standard="scorm-2004"))
    player(place).begin().commit(cmi__location="3", cmi__exit="normal", leaving=True)
    again = player(place).begin()
    assert (again.state["cmi.entry"], again.state["cmi.location"]) == ("resume", "3")
    assert Attempt.objects.count() == 1


def test_scorm_12_keeps_one_attempt_until_the_learner_wants_another(asha):
    place = enrolled(asha)
    first = player(place).begin()
    first.commit(lesson_status="passed", score__raw="90", lesson_location="9", final=True)
    assert player(place).begin().state["cmi.core.lesson_location"] == "9"
    made = attempts.begin_again(place, first.item, at=first.later(minutes=5).at)
    assert made.number == 2
    assert attempts.begin_again(place, first.item, at=first.at) == made
    second = player(place, at=first.at).begin()
    assert "cmi.core.lesson_location" not in second.state
    second.commit(lesson_status="failed", score__raw="20", final=True)
    result = ItemResult.objects.get()
    assert (result.success, result.score) == ("passed", 90)
    latest = RunState.objects.get(attempt=made)
    assert (latest.last_success, latest.last_score) == ("failed", 20)


def test_a_new_attempt_does_not_cut_off_work_on_another_device(asha):
    place = enrolled(asha)
    learner = player(place).begin()
    with pytest.raises(LiveElsewhere):
        attempts.begin_again(place, learner.item, at=AT)
    assert Attempt.objects.get().state == "open"


def test_the_best_is_kept_and_the_last_is_told_beside_it(asha):
    place = enrolled(asha)
    player(place).begin().commit(lesson_status="passed", score__raw="90", final=True)
    player(place).begin().commit(lesson_status="failed", score__raw="40", final=True)
    state = RunState.objects.get()
    assert (state.success, state.score, state.last_success, state.last_score) == ("passed", 90, "failed", 40)


def test_a_click_from_before_the_end_of_an_attempt_begins_the_next_one(asha):
    """Work that comes home from this device, or the other device's last word, may end the attempt after the click."""
    place = enrolled(asha, package_version(standard="scorm-2004"))
    first = player(place).begin()
    clicked = launching.launch(place, first.item, device="", at=AT)
    first.commit(cmi__completion_status="completed", cmi__location="3", cmi__exit="normal", final=True)
    second = player(place)
    second._opened(launching.begin(clicked.code, label=clicked.label, take_over=False, at=AT))
    assert "cmi.location" not in second.state
    second.commit(cmi__location="7", cmi__exit="suspend", final=True)
    assert player(place).begin().state["cmi.location"] == "7"


def test_a_click_from_before_the_end_of_an_attempt_asks_who_is_in_the_next_one(asha):
    place = enrolled(asha, package_version(standard="scorm-2004"))
    first = player(place).begin()
    clicked = launching.launch(place, first.item, device="", at=AT)
    first.commit(cmi__exit="normal", final=True)
    phone = player(place, device="Safari on an iPhone").begin()
    with pytest.raises(LiveElsewhere):
        launching.begin(clicked.code, label=clicked.label, take_over=False, at=AT)
    second = player(place)
    second._opened(launching.begin(clicked.code, label=clicked.label, take_over=True, at=AT))
    assert second.commit(cmi__location="7").outcome == "applied"
    assert phone.commit(cmi__location="2").outcome == "stale"


def test_a_reloaded_page_of_an_ended_attempt_takes_nothing_over_in_the_next_one(asha):
    place = enrolled(asha, package_version(standard="scorm-2004"))
    first = player(place).begin()
    first.commit(cmi__exit="normal", final=True)
    phone = player(place, device="Safari on an iPhone").begin()
    with pytest.raises(LiveElsewhere) as refused:
        first.go_on()
    assert refused.value.facts["live_session"]["device"] == "Safari on an iPhone"
    assert phone.commit(cmi__location="2").outcome == "applied"


# --- Looking again ----------------------------------------------------------------------------------------------------


def review(place) -> tuple:
    item = place.version.items.get()
    launched = launching.launch(place, item, device="", at=AT + timedelta(hours=1), mode=Mode.REVIEW)
    begun = launching.begin(launched.code, label=launched.label, take_over=False, at=AT + timedelta(hours=1))
    looker = player(place, at=AT + timedelta(hours=1))
    looker._opened(begun)
    return looker, begun


def test_a_review_shows_what_was_done_and_changes_nothing_whatever_it_sends(asha):
    place = enrolled(asha)
    player(place).begin().commit(lesson_status="passed", score__raw="90", session_time="00:10:00", final=True)
    before = RunState.objects.values().get()
    looker, begun = review(place)
    assert begun.state["cmi.core.lesson_mode"] == "review"
    assert begun.state["cmi.core.credit"] == "no-credit"
    assert begun.state["cmi.core.score.raw"] == "90"
    worse = {"lesson_status": "failed", "score__raw": "0", "session_time": "09:00:00"}
    sent = looker.sent(**worse, final=True)
    answer = looker.save(sent)
    assert answer.outcome == "kept"
    assert looker.save(sent).outcome == "kept"  # a repeat is answered as the first time
    assert RunState.objects.values().get() == before
    assert Commit.objects.filter(outcome="kept").count() == 1
    assert (ItemResult.objects.get().success, ItemResult.objects.get().score) == ("passed", 90)
    assert RunSession.objects.get(mode="review").counted_cs == 0


def test_nobody_looks_again_at_what_was_not_begun(asha):
    place = enrolled(asha)
    with pytest.raises(NothingToLaunch):
        launching.launch(place, place.version.items.get(), device="", at=AT, mode=Mode.REVIEW)


def test_a_review_shows_what_was_done_though_another_attempt_was_asked_for(asha):
    place = enrolled(asha)
    learner = player(place).begin()
    learner.commit(lesson_status="passed", score__raw="90", final=True)
    made = attempts.begin_again(place, learner.item, at=AT)
    _, begun = review(place)
    assert begun.state["cmi.core.score.raw"] == "90"
    assert attempts.begin_again(place, learner.item, at=AT) == made


def test_a_session_after_a_review_learns_as_before(asha):
    place = enrolled(asha)
    player(place).begin().commit(lesson_status="incomplete", lesson_location="2", leaving=True)
    review(place)
    learner = player(place, at=AT + timedelta(hours=1)).begin()  # nobody is asked to take over from a look
    assert learner.state["cmi.core.lesson_mode"] == "normal"
    assert learner.state["cmi.core.lesson_location"] == "2"
    assert learner.commit(lesson_location="3").outcome == "applied"


def test_a_review_elsewhere_takes_nothing_from_who_learns(asha):
    place = enrolled(asha)
    laptop = player(place).begin()
    laptop.commit(lesson_location="2")
    review(place)
    assert laptop.later(hours=2).commit(lesson_location="3").outcome == "applied"
    assert RunState.objects.get().data["cmi.core.lesson_location"] == "3"


def test_a_review_goes_from_part_to_part_and_leaves_the_place_alone(asha):
    place = enrolled(asha, package_version(parts=3))
    player(place).begin().commit(lesson_status="incomplete", leaving=True)
    looker, _ = review(place)
    looker.go_on(part=PackageItem.objects.get(order=3).uuid)
    assert looker.save(looker.sent(lesson_location="9")).outcome == "kept"
    assert list(RunSession.objects.filter(mode="review").order_by("pk").values_list("end_reason", flat=True)) == [
        "taken-over",
        "",
    ]
    launched = launching.launch(place, looker.item, device="", at=AT + timedelta(hours=3))
    again = launching.begin(launched.code, label=launched.label, take_over=False, at=AT + timedelta(hours=3))
    assert again.part.order == 1


# --- Prerequisites ----------------------------------------------------------------------------------------------------


def locked_course(person) -> Enrolment:
    version = package_version(parts=3)
    version.items.filter(order=3).update(prerequisites="part-1&part-2", title="The assessment")
    return enrolled(person, version)


def test_a_part_opens_when_its_prerequisites_are_met(asha):
    place = locked_course(asha)
    parts = {item.order: item.uuid for item in PackageItem.objects.all()}
    with pytest.raises(PartLocked, match="Finish “Part 1” and “Part 2” first"):
        player(place).begin(part=parts[3])
    for number in (1, 2):
        assert player(place).begin(take_over=True).commit(lesson_status="completed", final=True).outcome == "applied"
        assert RunState.objects.get(package_item__order=number).completion == "completed"
    assert player(place).begin().commit(lesson_status="passed", final=True).outcome == "applied"
    assert ItemResult.objects.get().satisfied_at is not None


def test_the_page_cannot_go_on_to_a_locked_part_either(asha):
    learner = player(locked_course(asha)).begin()
    with pytest.raises(PartLocked):
        learner.go_on(part=PackageItem.objects.get(order=3).uuid)


def test_hidden_parts_are_opened_by_nobody_by_default(asha):
    version = package_version(parts=2)
    version.items.filter(order=1).update(visible=False)
    place = enrolled(asha, version)
    launched = launching.launch(place, place.version.items.get(), device="", at=AT)
    assert launching.begin(launched.code, label=launched.label, take_over=False, at=AT).part.order == 2


def test_a_click_from_before_a_move_opens_nothing(asha):
    place, newer = enrolled(asha), enrolled(asha)
    launched = launching.launch(place, place.version.items.get(), device="", at=AT)
    Enrolment.objects.filter(pk=place.pk).update(version=newer.version)
    with pytest.raises(UnknownCode):
        launching.begin(launched.code, label=launched.label, take_over=False, at=AT)


# --- Recall -----------------------------------------------------------------------------------------------------------


def test_a_recalled_package_is_not_opened_but_what_was_begun_is_saved_and_told(asha):
    place = enrolled(asha)
    learner = player(place).begin()
    version = place.version.items.get().package_version
    version.state, version.recall_reason = "recalled", "Its third page names the wrong dose."
    version.save()
    assert learner.commit(lesson_location="5").outcome == "applied"
    told = staying.stay(learner.token, learner.session, 1, label=learner.label, at=AT)
    assert told["live"] is False
    assert told["recalled"]["sentence"] == "Its third page names the wrong dose."
    with pytest.raises(Recalled, match="wrong dose"):
        learner.go_on()
    with pytest.raises(Recalled):
        player(place).begin(take_over=True)


# --- Where unsent work lies -------------------------------------------------------------------------------------------


def test_a_page_that_holds_unsent_work_says_so_until_it_has_arrived(asha):
    learner = player(enrolled(asha)).begin()
    for minutes in (1, 2):
        at = AT + timedelta(minutes=minutes)
        staying.stay(learner.token, learner.session, 1, label=learner.label, at=at, waiting=True)
    assert RunSession.objects.get().waiting_since == AT + timedelta(minutes=1)
    learner.later(minutes=3).commit(lesson_location="2")
    assert RunSession.objects.get().waiting_since is None


# --- Preview ----------------------------------------------------------------------------------------------------------


def test_a_preview_plays_every_part_and_leaves_no_row(tom):
    version = package_version(parts=2, mastery=80)
    launched = previewing.preview(version, tom, at=AT)
    begun = previewing.begin_preview(launched.code, label=launched.label, at=AT)
    assert begun.state["cmi.core.lesson_mode"] == "browse"
    assert begun.state["cmi.core.credit"] == "no-credit"
    assert begun.state["cmi.student_data.mastery_score"] == "80"
    second = begun.parts[1].uuid
    assert previewing.begin_preview(begun.token, label=launched.label, at=AT, part=second).part.uuid == second
    assert not RunSession.objects.exists()
    assert not Attempt.objects.exists()


def test_a_preview_is_bound_to_its_host_its_person_and_its_day(tom, lena):
    version, other = package_version(), package_version()
    launched = previewing.preview(version, tom, at=AT)
    with pytest.raises(UnknownCode):
        previewing.begin_preview(launched.code, label=previewing.preview(other, tom, at=AT).label, at=AT)
    with pytest.raises(UnknownCode):
        previewing.begin_preview(launched.code[:-2], label=launched.label, at=AT)
    with pytest.raises(ExpiredCode):
        previewing.begin_preview(launched.code, label=launched.label, at=AT + timedelta(hours=13))
    assert previewing.preview(version, lena, at=AT).label != launched.label
    tom.is_active = False
    tom.save()
    with pytest.raises(UnknownCode):
        previewing.begin_preview(launched.code, label=launched.label, at=AT)
