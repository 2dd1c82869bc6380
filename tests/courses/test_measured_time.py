"""Minutes left, from measured medians and from what is unread; and what a save and a large course's page cost."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from courses import selectors
from courses.models import Attempt, MeasuredTime, RunState
from courses.services.measuring import measure
from members.models import User

from .native import AT, Tab, block, key, lesson, make_page, place_on, url_of, words

pytestmark = pytest.mark.django_db

BOUNDARIES = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}
WRITES = {"INSERT", "UPDATE", "DELETE"}


def learned(page, people, seconds):
    """So many people have done the first lesson, each in so many seconds more than the one before."""
    for number in range(people):
        person = User.objects.create(email=f"learner{number}@example.org", name=f"Learner {number}")
        place = place_on(person, page)
        item = place.version.items.get(key=key("lesson1"))
        attempt = Attempt.objects.create(enrolment=place, item=item, started=AT)
        RunState.objects.create(attempt=attempt, completion="completed", seen_cs=100 * (seconds + number))


def test_ten_people_make_a_median_and_nine_none(asha):
    page = make_page()
    place = place_on(asha, page)
    learned(page, 9, 100)
    assert measure(at=AT) == 0
    assert selectors.progress_of(place).minutes_left == 17
    person = User.objects.create(email="tenth@example.org", name="Tenth")
    attempt = Attempt.objects.create(
        enrolment=place_on(person, page), item=place.version.items.get(key=key("lesson1")), started=AT
    )
    RunState.objects.create(attempt=attempt, completion="completed", seen_cs=109_00)
    assert [measure(at=AT), measure(at=AT + timedelta(days=1))] == [1, 1]
    row = MeasuredTime.objects.get()
    assert (row.key, row.people, row.median_seconds) == (key("lesson1"), 10, 104)
    # Six minutes by its author, two by those who did it.
    assert selectors.progress_of(place).minutes_left == 13


def test_what_was_read_of_a_lesson_counts_no_longer(client, asha):
    place = place_on(asha, make_page())
    client.force_login(asha)
    assert selectors.progress_of(place).minutes_left == 17
    Tab(client, place, "lesson1").post("place", block=key("prompt"), json=True)
    left = selectors.progress_of(place).minutes_left
    assert 11 < left < 17
    Tab(client, place, "lesson1").post("place", block=key("para"), json=True)
    assert selectors.progress_of(place).minutes_left == left
    assert f"{left} min to your certificate" in client.get(url_of(place, "lesson2")).content.decode()


def statements(ask):
    with CaptureQueriesContext(connection) as seen:
        response = ask()
    assert response.status_code == 200, response.content
    return [query["sql"].split()[0].upper() for query in seen]


@pytest.mark.django_db(transaction=True)
def test_a_save_of_a_block_is_one_read_and_three_writes_in_one_transaction(client, asha):
    from foundation.vocabulary.api import load

    load()
    place = place_on(asha, make_page())
    client.force_login(asha)
    tab = Tab(client, place, "lesson1")
    tab.answer("check1", "check1/0", json=True)
    found = statements(lambda: tab.post("branch", block=key("branch"), choice=key("branch/0"), json=True))
    inside = found[found.index("BEGIN") + 1 : found.index("COMMIT")]
    assert [word for word in inside if word in WRITES] == ["UPDATE", "INSERT", "UPDATE"]
    assert len(inside) == 4, inside
    assert [word for word in found if word in BOUNDARIES] == ["BEGIN", "COMMIT"]
    # Before it: the sign-in (session, person), their place on the course, and the item. After it: the minutes left.
    assert len(found) <= 13, found


def test_the_page_of_a_course_of_31_units_asks_the_database_at_most_18_times(
    client, asha, django_assert_max_num_queries
):
    units = [lesson(f"unit{number}", f"Unit {number}", words(f"p{number}", "Some words.")) for number in range(31)]
    modules = [block(f"m{n}", "module", {"title": f"Module {n}", "items": units[n * 8 : n * 8 + 8]}) for n in range(4)]
    import json

    page = make_page(outline=json.dumps(modules), cpd_minutes=0, minutes=200)
    place = place_on(asha, page)
    client.force_login(asha)
    for number in range(3):
        Tab(client, place, f"unit{number}").post("done")
    Tab(client, place, "unit3").post("place", block=key("p3"), json=True)
    for url in (page.url, reverse("courses:enrolment-detail", args=[place.uuid]), url_of(place, "unit5")):
        client.get(url)
        with django_assert_max_num_queries(18):
            assert client.get(url).status_code == 200
