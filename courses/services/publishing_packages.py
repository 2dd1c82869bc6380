"""A course that is one uploaded package and nothing else: the short way from a file to learners."""

from datetime import datetime

from django.db import transaction

from courses.models import Course, CourseItem, PackageVersion
from courses.specs import CourseSpec, ItemSpec

from .freezing import freeze

# Where a package does not state its learning time. No CPD follows from it: that needs aims, outcomes and a person who
# assured the quality, which an editor adds on the course's page.
ASSUMED_MINUTES = 30


def publish_package(version: PackageVersion, *, title: str, at: datetime) -> Course:
    """Offer `version` to members as a course called `title`, and return the course.

    The same title for a version of the same package is the same course: publishing again changes nothing, and a newer
    version becomes the one that is offered. Raises NotReady as freezing does.
    """
    with transaction.atomic():
        # Two who publish the same package take turns here, so that one title is one course.
        PackageVersion.objects.select_for_update().filter(package_id=version.package_id).order_by("pk").first()
        course = _course_of(version, title) or Course.objects.create(title=title, created=at)
        minutes = version.minutes or ASSUMED_MINUTES
        item = ItemSpec(
            key="package",
            kind=CourseItem.Kind.PACKAGE,
            title=version.title[:200],
            minutes=minutes,
            content={"note": ""},
            package_version_id=version.pk,
        )
        freeze(course, CourseSpec(title=title, summary="", minutes=minutes, cpd_minutes=0, items=[item]), at=at)
    return course


def course_url(course: Course) -> str:
    """Where a reader finds the course: its page in the catalogue, or, without one, its place under /learn/."""
    page = getattr(course, "page", None)
    return str(page.url) if page is not None and page.live else f"/learn/courses/{course.uuid}/"


def _course_of(version: PackageVersion, title: str) -> Course | None:
    return (
        Course.objects.filter(title=title, versions__items__package_version__package_id=version.package_id)
        .order_by("pk")
        .first()
    )
