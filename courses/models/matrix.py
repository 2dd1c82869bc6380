"""A practice's own training matrix. No regulator prescribes the list: the practice starts from a template and owns it.

Personal data: who needs, has done, is excused from or has been seen to do what; a certificate from elsewhere is the
person's own document. Read by the person and their managers; kept for the account's life.
"""

import uuid

from django.conf import settings
from django.db import models


class Requirement(models.Model):
    """A row of the template that a practice has made its own: a topic that some of its people must keep up."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="requirements")
    template_key = models.CharField(max_length=60, blank=True, help_text="The line of the template it came from.")
    title = models.CharField(max_length=150)
    topic = models.ForeignKey("vocabulary.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=80, blank=True)
    # Whom it is for: post codes of members.JobRole, hats as "hat:<code>"; empty for everyone.
    who = models.JSONField(default=list)
    months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The interval; empty: once.")
    proof = models.CharField(max_length=150, blank=True, help_text="What shows practice, beside a certificate.")
    courses = models.ManyToManyField(
        "courses.Course", blank=True, related_name="+", help_text="Any of them fulfils it."
    )
    order = models.PositiveIntegerField(default=0)
    since = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "title", "level"],
                condition=models.Q(retired_on__isnull=True),
                name="courses_requirement_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Exemption(models.Model):
    """Somebody is excused from a requirement for a time, and why."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="exemptions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, help_text="No detail of health: “agreed with the partners” is enough.")
    until = models.DateField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "person"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="courses_one_exemption_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"exemption from {self.requirement_id}"


class CompetenceSeen(models.Model):
    """Somebody saw a colleague do it well. A completion is exposure, this is practice. Append-only."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="competence")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_by = models.CharField(max_length=150, help_text="Who watched, as it stands in the evidence pack.")
    seen_on = models.DateField()
    how = models.CharField(max_length=200, help_text="What was seen: a drill, an audit, a mystery call. No patient.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["requirement", "person", "-seen_on"], name="courses_competence_newest")]

    def __str__(self) -> str:
        return f"competence in {self.requirement_id}"


class OutsideCertificate(models.Model):
    """Proof from elsewhere, uploaded by the person or the manager, that counts once a manager has looked at it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a look"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Not accepted"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="outside_certificates")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="outside")
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=150)
    completed_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=120, help_text="Path under DOCUMENTS_ROOT.")
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(help_text="Bytes.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_on = models.DateField(null=True, blank=True)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", checked_by__isnull=True, checked_on__isnull=True)
                | (~models.Q(state="waiting") & models.Q(checked_by__isnull=False, checked_on__isnull=False)),
                name="courses_outside_checked_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["organisation", "person"], name="courses_outside_of_person")]

    def __str__(self) -> str:
        return self.title
