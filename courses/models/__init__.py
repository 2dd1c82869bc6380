"""The course engine's tables: what can be learned (catalogue, packages, quizzes) and what was (learning)."""

from .catalogue import Course, CourseItem, CourseVersion
from .learning import (
    Attempt,
    Commit,
    Completion,
    CourseResult,
    Enrolment,
    EvidenceClass,
    ItemResult,
    RunSession,
    RunState,
    Success,
)
from .notes import PrivateNote
from .packages import Package, PackageFile, PackageItem, PackageVersion

from courses.pages import CoursePage, CoursesIndexPage, CourseTopic  # isort: skip - stands on the models above

__all__ = [
    "Attempt",
    "Commit",
    "Completion",
    "Course",
    "CourseItem",
    "CoursePage",
    "CourseResult",
    "CourseTopic",
    "CourseVersion",
    "CoursesIndexPage",
    "Enrolment",
    "EvidenceClass",
    "ItemResult",
    "Package",
    "PackageFile",
    "PackageItem",
    "PackageVersion",
    "PrivateNote",
    "RunSession",
    "RunState",
    "Success",
]
