"""Three dates, kept apart: first published, last changed, last reviewed."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from editing.api import plan_review, record_review, review_of

TODAY = date(2026, 11, 20)


@pytest.fixture
def page(publish, at):
    with time_machine.travel(datetime(2026, 4, 13, 9, tzinfo=UTC), tick=False):
        page = publish()
    plan_review(page, due=date(2026, 11, 30), months=12)
    record_review(page, reviewer_name="Dr Lena Ode", reviewed_on=date(2026, 11, 2), at=at)
    return page


def dates(page):
    page.refresh_from_db()
    review = review_of(page, on=TODAY)
    return (
        page.first_published_at.date(),
        page.last_published_at.date(),
        review.reviewed_on,
        review.due,
    )


def test_publishing_moves_only_the_date_of_the_last_change(page, at):
    assert dates(page) == (date(2026, 4, 13), date(2026, 4, 13), date(2026, 11, 2), date(2027, 11, 2))
    with time_machine.travel(at, tick=False):
        page.title = "The wier"
        page.save_revision().publish()
    assert dates(page) == (date(2026, 4, 13), date(2026, 11, 20), date(2026, 11, 2), date(2027, 11, 2))


def test_a_review_moves_only_the_date_of_the_review(page, at):
    record_review(page, reviewer_name="Dr Lena Ode", reviewed_on=TODAY, at=at)
    assert dates(page) == (date(2026, 4, 13), date(2026, 4, 13), date(2026, 11, 20), date(2027, 11, 20))


def test_going_off_line_and_back_keeps_the_first_date(page, at):
    page.unpublish()
    with time_machine.travel(at, tick=False):
        page.save_revision().publish()
    assert dates(page)[0] == date(2026, 4, 13)


def test_a_reader_sees_all_three_and_who_reviewed(client, page):
    text = client.get(page.url).content.decode()
    for words in ("Published", "13 April 2026", "Last changed", "Last reviewed", "2 November 2026", "Dr Lena Ode"):
        assert words in text
