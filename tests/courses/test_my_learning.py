"""My learning and a course's home: what is left, where to go on, and why it is not complete."""

from django.urls import reverse

import pytest

from certificates.api import Certificate

from .native import Tab, finish_lessons, item_of, make_page, place_on, sit_quiz, url_of

pytestmark = pytest.mark.django_db
LIST = "/learn/"


@pytest.fixture
def learner(client, asha):
    client.force_login(asha)
    return client


def home(client, place) -> str:
    return client.get(reverse("courses:enrolment-detail", args=[place.uuid])).content.decode()


def test_the_list_asks_for_a_sign_in(client):
    assert client.get(LIST)["Location"].startswith("/accounts/login/")


def test_an_empty_list_says_what_to_do(learner):
    html = learner.get(LIST).content.decode()
    assert "You have not started a course yet" in html
    assert 'href="/courses/"' in html


def test_the_list_counts_down_to_the_certificate(learner, asha):
    place = place_on(asha, make_page())
    assert "17 min to your certificate" in learner.get(LIST).content.decode()
    finish_lessons(learner, place)
    html = learner.get(LIST).content.decode()
    assert "5 min to your certificate" in html
    assert "2 of 3 parts done; next: Final quiz" in html
    assert url_of(place, "quiz") in html


def test_a_completed_course_is_listed_with_its_certificate(learner, asha):
    place = place_on(asha, make_page())
    finish_lessons(learner, place)
    sit_quiz(learner, place)
    html = learner.get(LIST).content.decode()
    code = Certificate.objects.get().code
    assert f'href="/verify/{code}/"' in html
    assert "To go on with" not in html


def test_one_persons_list_holds_nothing_of_anothers(client, asha, marek):
    place_on(asha, make_page())
    client.force_login(marek)
    assert "You have not started a course yet" in client.get(LIST).content.decode()


def test_a_home_shows_each_state_as_a_word_and_a_shape(learner, asha):
    place = place_on(asha, make_page())
    Tab(learner, place, "lesson1").answer("check1", "check1/0", json=True)
    Tab(learner, place, "lesson2").post("done")
    sit_quiz(learner, place, {"q1": ["q1/1"]})
    html = home(learner, place)
    for state, word in (("started", "Started"), ("done", "Done"), ("again", "Not passed yet")):
        assert f'class="item-state" data-state="{state}"' in html
        assert word in html


def test_a_home_says_why_the_course_is_not_complete(learner, asha):
    place = place_on(asha, make_page())
    assert "Nothing has been done yet." in home(learner, place)
    Tab(learner, place, "lesson2").post("done")
    html = home(learner, place)
    assert "Why is this not complete?" in html
    assert "1 of 3 parts done" in html
    assert "“Spotting one”" in html


def test_a_completed_home_leads_to_the_certificate(learner, asha):
    place = place_on(asha, make_page())
    finish_lessons(learner, place)
    sit_quiz(learner, place)
    html = home(learner, place)
    assert f"/verify/{Certificate.objects.get().code}/" in html
    assert "Why is this not complete?" not in html
    assert "Completed on" in html


def test_a_course_without_cpd_completes_without_a_certificate(learner, asha):
    page = make_page(cpd_minutes=0)
    place = place_on(asha, page)
    finish_lessons(learner, place)
    sit_quiz(learner, place)
    assert "so there is no certificate" in home(learner, place)
    assert not Certificate.objects.exists()


def test_a_home_belongs_to_its_learner(client, asha, marek, nia):
    place = place_on(asha, make_page())
    address = reverse("courses:enrolment-detail", args=[place.uuid])
    for person in (marek, nia):
        client.force_login(person)
        assert client.get(address).status_code == 404


def test_pages_of_learners_are_kept_by_no_shared_cache(learner, asha):
    place = place_on(asha, make_page())
    for address in (LIST, reverse("courses:enrolment-detail", args=[place.uuid]), url_of(place, "lesson1")):
        assert "private" in learner.get(address)["Cache-Control"]


def test_statements_of_my_learning_do_not_grow(learner, asha, django_assert_max_num_queries):
    for number in range(4):
        place = place_on(asha, make_page(title=f"Course {number}", slug=f"course-{number}"))
        Tab(learner, place, "lesson2").post("done")
    learner.get(LIST)
    with django_assert_max_num_queries(11):
        learner.get(LIST)


def test_statements_of_a_home(learner, asha, django_assert_max_num_queries):
    place = place_on(asha, make_page())
    Tab(learner, place, "lesson2").post("done")
    item_of(place, "lesson1")
    home(learner, place)
    with django_assert_max_num_queries(13):
        home(learner, place)
