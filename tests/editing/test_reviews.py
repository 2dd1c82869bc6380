"""Reviews: evidence that is appended, and a date that moves for nothing else."""

from datetime import date, timedelta

from wagtail.models import Page

import pytest

from editing.api import ReviewRecord, ReviewRefused, plan_review, record_review, review_of, reviews_of, state_on

TODAY = date(2026, 11, 20)


@pytest.fixture
def page(db):
    return Page.get_first_root_node().add_child(instance=Page(title="A page", slug="a-page"))


def review(page, at, **facts):
    defaults = {"reviewer_name": "Dr Lena Ode", "reviewer_role": "Clinical reviewer", "reviewed_on": date(2026, 11, 2)}
    return record_review(page, at=at, **(defaults | facts))


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (TODAY + timedelta(days=61), "current"),
        (TODAY + timedelta(days=60), "due"),
        (TODAY, "due"),
        (TODAY - timedelta(days=1), "overdue"),
        (None, "due"),
    ],
)
def test_the_state_follows_from_the_date(due, state):
    assert state_on(due, TODAY) == state


def test_a_recorded_review_moves_the_next_one_by_the_interval(page, at):
    plan_review(page, due=date(2026, 11, 30), months=12)
    review(page, at)
    found = review_of(page, on=TODAY)
    assert (found.reviewed_on, found.due, found.state) == (date(2026, 11, 2), date(2027, 11, 2), "current")
    assert (found.reviewer_name, found.reviewer_role) == ("Dr Lena Ode", "Clinical reviewer")


def test_an_interval_that_ends_in_a_short_month_ends_on_its_last_day(page, at):
    plan_review(page, due=TODAY, months=3)
    review(page, at, reviewed_on=date(2025, 11, 30))
    assert review_of(page, on=TODAY).due == date(2026, 2, 28)


def test_a_review_is_not_recorded_before_it_is_done(page, at):
    with pytest.raises(ReviewRefused, match="has not come yet") as refused:
        review(page, at, reviewed_on=date(2026, 11, 21))
    assert refused.value.code == "review-in-future"
    assert not ReviewRecord.objects.exists()


def test_a_review_is_not_dated_before_the_last_one(page, at):
    review(page, at)
    with pytest.raises(ReviewRefused, match="2 November 2026"):
        review(page, at, reviewed_on=date(2026, 11, 1))
    assert ReviewRecord.objects.count() == 1


def test_earlier_reviews_stay_as_evidence_and_outlive_the_page(page, at):
    review(page, at, reviewed_on=date(2025, 11, 2))
    review(page, at)
    page.delete()
    records = ReviewRecord.objects.order_by("reviewed_on")
    assert [record.reviewed_on.year for record in records] == [2025, 2026]
    assert {record.page_title for record in records} == {"A page"}


def test_a_page_that_nobody_has_reviewed_says_nothing(page):
    assert review_of(page, on=TODAY) is None


def test_many_pages_cost_one_statement(page, at, django_assert_num_queries):
    others = [page.add_sibling(instance=Page(title=f"Page {n}", slug=f"page-{n}")) for n in range(5)]
    for one in [page, *others]:
        plan_review(one, due=date(2027, 1, 1))
        review(one, at)
    with django_assert_num_queries(1):
        found = reviews_of([one.pk for one in [page, *others]], on=TODAY)
    assert len(found) == 6
