"""The course engine's tables: what can be learned (catalogue, packages, quizzes) and what was (learning)."""

from .catalogue import Course, CourseItem, CourseVersion
from .learning import (
    Attempt,
    Commit,
    Completion,
    CourseResult,
    Enrolment,
    EnrolmentMove,
    EvidenceClass,
    ItemResult,
    Mode,
    Remembered,
    RunSession,
    RunState,
    Success,
)
from .notes import PrivateNote
from .packages import Package, PackageFile, PackageItem, PackageUpload, PackageVersion

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
    "EnrolmentMove",
    "EvidenceClass",
    "ItemResult",
    "Mode",
    "Package",
    "PackageFile",
    "PackageItem",
    "PackageUpload",
    "PackageVersion",
    "PrivateNote",
    "Remembered",
    "RunSession",
    "RunState",
    "Success",
]
