"""Courses in the library's search: the page's public facts, and the lessons' words for those who may read them.

Keys, answers and rationales are in none of it, and nothing that a learner wrote.
"""

from collections.abc import Iterator

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from editing.api import anchor_prefix, moment_words, plain_text, reviews_of
from search.api import Doc, Kind, LibraryRef, Part

from . import outlines
from .models import Course, CourseVersion
from .pages import CoursePage


class CourseSource:
    """Answers for the kind "course"."""

    kinds = frozenset({Kind.COURSE.value})

    def doc(self, ref: LibraryRef) -> Doc | None:
        """The course as it stands today; None where it is not offered."""
        pages = CoursePage.objects.live().filter(course__uuid=ref.uuid, course__current__isnull=False)
        page = pages.select_related("course").prefetch_related("course_topics__topic", "audiences", "nations").first()
        if page is not None:
            return _doc(ref, page)
        alone = CourseVersion.objects.filter(course__uuid=ref.uuid, course__page__isnull=True)
        version = alone.filter(course__current=F("pk")).select_related("course").first()
        return None if version is None else _doc_alone(ref, version)

    def refs(self) -> Iterator[LibraryRef]:
        """Every course that is offered."""
        offered = Course.objects.filter(Q(page__isnull=True) | Q(page__live=True), current__isnull=False)
        for uuid in offered.values_list("uuid", flat=True).iterator():
            yield LibraryRef(Kind.COURSE, uuid)


def _doc_alone(ref: LibraryRef, version: CourseVersion) -> Doc:
    """A course without a page of its own: a package published from a terminal."""
    return Doc(
        ref=ref,
        title=version.title,
        summary=version.summary,
        url=reverse("courses:course-detail", args=[version.course.uuid]),
        access=version.course.access,
        body=" ".join([version.aims, *version.objectives]),
        topics=tuple(version.topics),
        published=timezone.localdate(version.frozen_at),
        minutes=version.minutes,
        cpd_minutes=version.cpd_minutes,
    )


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
        parts=(*_lessons(ref, page), *_moments(ref, page)),
    )


def _lessons(ref: LibraryRef, page: CoursePage) -> Iterator[Part]:
    for key, title, body in outlines.texts_of(page.outline):
        address = reverse("courses:part", args=[ref.uuid, key])
        yield Part(outlines.anchor_of_item(key), title, plain_text(body), address)


def _moments(ref: LibraryRef, page: CoursePage) -> Iterator[Part]:
    """What is said in films, by the moment at which it is said."""
    for key, inside, film in outlines.films_of(page.outline):
        if not film.is_ready:
            continue
        for said in film.passages():
            anchor = f"{anchor_prefix(film)}{said.at}" if inside else f"t-{said.at}"
            address = f"{reverse('courses:part', args=[ref.uuid, key])}?moment={anchor}"
            title = f"{film.title}, {moment_words(said.at)}"
            yield Part(outlines.anchor_of_item(key), title, said.text, address)
