"""Doing a course again when its completion runs out: a new period beside the old one, which nothing touches."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from courses.errors import CourseError, NoVersion
from courses.models import Course, CourseResult, Enrolment
from courses.rules import validity
from courses.rules.moments import day_in_words
from members.api import day_of


class NothingToRenew(CourseError):
    code = "nothing-to-renew"
    sentence = "There is nothing to renew: your completion of this course counts for good."


class TooSoon(CourseError):
    code = "renewal-too-soon"
    sentence = "It is too soon to renew this course."


def renew(person: Any, course: Course, *, at: datetime, source: str = "self", asked: bool = False) -> Enrolment:
    """A new period on the version that is offered now; what the old one came to, its certificate included, stays.

    Asked twice, it is the same new period: while the newest one is not completed, it is what there is to do.

    Args:
        person: whose it is.
        course: what they have completed before.
        at: now.
        source: why, as for `enrol`.
        asked: somebody asked for it since it was completed, so that it is neither too soon nor done for good.

    Raises:
        NoVersion: the course is not in the catalogue, or the person never had a place on it.
        NothingToRenew: the completion counts for good.
        TooSoon: it is earlier than 60 days before the last day.
    """
    today = day_of(at)
    with transaction.atomic():
        # The same click, twice: the second waits here and then finds the period that the first made.
        get_user_model().objects.select_for_update().only("pk").get(pk=person.pk)
        places = Enrolment.objects.filter(person=person, course=course).select_related("result")
        newest = places.order_by("-period_start").first()
        offered = Course.objects.select_related("current").get(pk=course.pk).current
        if newest is None or offered is None:
            raise NoVersion
        result = getattr(newest, "result", None)
        if result is None or result.completed_at is None:
            return newest
        if not asked:
            _refuse_needless(result, today)
        if today <= newest.period_start:
            raise TooSoon("You began this course today. It can be done again from tomorrow on.")
        return Enrolment.objects.create(
            person=person, course=course, version=offered, source=source, period_start=today, enrolled_at=at
        )


def _refuse_needless(result: CourseResult, today: date) -> None:
    completed = result.completed_at
    opens = validity.renewable_from(day_of(completed), result.valid_until) if completed else None
    if opens is None or result.valid_until is None:
        raise NothingToRenew
    if today < opens:
        until, begins = day_in_words(result.valid_until), day_in_words(opens)
        raise TooSoon(f"Your completion counts until {until}. You can renew it from {begins} on.")
