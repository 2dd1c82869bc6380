"""Where frozen courses show a film. Learners keep the version they began, so its films must stay as long as they do."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from editing.api import FilmUse

from .models import CourseItem
from .pages import CoursePage


def frozen_uses(video: Any) -> Iterator[FilmUse]:
    """The parts of versions that are offered or that somebody has a place on. One statement and one a part."""
    shows = CourseItem.objects.filter(kind__in=(CourseItem.Kind.VIDEO, CourseItem.Kind.LESSON))
    shows = shows.annotate(words=Cast("content", TextField()), held=Count("version__enrolments", distinct=True))
    kept = Q(held__gt=0) | Q(version__course__current=F("version"))
    rows = shows.filter(kept, words__contains=str(video.uuid)).select_related("version")
    for item in rows.order_by("version__title", "version_id", "order"):
        yield FilmUse(_where(item), _remedy(item), _address(item))


def _where(item: CourseItem) -> str:
    version = item.version
    return f"the part “{item.title}” of “{version.title}”, version {version.number}"


def _remedy(item: CourseItem) -> str:
    held: int = item.held  # type: ignore[attr-defined]
    if not held:
        return "Take the film out of the course's page and publish it: this version is then offered no more."
    who = "One learner has a place on this version and keeps it" if held == 1 else f"{held} learners keep this version"
    return f"{who}, so its film stays. Its captions can be mended at any time."


def _address(item: CourseItem) -> str:
    page = CoursePage.objects.filter(course=item.version.course_id).values_list("pk", flat=True).first()
    return reverse("wagtailadmin_pages:edit", args=[page]) if page else ""
