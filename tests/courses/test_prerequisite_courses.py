"""What comes first: a course that opens when another one is complete, and circles that nobody could begin."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from courses.models import CourseResult, Enrolment
from courses.pages import CoursePrerequisite
from courses.prerequisites import PrerequisiteFirst
from courses.rules.prerequisite_courses import circle, circle_in_words
from courses.services.enrolment import enrol
from courses.services.freezing import NotReady

from .learning import enrolled, package_version
from .native import AT, Tab, finish_lessons, make_page, place_on, sit_quiz, url_of

pytestmark = pytest.mark.django_db


def wants(page, *others):
    """Publish the page again with these courses to complete first."""
    page.course_prerequisites = [CoursePrerequisite(wanted=other.course) for other in others]
    page.save_revision().publish()
    page.refresh_from_db()


@pytest.fixture
def pair(db):
    """Two courses; the second wants the first."""
    first = make_page(title="Spotting a request", slug="first")
    second = make_page(title="Answering it", slug="second")
    wants(second, first)
    return first, second


def test_the_call_is_to_the_course_that_comes_first(client, asha, pair):
    first, second = pair
    client.force_login(asha)
    html = client.get(second.url).content.decode()
    assert "First: Spotting a request" in html
    assert "Complete it, and this course opens." in html
    assert "Start the course" not in html
    client.post(reverse("courses:enrolment-create", args=[second.course.uuid]))
    assert not Enrolment.objects.exists()
    with pytest.raises(PrerequisiteFirst, match="Spotting a request"):
        enrol(asha, second.course, at=AT)
    place = place_on(asha, first)
    finish_lessons(client, place)
    sit_quiz(client, place)
    assert "Start the course" in client.get(second.url).content.decode()


def test_who_is_given_a_place_sees_what_comes_first_and_no_part_opens(client, asha, pair):
    _, second = pair
    client.force_login(asha)
    place = enrol(asha, second.course, at=AT, source="assignment")
    home = reverse("courses:enrolment-detail", args=[place.uuid])
    assert "First: Spotting a request" in client.get(home).content.decode()
    for answer in (client.get(url_of(place, "lesson1")), client.post(url_of(place, "lesson1"), {"act": "done"})):
        assert answer["Location"] == home
    assert not place.attempts.exists()


def test_what_was_begun_stays_open_when_the_first_lapses(client, asha, pair):
    first, second = pair
    client.force_login(asha)
    place = place_on(asha, first)
    finish_lessons(client, place)
    sit_quiz(client, place)
    begun = place_on(asha, second)
    Tab(client, begun, "lesson2").post("done")
    CourseResult.objects.filter(enrolment=place).update(valid_until=(timezone.now() - timedelta(days=9)).date())
    assert client.get(url_of(begun, "lesson1")).status_code == 200


def test_a_lapsed_completion_does_not_open_the_next_course(client, asha, pair):
    first, second = pair
    client.force_login(asha)
    place = place_on(asha, first)
    finish_lessons(client, place)
    sit_quiz(client, place)
    CourseResult.objects.filter(enrolment=place).update(valid_until=(timezone.now() - timedelta(days=9)).date())
    assert "that counts no longer: renew it" in client.get(second.url).content.decode()


def test_a_course_that_is_not_offered_any_more_is_in_nobodys_way(client, asha, pair):
    first, second = pair
    first.unpublish()
    client.force_login(asha)
    assert "Start the course" in client.get(second.url).content.decode()


def test_a_circle_is_refused_and_named(pair):
    first, second = pair
    third = make_page(title="The month", slug="third")
    wants(third, second)
    with pytest.raises(NotReady, match="“Spotting a request” needs “The month”, which needs “Answering it”"):
        wants(first, third)
    assert first.course.current.prerequisites == []


def test_the_shortest_circle_is_found_in_words():
    assert circle("a", {"a": ["b", "c"], "b": ["c"], "c": ["a"]}) == ("a", "c", "a")
    assert circle("a", {"a": ["b"], "b": ["c"], "c": ["b"]}) == ()
    assert circle("a", {"a": ["a"]}) == ("a", "a")
    assert circle_in_words(["A", "B", "A"]) == "“A” needs “B”, which needs “A”"


def test_starting_a_package_again_opens_nothing_that_another_course_keeps_closed(client, asha):
    first = make_page(title="Spotting a request", slug="first")
    place = enrolled(asha, package_version(), "lesson")
    place.version.prerequisites = [str(first.course.uuid)]
    place.version.save(update_fields=["prerequisites"])
    client.force_login(asha)
    package = place.version.items.get(kind="package")
    client.post(reverse("courses:item-again", args=[place.uuid, package.uuid]))
    assert not place.attempts.exists()
