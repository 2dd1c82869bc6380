"""The course engine's tables: what can be learned (catalogue, packages, quizzes, programmes), what was (learning), and
what a practice asks of its people and shows of it (assignments, matrix, evidence).
"""

from .assignments import Assigned, Assignment, Reminded
from .catalogue import Course, CourseItem, CourseVersion
from .evidence import EvidencePack, PackLink, PackOpening
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
from .matrix import CompetenceSeen, Exemption, OutsideCertificate, Requirement
from .notes import PrivateNote
from .packages import Package, PackageFile, PackageItem, PackageUpload, PackageVersion
from .programmes import Programme, ProgrammeEnrolment, ProgrammeVersion, ReadingDone
from .quizzes import Allowance, Evaluation, FreeTextMark, MeasuredTime, QuestionVersion

from courses.banks import QuestionBank  # isort: skip - stands on the models above
from courses.pages import CoursePage, CoursesIndexPage, CourseTopic  # isort: skip - stands on the models above
from courses.programme_pages import ProgrammePage  # isort: skip

__all__ = [
    "Allowance",
    "Assigned",
    "Assignment",
    "Attempt",
    "Commit",
    "CompetenceSeen",
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
    "Evaluation",
    "EvidenceClass",
    "EvidencePack",
    "Exemption",
    "FreeTextMark",
    "ItemResult",
    "MeasuredTime",
    "Mode",
    "OutsideCertificate",
    "PackLink",
    "PackOpening",
    "Package",
    "PackageFile",
    "PackageItem",
    "PackageUpload",
    "PackageVersion",
    "PrivateNote",
    "Programme",
    "ProgrammeEnrolment",
    "ProgrammePage",
    "ProgrammeVersion",
    "QuestionBank",
    "QuestionVersion",
    "ReadingDone",
    "Remembered",
    "Reminded",
    "Requirement",
    "RunSession",
    "RunState",
    "Success",
]
