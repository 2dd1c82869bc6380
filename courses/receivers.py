"""Publishing reaches the course engine here, and only here: the one place where a signal writes.

The signal is sent inside the transaction that publishes, so a course is live and frozen, or neither.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from wagtail.models import Page

from editing.api import Video, pages_showing
from search import api as search

from .models import Programme
from .offering import offer
from .pages import CoursePage
from .programme_pages import ProgrammePage
from .services import freezing, programmes


def freeze_what_was_published(sender: type, instance: CoursePage, **kwargs: Any) -> None:
    """Freeze the page's content. The first publication makes the course's row."""
    offer(instance, at=timezone.now())


def withdraw_what_was_taken_down(sender: type, instance: CoursePage, **kwargs: Any) -> None:
    """Nobody can start a course that is no longer published; its learners keep their places."""
    if instance.course is not None:
        freezing.withdraw(instance.course, at=timezone.now())


def freeze_the_path_that_was_published(sender: type, instance: ProgrammePage, **kwargs: Any) -> None:
    """Freeze the path's steps. The first publication makes the programme's row."""
    at = timezone.now()
    with transaction.atomic():
        if instance.programme is None:
            instance.programme = Programme.objects.create(title=instance.title, created=at, access=instance.access)
            ProgrammePage.objects.filter(pk=instance.pk).update(programme=instance.programme)
        programmes.freeze(instance.programme, instance.spec(), openable=instance.openable(), at=at)


def withdraw_the_path_that_was_taken_down(sender: type, instance: ProgrammePage, **kwargs: Any) -> None:
    """Nobody can begin to follow a path that is no longer published; those who follow it keep it."""
    if instance.programme is not None:
        programmes.withdraw(instance.programme, at=timezone.now())


def index_what_moved(sender: type, instance: Page, **kwargs: Any) -> None:
    """Courses at a new address are found there, be it theirs or that of a page above them."""
    pages = CoursePage.objects.descendant_of(instance, inclusive=True).filter(course__isnull=False)
    with transaction.atomic():
        for page in pages.select_related("course").only("course__uuid"):
            search.changed(freezing.ref_of(page.course), at=timezone.now())
        paths = ProgrammePage.objects.descendant_of(instance, inclusive=True).filter(programme__isnull=False)
        for path in paths.select_related("programme").only("programme__uuid"):
            search.changed(programmes.ref_of(path.programme), at=timezone.now())


def index_what_shows_a_film(sender: type, instance: Video, **kwargs: Any) -> None:
    """Mended captions are what is said from now on, also where the search looks."""
    shown = [page.pk for page in pages_showing(instance)]
    with transaction.atomic():
        for page in CoursePage.objects.filter(pk__in=shown, course__isnull=False).select_related("course"):
            search.changed(freezing.ref_of(page.course), at=timezone.now())
