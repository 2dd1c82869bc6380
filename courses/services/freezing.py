"""Publishing a course freezes it: an immutable version, to which enrolments and attempts are pinned."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from courses.errors import CourseError
from courses.models import Course, CourseItem, CourseVersion
from courses.prerequisites import circle_through
from courses.specs import CourseSpec, Problem, problems
from search import api as search

from .wording import numbered


class NotReady(CourseError):
    """The course cannot be published yet; `problems` says why, each with the field to mend."""

    code = "course-not-ready"
    sentence = "This course cannot be published yet."

    def __init__(self, found: list[Problem]) -> None:
        self.problems = found
        super().__init__(" ".join(problem.sentence for problem in found))


def ref_of(course: Course) -> search.LibraryRef:
    """How the library names a course."""
    return search.LibraryRef(search.Kind.COURSE, course.uuid)


def digest_of(spec: CourseSpec) -> str:
    """SHA-256 of everything that is frozen. Two specs with the same digest are the same version.

    Who may start a course is no part of it: opening a course to everybody changes nothing that anybody learned.
    """
    facts = asdict(spec)
    facts.pop("access")
    # What came later counts only where it is used: a course published again unchanged stays the same version.
    for name in ("prerequisites", "valid_months"):
        if not facts[name]:
            facts.pop(name)
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def circles(course: Course | None, spec: CourseSpec) -> list[Problem]:
    """What is wrong with the order of courses: one that, by way of others, would come before itself."""
    if not spec.prerequisites:
        return []
    circle = circle_through(course, spec.title, [UUID(one) for one in spec.prerequisites])
    sentence = f"{circle}. Nobody could begin either: take one of them out of “To complete first”."
    return [Problem("course_prerequisites", sentence)] if circle else []


def freeze(course: Course, spec: CourseSpec, *, at: datetime) -> CourseVersion:
    """Make `spec` what the catalogue offers from `at` on, and return its version. The search hears of it.

    Publishing the same content again, or going back to an earlier one, points at the version that is there already.

    Raises:
        NotReady: something is missing; nothing has been written.
    """
    found = problems(spec) + circles(course, spec)
    if found:
        raise NotReady(found)
    digest = digest_of(spec)
    with transaction.atomic():
        locked = Course.objects.select_for_update().get(pk=course.pk)
        version = locked.versions.filter(digest=digest).first() or _write(locked, spec, digest, at)
        locked.title, locked.access, locked.current = spec.title, spec.access, version
        locked.save(update_fields=["title", "access", "current"])
        search.changed(ref_of(course), at=at)
    course.title, course.access, course.current = spec.title, spec.access, version
    return version


def withdraw(course: Course, *, at: datetime) -> None:
    """Take a course out of the catalogue. Nobody can start it; those who have started keep their version."""
    with transaction.atomic():
        Course.objects.filter(pk=course.pk).update(current=None)
        search.changed(ref_of(course), at=at)
    course.current = None


def _write(course: Course, spec: CourseSpec, digest: str, at: datetime) -> CourseVersion:
    last = course.versions.aggregate(last=Max("number"))["last"] or 0
    version = CourseVersion.objects.create(
        course=course,
        number=last + 1,
        digest=digest,
        frozen_at=at,
        title=spec.title,
        summary=spec.summary,
        minutes=spec.minutes,
        cpd_minutes=spec.cpd_minutes,
        aims=spec.aims,
        objectives=list(spec.objectives),
        gdc_outcomes=list(spec.gdc_outcomes),
        gmp_domains=list(spec.gmp_domains),
        quality_assurer=spec.quality_assurer,
        topics=list(spec.topics),
        prerequisites=list(spec.prerequisites),
        valid_months=spec.valid_months,
    )
    contents = numbered([item.content for item in spec.items], at=at)
    CourseItem.objects.bulk_create(
        CourseItem(
            version=version,
            key=item.key,
            order=order,
            kind=item.kind,
            module=item.module,
            title=item.title,
            minutes=item.minutes,
            content=content,
            pass_mark=item.pass_mark,
            package_version_id=item.package_version_id,
        )
        for order, (item, content) in enumerate(zip(spec.items, contents, strict=True), start=1)
    )
    return version
