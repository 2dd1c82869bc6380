"""Learning paths: what may be published, which step is open, what counts, and when the path is complete."""

import json
import uuid

from django.urls import reverse

import pytest

from courses.models import Enrolment, Programme, ProgrammeEnrolment, ProgrammePage, ReadingDone
from courses.services.programmes import ProgrammeNotReady, note_completions

from .native import AT, finish_lessons, make_index, make_page, place_on, sit_quiz

pytestmark = pytest.mark.django_db


def step(kind: str, page, **more):
    name = "page" if kind == "reading" else "course"
    value = {name: page.pk, "required": True} | ({"minutes": 10} if kind == "reading" else {}) | more
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def make_path(*steps, ordered=True) -> ProgrammePage:
    page = make_index().add_child(
        instance=ProgrammePage(
            title="Ready for complaints",
            slug="ready",
            summary="From the letter to the reply.",
            ordered=ordered,
            steps=json.dumps(list(steps)),
            live=False,
        )
    )
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def two(db):
    return make_page(title="Spotting a request", slug="one"), make_page(title="Answering it", slug="two")


def home(client, page) -> str:
    return client.get(reverse("courses:programme-detail", args=[page.programme.uuid])).content.decode()


def complete(client, person, page):
    place = place_on(person, page)
    finish_lessons(client, place)
    sit_quiz(client, place)
    return place


def test_a_path_leads_from_course_to_reading_to_its_end(client, asha, two):
    first, second = two
    page = make_path(step("course", first), step("reading", make_index()), step("course", second))
    client.force_login(asha)
    assert "Follow this path" in client.get(page.url).content.decode()
    client.post(reverse("courses:programme-follow", args=[page.programme.uuid]))
    html = home(client, page)
    assert "Begin Spotting a request" in html
    assert html.count("Opens later") == 2
    own, reading = ProgrammeEnrolment.objects.get(), page.programme.current.steps[1]["key"]
    read = reverse("courses:step-read", args=[page.programme.uuid])
    client.post(read, {"step": reading})  # locked still
    assert not ReadingDone.objects.exists()
    complete(client, asha, first)
    assert "I have read this" in home(client, page)
    for _ in range(2):
        client.post(read, {"step": reading})
    assert ReadingDone.objects.count() == 1
    assert "Begin Answering it" in home(client, page)
    complete(client, asha, second)
    assert "Every step is done" in home(client, page)
    assert note_completions(at=AT) == 1
    own.refresh_from_db()
    assert own.completed_at == AT
    assert note_completions(at=AT) == 0
    assert "Every step is done." in client.get(reverse("courses:learning-list")).content.decode()


def test_what_was_completed_before_counts(client, asha, two):
    first, _ = two
    client.force_login(asha)
    complete(client, asha, first)
    page = make_path(step("course", first))
    client.post(reverse("courses:programme-follow", args=[page.programme.uuid]))
    assert ProgrammeEnrolment.objects.get().completed_at is not None
    assert Enrolment.objects.count() == 1


def test_a_free_path_opens_every_step(client, asha, two):
    page = make_path(step("course", two[0]), step("course", two[1]), ordered=False)
    client.force_login(asha)
    client.post(reverse("courses:programme-follow", args=[page.programme.uuid]))
    assert "Opens later" not in home(client, page)


def test_a_path_that_leads_nowhere_or_twice_to_one_place_is_refused(two):
    draft = make_page(title="Draft", slug="draft", publish=False)
    with pytest.raises(ProgrammeNotReady, match="at least one step"):
        make_path()
    assert not Programme.objects.exists()  # published and frozen together, or neither
    ProgrammePage.objects.all().delete()
    with pytest.raises(ProgrammeNotReady, match=r"Step 2, “Spotting a request” stands in the path twice"):
        make_path(step("course", two[0]), step("course", two[0]))
    ProgrammePage.objects.all().delete()
    with pytest.raises(ProgrammeNotReady, match="“Draft”: this course is not offered"):
        make_path(step("course", draft))


def test_somebody_without_membership_cannot_follow_and_strangers_are_led_to_the_page(client, cara, two):
    page = make_path(step("course", two[0]))
    client.force_login(cara)
    assert client.post(reverse("courses:programme-follow", args=[page.programme.uuid])).status_code == 403
    assert client.get(reverse("courses:programme-detail", args=[page.programme.uuid]))["Location"] == page.url


def test_statements_of_a_paths_home_do_not_grow_with_its_steps(client, asha, django_assert_max_num_queries):
    pages = [make_page(title=f"Course {number}", slug=f"course-{number}") for number in range(6)]
    page = make_path(*(step("course", one) for one in pages))
    client.force_login(asha)
    client.post(reverse("courses:programme-follow", args=[page.programme.uuid]))
    for one in pages[:4]:
        place_on(asha, one)
    home(client, page)
    with django_assert_max_num_queries(16):
        home(client, page)
