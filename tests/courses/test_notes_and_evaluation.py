"""What learners write: notes that only they read, and an evaluation that does not know who wrote it."""

from django.urls import reverse

import pytest

from courses.models import Evaluation, PrivateNote
from courses.rules.evaluating import STATEMENTS, tallies

from .native import Tab, finish_lessons, item_of, key, make_page, place_on, sit_quiz

pytestmark = pytest.mark.django_db
MARKS = dict.fromkeys(STATEMENTS, "4")


@pytest.fixture
def place(client, asha):
    client.force_login(asha)
    return place_on(asha, make_page())


def test_notes_and_reflections_stand_on_one_page_and_go_when_emptied(client, place):
    address = reverse("courses:notes", args=[place.uuid])
    Tab(client, place, "lesson1").post("prompt", block=key("prompt"), text="Ask for a date at once.")
    lesson2 = str(item_of(place, "lesson2").uuid)
    for item, text in (("", "Tell the team."), (lesson2, "A month is a month."), ("", "Tell the whole team.")):
        client.post(address, {"item": item, "text": text})
    html = client.get(address).content.decode()
    for words in ("What would you change?", "Ask for a date at once.", "Tell the whole team.", "A month is a month."):
        assert words in html
    text = client.get(reverse("courses:notes-export", args=[place.uuid]))
    assert text["Content-Type"].startswith("text/plain")
    assert "What would you change?\nAsk for a date at once." in text.content.decode()
    client.post(address, {"item": lesson2, "text": "  "})
    client.post(address, {"act": "delete", "note": PrivateNote.objects.get(block=key("prompt")).pk})
    assert list(PrivateNote.objects.values_list("text", flat=True)) == ["Tell the whole team."]


def test_notes_are_their_owners_and_a_long_one_is_not_lost(client, place, marek):
    address = reverse("courses:notes", args=[place.uuid])
    refused = client.post(address, {"item": "", "text": "x" * 10_001})
    assert refused.status_code == 400
    assert "x" * 10_001 in refused.content.decode()
    client.force_login(marek)
    for url in (address, reverse("courses:notes-export", args=[place.uuid])):
        assert client.get(url).status_code == 404
    assert client.post(address, {"item": "", "text": "mine"}).status_code == 404
    assert not PrivateNote.objects.exists()


def test_an_evaluation_comes_after_completion_once_and_without_a_name(client, place, asha):
    address = reverse("courses:evaluation", args=[place.uuid])
    assert client.post(address, MARKS).status_code == 302
    assert not Evaluation.objects.exists()
    finish_lessons(client, place)
    sit_quiz(client, place)
    home = reverse("courses:enrolment-detail", args=[place.uuid])
    assert "Tell the authors" in client.get(home).content.decode()
    short = client.post(address, MARKS | {"clear": "", "remarks": "Good cases."})
    assert short.status_code == 400
    assert "Good cases." in short.content.decode()
    for _ in range(2):
        client.post(address, MARKS | {"remarks": "Good cases."})
    given = Evaluation.objects.get()
    assert given.answers == dict.fromkeys(STATEMENTS, 4)
    stored = " ".join(str(value) for value in vars(given).values())
    for secret in (str(place.uuid), place.uuid.hex, asha.email):
        assert secret not in stored
    assert "Tell the authors" not in client.get(home).content.decode()


def test_fewer_than_five_forms_show_nothing():
    forms = [dict.fromkeys(STATEMENTS, mark) for mark in (1, 3, 5, 5)]
    assert tallies(forms) == []
    found = tallies([*forms, dict.fromkeys(STATEMENTS, 1)])
    assert [one.mean for one in found] == [3.0] * len(STATEMENTS)


def test_authors_read_five_forms_together_and_no_fewer(client, place, nia, marek):
    course = place.version.course
    for number in range(4):
        _form(place, number)
    address = f"/admin/evaluations/{course.uuid}/"
    client.force_login(marek)
    assert client.get(address).status_code in (302, 403)
    client.force_login(nia)
    assert "fewer than 5" in client.get(address).content.decode()
    assert "Remark" not in client.get(address).content.decode()
    _form(place, 4)
    html = client.get(address).content.decode()
    assert "Remark 2" in html
    assert "5 forms" in html
    assert course.title in client.get("/admin/evaluations/").content.decode()


def _form(place, number):
    Evaluation.objects.create(
        version=place.version,
        pseudonym=str(number),
        answers=dict.fromkeys(STATEMENTS, 3),
        remarks=f"Remark {number}",
        given_on=place.period_start,
    )
