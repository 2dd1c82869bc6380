"""Questions beyond one quiz: banks to draw from, versions of questions, marks given by a person, and allowances.

A question lives in a stream, on a course page or in a bank, and is named by its block's id. Freezing writes each of its
wordings once as a `QuestionVersion`, so that what authors read about a question is about the words that were shown.

Personal data: who marked what, and who is allowed more time or more attempts (without a reason: it could be one of
health). Kept like the attempt that it belongs to.
"""

import uuid

from django.conf import settings
from django.db import models

from members.api import days_in_order


class QuestionVersion(models.Model):
    """One wording of a question. Immutable."""

    key = models.UUIDField(help_text="The question through all its wordings: its block's id.")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of kind, stem, answers, key and rationale.")
    kind = models.CharField(max_length=20)
    stem = models.TextField()
    content = models.JSONField(default=dict, help_text="The whole question as it is frozen, its key included.")
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="courses_question_number_once"),
            models.UniqueConstraint(fields=["key", "digest"], name="courses_question_worded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stem[:70]} (version {self.number})"


class FreeTextMark(models.Model):
    """What a person decided about an answer in free text. Append-only: the newest counts, a change of mind is seen."""

    attempt = models.ForeignKey("courses.Attempt", on_delete=models.PROTECT, related_name="marks")
    question = models.CharField(max_length=64, help_text="The key of the question.")
    right = models.BooleanField()
    comment = models.TextField(blank=True, help_text="For the learner.")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["attempt", "question", "-marked_at"], name="courses_marks_of_answer")]

    def __str__(self) -> str:
        return f"mark of attempt {self.attempt_id}"


class Allowance(models.Model):
    """What a person is given in quizzes that others are not: more time, more attempts. On purpose without a reason."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="allowances")
    course = models.ForeignKey(
        "courses.Course", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: all."
    )
    extra_time = models.PositiveSmallIntegerField(default=0, help_text="Per cent of a quiz's time limit, such as 25.")
    extra_attempts = models.PositiveSmallIntegerField(default=0, help_text="Beside those that the quiz allows.")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            days_in_order(name="courses_allowance_days_in_order"),
            models.CheckConstraint(
                condition=models.Q(extra_time__lte=300, extra_attempts__lte=20), name="courses_allowance_within_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"allowance of person {self.person_id}"


class MeasuredTime(models.Model):
    """How long a part of a course takes, from those who did it: the median of the time that the server saw.

    Derived and impersonal: rebuilt by services/measuring.py.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="measured_times")
    key = models.CharField(max_length=64, help_text="The item through the course's versions.")
    median_seconds = models.PositiveIntegerField()
    people = models.PositiveIntegerField(help_text="How many the median is of.")
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="courses_measured_once")]

    def __str__(self) -> str:
        return f"time of {self.key}"


class Evaluation(models.Model):
    """What somebody thought of a course. Pseudonymous: no person, no enrolment, the day and not the hour.

    The pseudonym is a keyed hash of the enrolment: it lets one form be sent once, and leads back to nobody without the
    installation's secret.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="evaluations")
    pseudonym = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(default=dict, help_text="Marks 1 to 5 by the name of their question.")
    remarks = models.TextField(blank=True)
    given_on = models.DateField()

    def __str__(self) -> str:
        return f"evaluation of {self.version_id}"
