"""A completion that runs out: its last day, when it can be renewed, and the new period beside the old one."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from certificates.models import Certificate
from courses.models import CourseResult, Enrolment
from courses.rules import calls, validity
from courses.services.renewing import NothingToRenew, TooSoon, renew

from .native import finish_lessons, make_page, place_on, sit_quiz

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("done", "months", "last"),
    [
        (date(2027, 3, 4), 12, date(2028, 3, 3)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
        (date(2026, 5, 5), None, None),
    ],
)
def test_a_completion_counts_for_whole_months(done, months, last):
    assert validity.last_day(done, months) == last


def test_a_renewal_is_offered_sixty_days_before_and_never_before_the_middle():
    done, last = date(2026, 3, 4), date(2027, 3, 3)
    assert validity.renewable_from(done, last) == last - timedelta(days=60)
    assert validity.renewable_from(date(2026, 3, 1), date(2026, 3, 31)) == date(2026, 3, 16)
    assert not validity.is_renewable(done, last, on=last - timedelta(days=61))
    assert validity.is_renewable(done, last, on=last + timedelta(days=400))


@pytest.fixture
def done(client, asha):
    """Asha's completed place on a course that counts for twelve months; she is signed in."""
    client.force_login(asha)
    place = place_on(asha, make_page(valid_months=12))
    finish_lessons(client, place)
    sit_quiz(client, place)
    return place


def lapse(place, *, by: int) -> CourseResult:
    """As if the completion had been long ago: its last day lies `by` days back."""
    result = CourseResult.objects.get(enrolment=place)
    ago = timezone.now() - timedelta(days=365 + by)
    Enrolment.objects.filter(pk=place.pk).update(period_start=ago.date())
    CourseResult.objects.filter(pk=result.pk).update(
        completed_at=ago, valid_until=(timezone.now() - timedelta(days=by)).date()
    )
    return result


def test_a_completion_knows_its_last_day_and_the_home_says_it(client, done):
    result = CourseResult.objects.get(enrolment=done)
    assert result.valid_until == validity.last_day(result.completed_at.date(), 12)
    html = client.get(reverse("courses:enrolment-detail", args=[done.uuid])).content.decode()
    assert f"Valid until {result.valid_until.day} {result.valid_until:%B %Y}" in html
    assert "Renew" not in html


def test_it_is_too_soon_to_renew_what_was_just_done(client, done, asha):
    with pytest.raises(TooSoon, match="You can renew it from"):
        renew(asha, done.course, at=timezone.now() + timedelta(days=200))
    client.post(reverse("courses:enrolment-renew", args=[done.uuid]))
    assert Enrolment.objects.count() == 1


def test_what_counts_for_good_is_not_renewed(client, asha):
    client.force_login(asha)
    place = place_on(asha, make_page())
    finish_lessons(client, place)
    sit_quiz(client, place)
    with pytest.raises(NothingToRenew):
        renew(asha, place.course, at=timezone.now() + timedelta(days=2))
    assert renew(asha, place.course, at=timezone.now() + timedelta(days=2), asked=True).pk != place.pk


def test_a_renewal_is_a_new_period_with_a_certificate_of_its_own(client, done):
    lapse(done, by=3)
    old = CourseResult.objects.get(enrolment=done)
    html = client.get(reverse("courses:enrolment-detail", args=[done.uuid])).content.decode()
    assert "it has run out" in html
    for _ in range(2):  # twice is once
        client.post(reverse("courses:enrolment-renew", args=[done.uuid]))
    assert Enrolment.objects.count() == 2
    place = Enrolment.objects.exclude(pk=done.pk).get()
    finish_lessons(client, place)
    sit_quiz(client, place)
    assert Certificate.objects.count() == 2
    again = CourseResult.objects.get(enrolment=done)
    assert (again.completed_at, again.valid_until, again.certificate_code) == (
        old.completed_at,
        old.valid_until,
        old.certificate_code,
    )
    history = client.get(reverse("courses:enrolment-history", args=[place.uuid])).content.decode()
    assert history.count("Period from") >= 2
    for code in CourseResult.objects.values_list("certificate_code", flat=True):
        assert code in history
    assert "It stays as it is" in client.get(reverse("courses:enrolment-detail", args=[done.uuid])).content.decode()


def test_my_learning_shows_what_is_due_again(client, done):
    lapse(done, by=3)
    html = client.get(reverse("courses:learning-list")).content.decode()
    assert "Due again" in html
    assert "Run out" in html


def test_a_due_day_is_told_in_words():
    due = calls.Due(date(2026, 12, 4), date(2026, 12, 11), "Joy Adeyemi", "mid-complaint refresher")
    told = {day: due.in_words(date(2026, 12, day)) for day in (1, 4, 6, 11, 12)}
    assert told[1] == "Due by Friday 4 December, asked by Joy Adeyemi: mid-complaint refresher."
    assert told[4].startswith("Due today")
    assert told[6].startswith("Late: it was due by Friday 4 December; 5 days of grace left")
    assert "today is the last day" in told[11]
    assert told[12].startswith("Overdue since Friday 4 December, 8 days ago")


def test_statements_of_a_home_with_everything_on_it(client, done, django_assert_max_num_queries):
    lapse(done, by=3)
    address = reverse("courses:enrolment-detail", args=[done.uuid])
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)
