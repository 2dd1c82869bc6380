"""A package's page for its learner: what is inside, what was reached, what to press, and where work may still lie."""

from django.urls import reverse
from django.utils import timezone

import pytest

from courses.models import (
    Attempt,
    Course,
    CourseVersion,
    EnrolmentMove,
    ItemResult,
    PackageItem,
    PackageVersion,
    RunSession,
)
from courses.services.ending import end_if_silent

from .learning import enrolled, package_version, player

pytestmark = pytest.mark.django_db
IPHONE = "Safari on an iPhone"


@pytest.fixture
def learner(client, asha):
    client.force_login(asha)
    return client


def page(client, place, order: int = 0) -> str:
    item = place.version.items.get(order=order)
    response = client.get(reverse("courses:item-detail", args=[place.uuid, item.uuid]))
    assert response.status_code == 200
    return response.content.decode()


def home(client, place) -> str:
    return client.get(reverse("courses:enrolment-detail", args=[place.uuid])).content.decode()


def playing(place, **fields):
    return player(place, at=timezone.now(), **fields)


def test_a_package_of_several_parts_shows_them_with_states_and_locks(learner, asha):
    version = package_version(parts=3)
    PackageItem.objects.filter(version=version, identifier="part-3").update(prerequisites="part-1&part-2")
    chapter = PackageItem.objects.create(
        version=version, identifier="h", order=9, title="Hidden chapter", visible=False
    )
    PackageItem.objects.create(version=version, identifier="x", parent=chapter, order=10, title="Part X", href="x.html")
    PackageItem.objects.create(version=version, identifier="y", order=11, title="Secret", href="y.html", visible=False)
    place = enrolled(asha, version)
    playing(place).begin().commit(lesson_status="completed", final=True)
    html = page(learner, place)
    assert "Hidden chapter" not in html
    assert "Secret" not in html, "and nobody is told to open what no list shows"
    assert "Part X" in html, "hiding a heading hides nothing below it"
    assert "Finish “Part 2” first." in html
    assert html.count('name="part"') == 3, "a locked part has no button"
    assert "Inside: part 2 of 4" in html
    assert "part 2 of 4" in learner.get(reverse("courses:learning-list")).content.decode()
    assert "parts finished; next is “Part 2”." in home(learner, place)


def test_the_button_says_what_it_does(learner, asha):
    place = enrolled(asha)
    assert "Begin</button>" in page(learner, place)
    running = playing(place).begin()
    running.commit(lesson_location="3", leaving=True)
    html = page(learner, place)
    assert "Continue</button>" in html
    assert "Look again" not in html
    running.commit(lesson_status="passed", score__raw="90", final=True)
    html = page(learner, place)
    assert "Open again</button>" in html
    assert "Look again" in html
    assert "Why is this not complete?" not in html


def test_what_is_open_elsewhere_is_said(learner, asha):
    place = enrolled(asha)
    playing(place, device=IPHONE).begin().commit(lesson_location="3")
    assert "It is open now on Safari on an iPhone" in page(learner, place)


def test_starting_again_keeps_the_best_and_shows_the_last(learner, asha):
    place = enrolled(asha, package_version(mastery=80))
    item = place.version.items.get()
    playing(place).begin().commit(score__raw="90", final=True)
    again = reverse("courses:item-again", args=[place.uuid, item.uuid])
    assert learner.get(again).status_code == 405
    assert learner.post(again).status_code == 302
    assert "Begin attempt 2</button>" in page(learner, place)
    playing(place).begin().commit(score__raw="60", final=True)
    html = page(learner, place)
    assert "Your best: passed with 90. Last time: finished with 60, not passed." in html
    assert "<strong>Attempt 1</strong>: passed with 90" in html
    assert "<strong>Attempt 2</strong>: finished with 60, not passed" in html
    assert ItemResult.objects.get().success == "passed"


def test_starting_again_is_refused_while_it_is_open_and_to_everybody_else(client, asha, marek):
    place = enrolled(asha)
    again = reverse("courses:item-again", args=[place.uuid, place.version.items.get().uuid])
    playing(place).begin().commit(lesson_location="3")
    client.force_login(marek)
    assert client.post(again).status_code == 404
    client.force_login(asha)
    assert "open somewhere else" in client.post(again, follow=True).content.decode()
    assert Attempt.objects.count() == 1


def test_why_it_is_not_complete_stands_on_the_page(learner, asha):
    place = enrolled(asha, package_version(mastery=80))
    playing(place).begin().commit(score__raw="60", final=True)
    html = page(learner, place)
    assert "It needs a score of 80 or more." in html
    assert "It is finished with 60, not passed; 80 or more is needed." in html
    assert "Try it again" in html


def test_a_visit_that_ended_without_a_word_is_named_on_the_page_and_at_home(learner, asha):
    place = enrolled(asha)
    running = playing(place, device=IPHONE).later(hours=-3).begin()
    running.later(minutes=5).commit(lesson_location="3")
    session = RunSession.objects.get()
    assert end_if_silent(session.uuid, at=timezone.now())
    for html in (page(learner, place), home(learner, place)):
        assert "ended without a word" in html
        assert "Safari on an iPhone" in html
    RunSession.objects.update(waiting_since=timezone.now())
    assert "still held work that had not reached us" in page(learner, place)
    # The phone is opened again: its leftovers come home, the last of them as the page closes.
    running.at = timezone.now()
    running.commit(lesson_location="4", leaving=True)
    for html in (page(learner, place), home(learner, place)):
        assert "without a word" not in html
        assert "still held work" not in html


def test_a_withdrawn_package_says_so_and_offers_no_button(learner, asha):
    place = enrolled(asha)
    playing(place).begin().commit(lesson_location="3", leaving=True)
    PackageVersion.objects.update(state="recalled", recall_reason="It gives an old dose.")
    html = page(learner, place)
    assert "This part was withdrawn" in html
    assert "It gives an old dose." in html
    assert "/launch/" not in html
    assert "was withdrawn" in home(learner, place), "before the button that leads to it"
    assert not EnrolmentMove.objects.exists()
    assert Course.objects.get().current_id == place.version_id


def test_a_withdrawn_package_leads_to_the_version_without_it(learner, asha):
    place = enrolled(asha)
    playing(place).begin().commit(lesson_location="3", leaving=True)
    PackageVersion.objects.update(state="recalled", recall_reason="It gives an old dose.")
    newer = CourseVersion.objects.create(
        course=place.course, number=2, digest="2" * 64, frozen_at=timezone.now(), title="New", minutes=5, cpd_minutes=5
    )
    Course.objects.update(current=newer)
    assert reverse("courses:enrolment-move", args=[place.uuid]) in page(learner, place)


def test_the_outline_that_the_course_chose_is_the_one_that_is_shown(learner, asha):
    version = package_version(parts=2)
    for number in (3, 4):
        PackageItem.objects.create(
            version=version, identifier=f"n{number}", organisation="nurses", order=number, title=f"For nurses {number}",
            href="n.html", scorm_type="sco",
        )  # fmt: skip
    place = enrolled(asha, version)
    place.version.items.update(content={"organisation": "nurses"})
    html = page(learner, place)
    assert "For nurses 3" in html
    assert "Part 1</" not in html.split("What is inside")[1].split("</ol>")[0]
    assert "All 2 parts must be finished" in html


def test_statements_of_my_learning_with_packages_under_way(learner, asha, django_assert_max_num_queries):
    for _ in range(3):
        playing(enrolled(asha, package_version(parts=3))).begin().commit(lesson_location="3", leaving=True)
    learner.get(reverse("courses:learning-list"))
    with django_assert_max_num_queries(13):
        assert "part 1 of 3" in learner.get(reverse("courses:learning-list")).content.decode()


def test_statements_of_a_package_page_do_not_grow_with_its_history(learner, asha, django_assert_max_num_queries):
    place = enrolled(asha, package_version(parts=4))
    for number in range(3):
        running = playing(place, device=f"Browser {number}").begin(take_over=True)
        running.commit(lesson_location="3", leaving=True)
    page(learner, place)
    with django_assert_max_num_queries(19):
        page(learner, place)
