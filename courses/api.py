"""The door of courses."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from .banks import QuestionBank
from .errors import CourseError
from .models import Assignment, Course, CoursePage, CoursesIndexPage, CourseTopic, Enrolment, PackageVersion
from .offering import offer
from .packages.importing import ImportReport, import_package
from .practice.pack_seeding import seed_pack
from .practice.seeding import seed_matrix
from .programme_pages import ProgrammePage
from .selectors import CourseProgress, my_learning, newest_enrolment, progress_of
from .services.assigning import assign
from .services.enrolment import enrol
from .services.publishing_packages import course_url


def open_courses() -> list[Course]:
    """Every course that is offered today, by title. One statement."""
    return list(Course.objects.filter(current__isnull=False).select_related("current").order_by("title", "pk"))


def progress_for(person: Any, course: Course) -> CourseProgress | None:
    """How far the person is in a course; None where they have no place on it. Four statements."""
    found = newest_enrolment(person.pk, course.pk)
    return None if found is None else progress_of(found)


def package_block(report: ImportReport, *, title: str, minutes: int, note: str = "", key: str = "") -> dict[str, Any]:
    """An imported package as the raw stream data of an item in a course page's outline."""
    version = PackageVersion.objects.get(uuid=str(report.version))
    value = {"title": title, "minutes": minutes, "package": version.pk, "note": note}
    return {"type": "package", "id": key or str(version.uuid), "value": value}


def enrol_in_all(people: Iterable[int], course: Course, *, at: datetime) -> int:
    """Give many people (their ids) a place on what a course offers; who has one keeps it. Returns how many are new."""
    if course.current_id is None:
        return 0
    had = set(Enrolment.objects.filter(course=course).values_list("person_id", flat=True))
    made = Enrolment.objects.bulk_create(
        [
            Enrolment(
                person_id=person,
                course=course,
                version_id=course.current_id,
                source="bulk",
                period_start=timezone.localdate(at),
                enrolled_at=at,
            )
            for person in people
            if person not in had
        ],
        batch_size=500,
    )
    return len(made)


__all__ = [
    "Assignment",
    "Course",
    "CourseError",
    "CoursePage",
    "CourseProgress",
    "CourseTopic",
    "CoursesIndexPage",
    "ImportReport",
    "ProgrammePage",
    "QuestionBank",
    "assign",
    "course_url",
    "enrol",
    "enrol_in_all",
    "import_package",
    "my_learning",
    "offer",
    "open_courses",
    "package_block",
    "progress_for",
    "seed_matrix",
    "seed_pack",
]
