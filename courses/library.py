"""Courses in the library's search: the page's public facts, and the lessons' words for those who may read them.

Keys, answers and rationales are in none of it, and nothing that a learner wrote.
"""

from collections.abc import Iterator

from django.utils import timezone

from editing.api import plain_text, reviews_of
from search.api import Doc, Kind, LibraryRef, Part

from . import outlines
from .pages import CoursePage


class CourseSource:
    """Answers for the kind "course"."""

    kinds = frozenset({Kind.COURSE.value})

    def doc(self, ref: LibraryRef) -> Doc | None:
        """The course as its page stands today; None where it is not published."""
        page = (
            CoursePage.objects.live()
            .filter(course__uuid=ref.uuid, course__current__isnull=False)
            .select_related("course")
            .prefetch_related("course_topics__topic", "audiences", "nations")
            .first()
        )
        return None if page is None else _doc(ref, page)

    def refs(self) -> Iterator[LibraryRef]:
        """Every published course."""
        pages = CoursePage.objects.live().filter(course__current__isnull=False)
        for uuid in pages.values_list("course__uuid", flat=True).iterator():
            yield LibraryRef(Kind.COURSE, uuid)


def _doc(ref: LibraryRef, page: CoursePage) -> Doc:
    review = reviews_of([page.pk], on=timezone.localdate()).get(page.pk)
    return Doc(
        ref=ref,
        title=page.title,
        summary=page.summary,
        url=page.url or "",
        access=page.access,
        body=" ".join([page.aims, *page.objectives]),
        acronyms=tuple(page.acronyms),
        topics=tuple(page.topic_codes),
        audiences=tuple(audience.code for audience in page.audiences.all()),
        nations=tuple(nation.code for nation in page.nations.all()),
        published=timezone.localdate(page.first_published_at) if page.first_published_at else None,
        reviewed=review.reviewed_on if review else None,
        minutes=page.minutes,
        cpd_minutes=page.cpd_minutes,
        parts=tuple(
            Part(outlines.anchor_of_item(key), title, plain_text(body))
            for key, title, body in outlines.texts_of(page.outline)
        ),
    )
