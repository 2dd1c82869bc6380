"""What a practice asks of its people: assignments, whom they have reached, and what was reminded of when.

Personal data: that somebody was asked to learn something, by whom, until when. Their manager reads it; kept for the
account's life like the enrolment it led to.
"""

import uuid

from django.conf import settings
from django.db import models


class Assignment(models.Model):
    """A course or a programme, asked of people of an organisation. Ended, never deleted."""

    class Target(models.TextChoices):
        EVERYONE = "everyone", "Everyone"
        PERSON = "person", "One person"
        POSTS = "posts", "Posts"
        HAT = "hat", "Whoever holds a duty"
        SITE = "site", "Everyone at a site"

    class Due(models.TextChoices):
        FIXED = "fixed", "On a day"
        RELATIVE = "relative", "Some days after it reaches somebody"
        RECURRING = "recurring", "Again and again, before the last completion runs out"

    class Source(models.TextChoices):
        MANAGER = "manager", "Asked by the practice"
        ADVISER = "adviser", "Suggested by the risk adviser"
        MATRIX = "matrix", "Needed by the training matrix"
        SIGNAL = "signal", "Suggested by a risk signal"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(
        "courses.Course", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    programme = models.ForeignKey(
        "courses.Programme", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    requirement = models.ForeignKey(
        "courses.Requirement", null=True, blank=True, on_delete=models.SET_NULL, related_name="assignments"
    )
    target = models.CharField(max_length=10, choices=Target.choices)
    # Ids or codes of the target: a person's id, post codes, a hat's code, a site's id. Empty for everyone.
    wanted = models.JSONField(default=list)
    due = models.CharField(max_length=10, choices=Due.choices)
    due_on = models.DateField(null=True, blank=True, help_text="For a fixed day.")
    due_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="For a relative one.")
    due_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="From one completion to the next.")
    grace_days = models.PositiveSmallIntegerField(default=7, help_text="Late, but not yet overdue.")
    reminders = models.JSONField(default=list, help_text="Days before (positive) and after (negative) the due day.")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.MANAGER)
    source_ref = models.CharField(max_length=80, blank=True, help_text="Names the signal or the adviser's note.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why, in words that the learner reads.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(course__isnull=False, programme__isnull=True)
                | models.Q(course__isnull=True, programme__isnull=False),
                name="courses_assignment_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(due="fixed", due_on__isnull=False, due_days__isnull=True, due_months__isnull=True)
                | models.Q(due="relative", due_on__isnull=True, due_days__isnull=False, due_months__isnull=True)
                | models.Q(due="recurring", due_on__isnull=True, due_days__isnull=False, due_months__isnull=False),
                name="courses_assignment_due_rule_complete",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "ended_at"], name="courses_assignments_open")]

    def __str__(self) -> str:
        return f"assignment {self.uuid}"


class Assigned(models.Model):
    """An assignment has reached a person, for one period. The row says what was asked and until when; what became of it
    is read from the person's enrolment.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reached")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assigned")
    period = models.PositiveIntegerField(default=1, help_text="Counts the rounds of a recurring assignment.")
    reached_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    enrolment = models.ForeignKey(
        "courses.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="assigned"
    )
    programme_enrolment = models.ForeignKey(
        "courses.ProgrammeEnrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="assigned"
    )
    released_on = models.DateField(null=True, blank=True, help_text="They left, or it was ended: nothing is asked.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "person", "period"], name="courses_assigned_once_a_period"),
        ]
        indexes = [models.Index(fields=["person", "due_on"], name="courses_my_assigned")]

    def __str__(self) -> str:
        return f"assigned {self.uuid}"


class Reminded(models.Model):
    """A step of the ladder was taken for a person: it goes into the digest of that day, once."""

    assigned = models.ForeignKey(Assigned, on_delete=models.CASCADE, related_name="reminders")
    step = models.SmallIntegerField(help_text="Days before (positive) or after (negative) the due day.")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assigned", "step"], name="courses_reminded_once_a_step")]

    def __str__(self) -> str:
        return f"reminder {self.step} of {self.assigned_id}"
