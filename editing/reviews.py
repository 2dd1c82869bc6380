"""The review of pages: what a reader is told, and the two writes. publications.md 4 is the rule: three dates are kept
apart, and publishing never moves the third."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from wagtail.models import Page

from .models import ReviewRecord, ReviewSchedule

SOON = timedelta(days=60)

CURRENT, DUE, OVERDUE = "current", "due", "overdue"


class ReviewRefused(ValueError):
    """A review that cannot be recorded. `code` is for the log, `sentence` for the person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class Review:
    """What a reader may know about the review of a page."""

    state: str  # current, due (within 60 days) or overdue
    due: date | None = None
    reviewed_on: date | None = None
    reviewer_name: str = ""
    reviewer_role: str = ""


def state_on(due: date | None, on: date) -> str:
    """The state of a page whose next review is due on `due`. Without a date it is due: nobody has promised one."""
    if due is None:
        return DUE
    if due < on:
        return OVERDUE
    return DUE if due - on <= SOON else CURRENT


def reviews_of(page_ids: Iterable[int], *, on: date) -> dict[int, Review]:
    """The review of each page that has a schedule or a record. One statement, however many pages."""
    newest = ReviewRecord.objects.filter(page=OuterRef("pk")).order_by("-reviewed_on", "-id")
    pages = Page.objects.filter(pk__in=list(page_ids)).values_list(
        "pk",
        "review_schedule__due",
        Subquery(newest.values("reviewed_on")[:1]),
        Subquery(newest.values("reviewer_name")[:1]),
        Subquery(newest.values("reviewer_role")[:1]),
    )
    return {
        pk: Review(state_on(due, on), due, reviewed_on, name or "", role or "")
        for pk, due, reviewed_on, name, role in pages
        if due or reviewed_on
    }


def review_of(page: Page, *, on: date) -> Review | None:
    """The review of one page; None where nobody has planned or done one."""
    return reviews_of([page.pk], on=on).get(page.pk)


def plan_review(page: Page, *, due: date, months: int = 12, owner: Any = None) -> ReviewSchedule:
    """Set when a page is next due and whose job it is."""
    schedule, _ = ReviewSchedule.objects.update_or_create(
        page_id=page.pk, defaults={"due": due, "months": months, "owner": owner}
    )
    return schedule


def record_review(
    page: Page,
    *,
    reviewer_name: str,
    reviewed_on: date,
    at: datetime,
    outcome: str = ReviewRecord.Outcome.NO_CHANGE,
    reviewer: Any = None,
    reviewer_role: str = "",
    note: str = "",
) -> ReviewRecord:
    """Write down that the whole page was read again, and move its next date on by its interval.

    Raises:
        ReviewRefused: for a day that has not come yet, or one before the last review.
    """
    if reviewed_on > timezone.localdate(at):
        raise ReviewRefused("review-in-future", "Record a review once it is done; this day has not come yet.")
    with transaction.atomic():
        schedule = ReviewSchedule.objects.select_for_update().filter(page_id=page.pk).first()
        last = ReviewRecord.objects.filter(page_id=page.pk).aggregate(last=Max("reviewed_on"))["last"]
        if last and reviewed_on < last:
            raise ReviewRefused("review-before-last", f"It was reviewed on {last:%-d %B %Y}; this day is before that.")
        record = ReviewRecord.objects.create(
            page_id=page.pk,
            page_key=page.translation_key,
            page_title=page.title,
            reviewer=reviewer,
            reviewer_name=reviewer_name,
            reviewer_role=reviewer_role,
            reviewed_on=reviewed_on,
            outcome=outcome,
            note=note,
            revision_id=page.live_revision_id,
            recorded=at,
        )
        if schedule is not None:
            schedule.due = _months_on(reviewed_on, schedule.months)
            schedule.save(update_fields=["due"])
    return record


def _months_on(day: date, months: int) -> date:
    """The same day so many months on; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
