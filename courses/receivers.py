"""Publishing reaches the course engine here, and only here: the one place where a signal writes.

The signal is sent inside the transaction that publishes, so a course is live and frozen, or neither.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from wagtail.models import Page

from search import api as search

from .offering import offer
from .pages import CoursePage
from .services import freezing


def freeze_what_was_published(sender: type, instance: CoursePage, **kwargs: Any) -> None:
    """Freeze the page's content. The first publication makes the course's row."""
    offer(instance, at=timezone.now())


def withdraw_what_was_taken_down(sender: type, instance: CoursePage, **kwargs: Any) -> None:
    """Nobody can start a course that is no longer published; its learners keep their places."""
    if instance.course is not None:
        freezing.withdraw(instance.course, at=timezone.now())


def index_what_moved(sender: type, instance: Page, **kwargs: Any) -> None:
    """Courses at a new address are found there, be it theirs or that of a page above them."""
    pages = CoursePage.objects.descendant_of(instance, inclusive=True).filter(course__isnull=False)
    with transaction.atomic():
        for page in pages.select_related("course").only("course__uuid"):
            search.changed(freezing.ref_of(page.course), at=timezone.now())
