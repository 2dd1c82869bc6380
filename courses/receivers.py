"""Publishing reaches the course engine here, and only here: the one place where a signal writes.

The signal is sent inside the transaction that publishes, so a course is live and frozen, or neither.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

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


def index_what_moved(sender: type, instance: CoursePage, **kwargs: Any) -> None:
    """A course at a new address is found there."""
    if instance.course is not None:
        with transaction.atomic():
            search.changed(freezing.ref_of(instance.course), at=timezone.now())
