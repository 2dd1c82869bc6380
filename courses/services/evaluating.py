"""What learners thought of a course: one form an enrolment, without a name.

The pseudonym is a keyed hash of the enrolment: it keeps a form from being sent twice, and nobody finds the learner from
it who has not the installation's secret and the list of all enrolments. The row says the day, never the hour.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from courses.errors import CourseError
from courses.models import CourseResult, Enrolment, Evaluation
from courses.rules.evaluating import STATEMENTS, read
from members.api import day_of

LONGEST_REMARK = 2000


class NotComplete(CourseError):
    code = "course-not-complete"
    sentence = "Complete the course first; then your view of the whole of it counts."


class GivenAlready(CourseError):
    code = "evaluation-given"
    sentence = "You have told us already what you think of this course. Thank you."


class RemarkTooLong(CourseError):
    code = "remark-too-long"
    sentence = f"Your remark has more than {LONGEST_REMARK:,} characters. Shorten it, then send it again."
    status = 400


def pseudonym_of(enrolment: Enrolment) -> str:
    """64 hexadecimal digits, the same for an enrolment every time."""
    return salted_hmac("courses.evaluation", enrolment.uuid.hex, algorithm="sha256").hexdigest()


def is_given(enrolment: Enrolment) -> bool:
    """Whether the form of this enrolment was sent. One statement."""
    return Evaluation.objects.filter(pseudonym=pseudonym_of(enrolment)).exists()


def evaluate(enrolment: Enrolment, marks: Mapping[str, str], remarks: str, *, at: datetime) -> Evaluation:
    """Keep what a learner thought.

    Args:
        enrolment: the learner's own, completed.
        marks: the form's fields; a mark of 1 to 5 for each of STATEMENTS.
        remarks: free words; may be blank.
        at: now; its day is kept.

    Raises:
        rules.evaluating.NotMarked: a statement has no mark; the error names each.
        RemarkTooLong; NotComplete; GivenAlready.
    """
    answers = read(marks)
    text = remarks.replace("\x00", "").strip()
    if len(text) > LONGEST_REMARK:
        raise RemarkTooLong
    if not CourseResult.objects.filter(enrolment=enrolment, completed_at__isnull=False).exists():
        raise NotComplete
    with transaction.atomic():
        made, new = Evaluation.objects.get_or_create(
            pseudonym=pseudonym_of(enrolment),
            defaults={
                "version": enrolment.version,
                "answers": answers,
                "remarks": text,
                "given_on": day_of(at),
            },
        )
    if not new:
        raise GivenAlready
    return made


__all__ = ["STATEMENTS", "GivenAlready", "NotComplete", "RemarkTooLong", "evaluate", "is_given", "pseudonym_of"]
