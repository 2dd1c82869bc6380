"""Going on with another version of a course: only by choice, shown beforehand, and nothing that counted is lost."""

import json
from datetime import timedelta

from django.urls import reverse

import pytest

from certificates.api import Certificate
from courses.errors import LeftBehind, UnknownCode
from courses.models import (
    Attempt,
    Course,
    CourseItem,
    CourseVersion,
    Enrolment,
    EnrolmentMove,
    ItemResult,
    PrivateNote,
    RunSession,
    RunState,
)
from courses.rules.moving import Fate, Item, plan
from courses.services import launching, moving, staying
from courses.services.completion import recompute

from . import native
from .learning import AT, enrolled, package_version, player

LATER = AT + timedelta(hours=3)


# --- The rule ---------------------------------------------------------------------------------------------------------


def item(number: int, key: str, content: str, **fields) -> Item:
    return Item(number, key, key.title(), content, **fields)


def test_each_part_has_its_fate():
    before = [
        item(1, "same", "a", begun=True),
        item(2, "done", "b", satisfied=True, begun=True),
        item(3, "begun", "c", begun=True),
        item(4, "gone", "d", begun=True),
    ]
    after = [item(11, "same", "a"), item(12, "done", "B"), item(13, "begun", "C"), item(14, "new", "e")]
    found = plan(before, after)
    assert [(step.key, step.fate) for step in found.steps] == [
        ("same", Fate.SAME),
        ("done", Fate.CREDITED),
        ("begun", Fate.ANEW),
        ("new", Fate.NEW),
        ("gone", Fate.GONE),
    ]
    assert found.left == ("Same", "Begun", "New")
    assert [step.key for step in found.loses] == ["begun", "gone"]
    assert not found.completes


def test_a_move_may_complete_a_course():
    done = item(1, "done", "a", satisfied=True, begun=True)
    optional = item(12, "extra", "b", required=False)
    assert plan([done, item(2, "open", "c")], [item(11, "done", "a"), optional]).completes


# --- The move ---------------------------------------------------------------------------------------------------------


def newer(place: Enrolment, *items, number: int = 2) -> CourseVersion:
    """A version with these items, (key, what is played), offered now."""
    old = place.version
    version = CourseVersion.objects.create(
        course=place.course, number=number, digest=str(number) * 64, frozen_at=AT, title=old.title, minutes=40,
        cpd_minutes=30, aims=old.aims, objectives=old.objectives, gdc_outcomes=["C"], quality_assurer="Dr Lena Ode",
    )  # fmt: skip
    for order, (key, what) in enumerate(items):
        kind = what if isinstance(what, str) else CourseItem.Kind.PACKAGE
        CourseItem.objects.create(
            version=version, key=key, order=order, kind=kind, title=f"New {order + 1}",
            package_version=None if isinstance(what, str) else what,
        )  # fmt: skip
    Course.objects.filter(pk=place.course_id).update(current=version)
    return version


def fresh(place: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("course", "version").get(pk=place.pk)


@pytest.mark.django_db
def test_progress_goes_along_with_an_unchanged_package_and_the_phone_that_sleeps_may_still_speak(asha):
    first, second = package_version(), package_version()
    place = enrolled(asha, first, second)
    running = player(place).begin()
    running.commit(lesson_location="7")
    done = player(place, order=1).begin()
    done.commit(lesson_status="passed", score__raw="90", final=True)
    target = newer(place, ("item-1", package_version()), ("item-0", first))
    moving.move(fresh(place), to=target.uuid, at=LATER)

    place = fresh(place)
    assert place.version == target
    unchanged, changed = target.items.get(key="item-0"), target.items.get(key="item-1")
    assert Attempt.objects.get(item=unchanged).states.get().data == {"cmi.core.lesson_location": "7"}
    credited = ItemResult.objects.get(item=changed)
    assert credited.satisfied_at is not None
    assert credited.reason == "Done in version 1 of this course, and that counts."
    running.at = LATER
    assert running.commit(lesson_location="8").outcome == "applied"
    again = player(place, order=1, at=LATER + timedelta(hours=1)).begin()
    assert again.state["cmi.core.lesson_location"] == "8"
    again.commit(lesson_status="passed", final=True)
    assert Certificate.objects.get().snapshot["version"] == "2"
    told = EnrolmentMove.objects.get()
    assert (told.before.number, told.after.number) == (1, 2)
    assert [one["key"] for one in told.carried] == ["item-1", "item-0"]


@pytest.mark.django_db
def test_a_new_package_version_leaves_a_learner_mid_way_alone(asha):
    place = enrolled(asha)
    running = player(place).begin()
    running.commit(lesson_location="7")
    newer(place, ("item-0", package_version()))
    assert running.commit(lesson_location="8").outcome == "applied"
    later = player(fresh(place), at=LATER).begin()
    assert later.state["cmi.core.lesson_location"] == "8"
    later.commit(lesson_status="passed", final=True)
    assert Certificate.objects.get().snapshot["version"] == "1"


@pytest.mark.django_db
def test_a_changed_package_begins_anew_and_the_old_attempt_stays_on_record(asha):
    place = enrolled(asha)
    player(place).begin().commit(lesson_location="7", leaving=True)
    target = newer(place, ("item-0", package_version()))
    moving.move(fresh(place), to=target.uuid, at=LATER)
    assert player(fresh(place), at=LATER).begin().state.get("cmi.core.lesson_location") is None
    assert sorted(RunState.objects.values_list("data", flat=True), key=len) == [{}, {"cmi.core.lesson_location": "7"}]


@pytest.mark.django_db
def test_what_a_silent_session_had_reached_is_judged_before_it_is_left_behind(asha):
    place = enrolled(asha, package_version(), package_version())
    player(place).begin().commit(lesson_status="completed")
    target = newer(place, ("item-0", package_version()), ("item-1", package_version()))
    moving.move(fresh(place), to=target.uuid, at=LATER)
    assert ItemResult.objects.get(item__version=target, item__key="item-0").satisfied_at is not None


@pytest.mark.django_db
def test_nobody_moves_while_a_session_is_live(asha):
    place = enrolled(asha)
    running = player(place, device="Safari on an iPhone").begin()
    running.commit(lesson_location="3")
    target = newer(place, ("item-0", package_version()))
    with pytest.raises(moving.StillOpen, match="Safari on an iPhone"):
        moving.move(fresh(place), to=target.uuid, at=AT + timedelta(seconds=60))
    assert fresh(place).version.number == 1
    moving.move(fresh(place), to=target.uuid, at=AT + timedelta(seconds=100))
    assert fresh(place).version == target


@pytest.mark.django_db
def test_a_launch_asked_for_before_the_move_opens_nothing_that_was_left_behind(asha):
    kept = package_version()
    place = enrolled(asha, kept, package_version())
    codes = [
        launching.launch(place, one, device="Firefox on Linux", at=AT) for one in place.version.items.order_by("order")
    ]
    target = newer(place, ("item-0", kept), ("item-1", package_version()))
    soon = AT + timedelta(seconds=30)
    moving.move(fresh(place), to=target.uuid, at=soon)
    begun = launching.begin(codes[0].code, label=codes[0].label, take_over=False, at=soon)
    assert begun.session is not None
    assert begun.session.attempt.item.version == target
    with pytest.raises(UnknownCode):
        launching.begin(codes[1].code, label=codes[1].label, take_over=False, at=soon)


@pytest.mark.django_db
def test_a_page_of_a_part_that_was_left_behind_is_told_and_still_heard(asha):
    place = enrolled(asha)
    sleeping = player(place).begin()
    target = newer(place, ("item-0", package_version()))
    moving.move(fresh(place), to=target.uuid, at=LATER)
    told = staying.stay(sleeping.token, sleeping.session, 1, label=sleeping.label, at=LATER)
    assert (told["live"], told["left"]["code"]) == (False, "version-left")
    sleeping.at = LATER
    assert sleeping.commit(lesson_location="3").outcome == "applied"
    with pytest.raises(LeftBehind):
        sleeping.go_on()


@pytest.mark.django_db
def test_a_completed_course_stays_as_it_was_certified(asha):
    place = enrolled(asha)
    player(place).begin().commit(lesson_status="completed", final=True)
    target = newer(place, ("item-0", package_version()))
    assert moving.offered_version(fresh(place)) is None
    with pytest.raises(moving.AlreadyComplete):
        moving.move(fresh(place), to=target.uuid, at=LATER)


@pytest.mark.django_db
def test_a_move_that_leaves_nothing_to_do_completes_and_certifies_once(asha):
    first = package_version()
    place = enrolled(asha, first, package_version())
    player(place).begin().commit(lesson_status="completed", final=True)
    target = newer(place, ("item-0", first))
    offer = moving.preview(fresh(place))
    assert offer is not None
    assert offer.plan.completes
    moving.move(fresh(place), to=target.uuid, at=LATER)
    assert fresh(place).result.completed_at == LATER
    recompute(fresh(place), at=LATER)
    assert Certificate.objects.count() == 1


@pytest.mark.django_db
def test_there_and_back_again_loses_nothing(asha):
    first = package_version()
    place = enrolled(asha, first, package_version())
    player(place).begin().commit(lesson_location="5", leaving=True)
    player(place, order=1).begin().commit(lesson_location="2", leaving=True)
    original = place.version
    target = newer(place, ("item-0", first), ("item-1", package_version()))
    moving.move(fresh(place), to=target.uuid, at=LATER)
    player(fresh(place), order=1, at=LATER).begin().commit(lesson_status="passed", final=True)
    Course.objects.update(current=original)
    moving.move(fresh(place), to=original.uuid, at=LATER + timedelta(hours=1))
    back = player(fresh(place), at=LATER + timedelta(hours=1)).begin()
    assert back.state["cmi.core.lesson_location"] == "5"
    assert ItemResult.objects.get(item__version=original, item__key="item-1").satisfied_at is not None
    assert player(fresh(place), order=1, at=LATER + timedelta(hours=1)).begin().state["cmi.core.lesson_location"] == "2"


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def learner(client, asha):
    client.force_login(asha)
    return client


def edited(page, **changes):
    """The course page, published again with these changes of its outline."""
    outline = native.outline(**changes)
    page.outline = json.dumps(outline)
    page.save_revision().publish()
    page.refresh_from_db()


@pytest.mark.django_db
def test_publishing_again_disturbs_nobody_and_is_offered(learner, asha):
    page = native.make_page()
    place = native.place_on(asha, page)
    tab = native.Tab(learner, place, "lesson1")
    tab.answer("check1", "check1/0", json=True)
    edited(page, first="Spotting one, revised", pass_mark=90)
    assert tab.answer("check2", "check2/1", json=True).status_code == 200, "the open lesson goes on being saved"
    home = reverse("courses:enrolment-detail", args=[place.uuid])
    html = learner.get(home).content.decode()
    assert "A newer version of this course is offered" in html
    assert "Spotting one, revised" not in html
    assert fresh(place).version.number == 1


@pytest.mark.django_db
def test_the_preview_is_what_the_move_then_does(learner, asha, marek):
    page = native.make_page()
    place = native.place_on(asha, page)
    tab = native.Tab(learner, place, "lesson1")
    tab.answer("check1", "check1/0", json=True)
    tab.post("prompt", block=native.key("prompt"), text="Mine alone")
    old = native.url_of(place, "lesson1")
    edited(page, first="Spotting one, revised", pass_mark=90)
    address = reverse("courses:enrolment-move", args=[place.uuid])
    html = learner.get(address).content.decode()
    assert "Unchanged: you go on where you are." in html, "new words in a lesson keep what was answered"
    assert "Changed. You had not begun it." in html
    assert fresh(place).version.number == 1
    version = page.course.current
    RunSession.objects.update(last_seen=AT)
    wrong = learner.post(address, {"version": str(place.version.uuid)}, follow=True)
    assert "published again since you looked" in wrong.content.decode()
    answer = learner.post(address, {"version": str(version.uuid)}, follow=True)
    assert "You go on with version 2" in answer.content.decode()
    place = fresh(place)
    lesson = learner.get(native.url_of(place, "lesson1")).content.decode()
    assert "Spotting one, revised" in lesson
    assert "Mine alone" in lesson
    assert PrivateNote.objects.get().item.version == version
    assert learner.get(old)["Location"] == native.url_of(place, "lesson1"), (
        "an older link leads to the part's successor"
    )
    assert "offered" not in learner.get(reverse("courses:enrolment-detail", args=[place.uuid])).content.decode()
    learner.force_login(marek)
    assert learner.get(address).status_code == 404
    assert learner.post(address, {"version": str(version.uuid)}).status_code == 404


@pytest.mark.django_db
def test_work_that_a_device_sends_after_the_move_counts_where_it_fits_and_is_refused_in_words_where_not(
    learner, asha, marek
):
    page = native.make_page()
    place = native.place_on(asha, page)
    phone = native.Tab(learner, place, "lesson1")
    desktop = native.Tab(learner, place, "lesson1")
    desktop.answer("check1", "check1/0", json=True)
    quiz = native.url_of(place, "quiz")
    body = native.lesson(
        "lesson1",
        "Spotting one, again",
        native.check("check1", "Another question?", ("Yes", True), ("No", False)),
        native.check("check2", "Must he say why?", ("He must", False), ("He need not", True)),
        native.block("prompt", "reflection", {"prompt": "What would you change now?"}),
    )
    outline = native.outline()
    outline[0]["value"]["items"][0] = body
    del outline[0]["value"]["items"][2]
    outline[0]["value"]["items"].append(native.outline()[0]["value"]["items"][2] | {"id": native.key("other quiz")})
    page.outline = json.dumps(outline)
    page.save_revision().publish()
    page.course.refresh_from_db()
    RunSession.objects.update(last_seen=AT)
    moving.move(fresh(place), to=page.course.current.uuid, at=LATER)

    taken = phone.answer("check2", "check2/1", json=True)
    assert taken.status_code == 200
    assert taken.json()["session"]
    assert phone.post("prompt", block=native.key("prompt"), text="Written on a train", json=True).status_code == 200
    assert fresh(place).private_notes.get().text == "Written on a train"
    state = RunState.objects.get(attempt__item=native.item_of(fresh(place), "lesson1"))
    assert f"block.{native.key('check2')}" in state.data
    for late in (
        phone.answer("check1", "check1/1", json=True),
        phone.post("done", json=True),
        desktop.answer("check2", "check2/1", json=True),
    ):
        assert late.status_code == 409
        assert late.json()["code"] == "version-left"
        assert "too late to be counted" in late.json()["sentence"]
    gone = learner.post(quiz, {"act": "answer"}, headers={"accept": "application/json"})
    assert gone.json()["code"] == "version-left"
    assert "too late to be counted" in learner.post(phone.url, {"act": "done"}, follow=True).content.decode()
    assert learner.get(quiz).status_code == 404
    learner.force_login(marek)
    strange = learner.post(phone.url, {"act": "done"}, headers={"accept": "application/json"})
    assert (strange.status_code, strange.json()["code"]) == (404, "item-not-in-course")
    assert learner.post(phone.url, {"act": "done"}).status_code == 404
