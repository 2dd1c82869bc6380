"""Lessons: what is done on a page is saved, joined over devices, and never shown a key too early."""

import json
import re

from django.urls import reverse

import pytest

from courses.models import Attempt, Commit, ItemResult, PrivateNote, RunSession, RunState

from .native import AT, Tab, finish_lessons, item_of, key, make_page, place_on, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(asha):
    return place_on(asha, make_page())


@pytest.fixture
def learner(client, asha):
    client.force_login(asha)
    return client


def state() -> RunState:
    return RunState.objects.get()


def test_a_lesson_shows_its_text_and_no_key(learner, place):
    page = Tab(learner, place, "lesson1").page.content.decode()
    assert "Mr Hale leans over the desk" in page
    assert "Is this a request?" in page
    assert "CANARY" not in page
    assert "18 min to your certificate" not in page
    assert "17 min to your certificate" in page


def test_showing_a_page_writes_nothing(learner, place):
    Tab(learner, place, "lesson1")
    assert not Attempt.objects.exists()
    assert not RunSession.objects.exists()


def test_an_answer_is_saved_and_explained(learner, place):
    tab = Tab(learner, place, "lesson1")
    response = tab.answer("check1", "check1/1")
    assert response.status_code == 302
    assert response["Location"].endswith(f"#b-{key('check1')}")
    page = learner.get(tab.url).content.decode()
    assert "CANARY why check1 0" in page
    assert "CANARY why check1 1" in page
    assert "Not quite" in page
    assert "CANARY why check2" not in page
    assert state().data[f"block.{key('check1')}"] == {"chosen": [key("check1/1")], "right": False}


def test_a_page_with_script_gets_an_acknowledgement_and_the_block(learner, place):
    answer = Tab(learner, place, "lesson1").answer("check1", "check1/0", json=True).json()
    session = RunSession.objects.get()
    assert (answer["ack"], answer["session"], answer["outcome"]) == (1, str(session.uuid), "applied")
    assert "That is right" in answer["html"]
    assert "CANARY why check1 0" in answer["html"]
    assert "CANARY why check2" not in json.dumps(answer)
    assert "One thing is still open" in answer["missing"]


def test_nothing_chosen_is_said_in_words_and_saves_nothing(learner, place):
    tab = Tab(learner, place, "lesson1")
    refused = tab.answer("check1", json=True)
    assert refused.status_code == 400
    assert refused.json() == {"code": "not-an-answer", "sentence": "Choose one of the answers first, then check."}
    plain = tab.answer("check1")
    assert "Choose one of the answers first" in learner.get(plain["Location"]).content.decode()
    assert not Commit.objects.exists()


def test_a_lesson_is_done_when_marked_and_every_check_is_answered(learner, place):
    tab = Tab(learner, place, "lesson1")
    marked = tab.post("done")
    assert marked["Location"].endswith(f"#b-{key('check1')}")
    assert "2 things are still open in this lesson" in learner.get(tab.url).content.decode()
    assert ItemResult.objects.get().satisfied_at is None
    Tab(learner, place, "lesson1").answer("check2", "check2/0")
    Tab(learner, place, "lesson1").answer("check1", "check1/1")
    result = ItemResult.objects.get()
    assert result.satisfied_at is not None
    assert (result.evidence, result.completion) == ("B", "completed")


def test_marking_as_done_leads_to_the_next_part(learner, place):
    tab = Tab(learner, place, "lesson1")
    tab.answer("check1", "check1/0", json=True)
    tab.answer("check2", "check2/1", json=True)
    response = tab.post("done")
    assert response["Location"] == url_of(place, "lesson2")


def test_a_branch_shows_what_follows_only_from_the_path_taken(learner, place):
    tab = Tab(learner, place, "lesson1")
    html = tab.post("branch", block=key("branch"), choice=key("branch/1"), json=True).json()["html"]
    assert "CANARY the date is safe" in html
    assert "CANARY he leaves annoyed" not in html
    both = tab.post("branch", block=key("branch"), choice=key("branch/0"), json=True).json()["html"]
    assert "CANARY the date is safe" in both
    assert "CANARY he leaves annoyed" in both


def test_a_reflection_is_kept_for_its_writer_and_for_nobody_else(learner, place, client, tom):
    tab = Tab(learner, place, "lesson1")
    tab.post("prompt", block=key("prompt"), text="FINCH I would log it at once.")
    assert PrivateNote.objects.get().text == "FINCH I would log it at once."
    assert "FINCH" in learner.get(tab.url).content.decode()
    assert "FINCH" not in json.dumps(state().data)
    assert "FINCH" not in json.dumps(list(Commit.objects.values_list("body", flat=True)))
    client.force_login(tom)
    assert client.get(tab.url).status_code == 404


def test_a_reflection_can_be_emptied(learner, place):
    Tab(learner, place, "lesson1").post("prompt", block=key("prompt"), text="Something")
    Tab(learner, place, "lesson1").post("prompt", block=key("prompt"), text="")
    assert PrivateNote.objects.get().text == ""


def test_a_reflection_over_the_limit_is_refused_whole(learner, place):
    refused = Tab(learner, place, "lesson1").post("prompt", block=key("prompt"), text="x" * 10_001, json=True)
    assert refused.status_code == 413
    assert refused.json()["code"] == "note-too-long"
    assert not PrivateNote.objects.exists()
    assert not Commit.objects.exists()


def test_two_devices_are_joined_and_neither_goes_stale(learner, place):
    desk, phone = Tab(learner, place, "lesson1"), Tab(learner, place, "lesson1")
    phone.answer("check1", "check1/0", json=True)
    desk.answer("check2", "check2/1", json=True)
    phone.post("branch", block=key("branch"), choice=key("branch/0"), json=True)
    data = state().data
    assert data[f"block.{key('check1')}"]["right"] is True
    assert data[f"block.{key('check2')}"]["right"] is True
    assert data[f"block.{key('branch')}"] == {"paths": [key("branch/0")]}
    assert [session.epoch for session in RunSession.objects.order_by("pk")] == [1, 2]
    assert set(Commit.objects.values_list("outcome", flat=True)) == {"applied"}


def test_a_second_answer_from_another_device_does_not_replace_the_first(learner, place):
    desk, phone = Tab(learner, place, "lesson1"), Tab(learner, place, "lesson1")
    phone.answer("check1", "check1/0", json=True)
    desk.answer("check1", "check1/1", json=True)
    assert state().data[f"block.{key('check1')}"]["chosen"] == [key("check1/0")]


def test_the_same_commit_twice_is_one_commit(learner, place):
    tab = Tab(learner, place, "lesson1")
    first = tab.answer("check1", "check1/0", seq=1, json=True).json()
    again = tab.answer("check1", "check1/0", seq=1, json=True).json()
    assert (first["outcome"], again["outcome"], again["ack"]) == ("applied", "repeat", 1)
    assert Commit.objects.count() == 1
    assert state().revision == 1


def test_a_page_that_the_back_button_brought_back_can_still_save(learner, place):
    tab = Tab(learner, place, "lesson1")
    tab.answer("check1", "check1/0", seq=1)
    answer = tab.answer("check2", "check2/1", seq=1, json=True).json()
    assert (answer["outcome"], answer["ack"]) == ("applied", 2)
    assert Commit.objects.count() == 2


def test_what_is_done_stays_done(learner, place):
    finish_lessons(learner, place)
    before = list(ItemResult.objects.values())
    tab = Tab(learner, place, "lesson1")
    tab.answer("check1", "check1/1", json=True)
    tab.post("place", block=key("para"), json=True)
    assert list(ItemResult.objects.values()) == before
    assert {state.completion for state in RunState.objects.all()} == {"completed"}


def test_the_place_is_remembered_for_the_next_device(learner, place):
    Tab(learner, place, "lesson1").post("place", block=key("prompt"), json=True)
    home = learner.get(reverse("courses:enrolment-detail", args=[place.uuid])).content.decode()
    assert f"{url_of(place, 'lesson1')}#b-{key('prompt')}" in home
    assert ItemResult.objects.get().completion == "incomplete"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"act": "check", "block": "nothing", "choice": "x"}, "not-in-this-item"),
        ({"act": "branch", "block": key("branch"), "choice": "x"}, "not-in-this-item"),
        ({"act": "prompt", "block": key("check1"), "text": "x"}, "not-in-this-item"),
        ({"act": "place", "block": "nothing"}, "not-in-this-item"),
        ({"act": "answer", "block": key("q1"), "choice": key("q1/0")}, "not-in-this-item"),
        ({"act": "nonsense"}, "not-in-this-item"),
        ({"act": "done", "visit": "forged"}, "unknown-visit"),
        ({"act": "done", "seq": "0"}, "unknown-visit"),
        ({"act": "done", "seq": "many"}, "unknown-visit"),
    ],
)
def test_what_no_page_of_ours_sends_is_refused_with_a_code_and_a_sentence(learner, place, fields, code):
    tab = Tab(learner, place, "lesson1")
    response = learner.post(tab.url, {"visit": tab.visit, "seq": 1} | fields, headers={"accept": "application/json"})
    assert response.status_code == 400
    assert response.json()["code"] == code
    assert response.json()["sentence"].endswith(".")
    assert not Commit.objects.exists()


def test_a_visit_is_good_for_its_own_item_and_enrolment_only(learner, place, client, marek):
    visit = Tab(learner, place, "lesson1").visit
    other = learner.post(url_of(place, "lesson2"), {"act": "done", "visit": visit, "seq": 1}, headers=JSON)
    assert other.json()["code"] == "unknown-visit"
    theirs = place_on(marek, make_page(slug="another"))
    client.force_login(marek)
    stolen = client.post(url_of(theirs, "lesson1"), {"act": "done", "visit": visit, "seq": 1}, headers=JSON)
    assert stolen.json()["code"] == "unknown-visit"


JSON = {"accept": "application/json"}


def test_nobody_else_sees_or_writes_a_lesson(client, place, marek, tom, nia):
    url = url_of(place, "lesson1")
    for person in (marek, tom, nia):
        client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(url, {"act": "done"}).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302
    assert "/accounts/login/" in client.get(url)["Location"]


def test_an_item_of_another_version_is_not_found(learner, place):
    other = make_page(slug="another").course.current.items.first()
    assert learner.get(reverse("courses:item-detail", args=[place.uuid, other.uuid])).status_code == 404


def test_somebody_whose_membership_has_ended_keeps_what_they_began(client, finn):
    place = place_on(finn, make_page())
    client.force_login(finn)
    tab = Tab(client, place, "lesson1")
    assert tab.page.status_code == 200
    assert tab.answer("check1", "check1/0", json=True).json()["outcome"] == "applied"


def test_time_seen_is_counted_between_commits(learner, place, time_machine_at):
    travel = time_machine_at
    travel(AT)
    tab = Tab(learner, place, "lesson1")
    travel(AT, minutes=2)
    tab.answer("check1", "check1/0", json=True)
    travel(AT, minutes=5)
    tab.answer("check2", "check2/1", json=True)
    session = RunSession.objects.get()
    assert session.started == AT
    assert session.seen_cs == 5 * 60 * 100
    assert "Chrome" not in session.device


@pytest.fixture
def time_machine_at():
    from datetime import timedelta

    import time_machine

    traveller = time_machine.travel(AT, tick=False)
    running = traveller.start()

    def travel(at, **more):
        running.move_to(at + timedelta(**more))

    yield travel
    traveller.stop()


def test_statements_of_a_lesson(learner, place, django_assert_max_num_queries):
    Tab(learner, place, "lesson1").answer("check1", "check1/0", json=True)
    url = url_of(place, "lesson1")
    learner.get(url)
    with django_assert_max_num_queries(15):
        learner.get(url)


def test_statements_of_an_answer(learner, place, django_assert_max_num_queries):
    tab = Tab(learner, place, "lesson1")
    tab.post("branch", block=key("branch"), choice=key("branch/0"), json=True)
    item_of(place, "lesson1")
    with django_assert_max_num_queries(18):
        tab.answer("check1", "check1/0", json=True)


def test_a_save_brings_the_line_with_the_minutes_as_it_is_now(learner, place):
    tab = Tab(learner, place, "lesson1")
    before = re.search(r"<strong>(\d+) min to", tab.page.content.decode())[1]
    tab.answer("check1", "check1/0", json=True)
    left = tab.answer("check2", "check2/1", json=True).json()["left"]
    now = re.search(r"<strong>(\d+) min to", left)[1]
    assert int(now) < int(before)
    assert f"<strong>{now} min to" in learner.get(url_of(place, "lesson1")).content.decode()
