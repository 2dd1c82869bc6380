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

__all__ = [
    "Attempt",
    "Commit",
    "Completion",
    "Course",
    "CourseItem",
    "CourseResult",
    "CourseVersion",
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
