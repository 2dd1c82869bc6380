"""What the catalogue's pages show: one course for one reader. The listing with its filters is listing.py."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from editing.api import reviews_of

from . import outlines, selectors
from .calling import call_for
from .models.catalogue import Course, CourseVersion
from .page_labels import labels_of


def course_page(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The context of one course's page: outline, facts, and what this reader is asked to do next."""
    viewer = request.viewer  # type: ignore[attr-defined]
    enrolment = selectors.newest_enrolment(viewer.user_id, page.course_id) if page.course_id else None
    course = enrolment.course if enrolment else _course_of(page)
    progress = selectors.progress_of(enrolment) if enrolment else None
    lines = {line.key: line for line in progress.lines} if progress else {}
    modules = outlines.outline_of(page.outline)
    review = reviews_of([page.pk], on=timezone.localdate()).get(page.pk) if page.pk else None
    return {
        "modules": [
            (title, [(item, outlines.anchor_of_item(item.key), lines.get(item.key)) for item in items])
            for title, items in modules
        ],
        "item_count": sum(len(items) for _, items in modules),
        "has_lessons": any(item.kind == "lesson" for _, items in modules for item in items),
        "has_quiz": any(item.kind == "quiz" for _, items in modules for item in items),
        "course": course,
        "progress": progress,
        "enrolment": enrolment,
        "call": call_for(viewer, course, progress, on=timezone.localdate()),
        "comes_first": _comes_first(page, enrolment.version if enrolment else course.current if course else None),
        "labels": labels_of(page, request),
        "review": review,
    }


def _comes_first(page: Any, version: CourseVersion | None) -> list[Course]:
    """The courses to complete first, as the page names them. No statement where the version has none."""
    if version is not None and not version.prerequisites:
        return []
    return [row.wanted for row in page.course_prerequisites.all()]


def _course_of(page: Any) -> Course | None:
    """The course with what it offers, in one statement; None for a page that was never published."""
    return None if page.course_id is None else Course.objects.select_related("current").get(pk=page.course_id)
