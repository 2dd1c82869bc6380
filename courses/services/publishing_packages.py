"""A course that is one uploaded package and nothing else: the short way from a file to learners."""

from datetime import datetime

from django.db import transaction

from courses.models import Course, CourseItem, PackageVersion
from courses.specs import CourseSpec, ItemSpec

from .freezing import freeze

# Where a package does not state its learning time.
ASSUMED_MINUTES = 30


def publish_package(version: PackageVersion, *, title: str, at: datetime, cpd_minutes: int | None = None) -> Course:
    """Offer `version` to members as a course called `title`, and return the course.

    Without `cpd_minutes` a completion earns the learning time that the package states, or ASSUMED_MINUTES; 0 earns no
    certificate. Aims, outcomes and the person who assured the quality are an editor's to add on the course's page;
    until then the certificate claims no verifiable CPD, and says that the content reported the result.

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
        earned = minutes if cpd_minutes is None else cpd_minutes
        spec = CourseSpec(
            title=title,
            summary="",
            minutes=max(minutes, earned),
            cpd_minutes=earned,
            items=[item],
            verifiable=False,
        )
        freeze(course, spec, at=at)
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
