"""The people of the society whom an organisation calls by name."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .dated import Dated, days_in_order
from .organisation import Organisation


class Adviser(models.Model):
    """A risk advisory partner with the contact card that organisations see.

    Personal data: working phone and e-mail, working days, photo. Kept while the person advises; the person gave them
    for this purpose.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="adviser")
    post = models.CharField(max_length=120, default="Risk advisory partner")
    photo = models.ImageField(upload_to="advisers/", blank=True)
    phone = models.CharField(max_length=30)
    email = models.EmailField("e-mail")
    days = models.CharField(max_length=120, help_text="When to call, such as: Monday to Thursday, 9 am to 5 pm.")
    cover = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="Who answers meanwhile."
    )
    organisations: "models.ManyToManyField[Organisation, AdviserAssignment]" = models.ManyToManyField(
        Organisation, through="AdviserAssignment", related_name="advisers"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | ~Q(cover=F("id")), name="members_nobody_covers_themselves"
            )
        ]

    def __str__(self) -> str:
        return self.person.name


class AdviserAssignment(Dated):
    """Who advises an organisation, from when to when; one adviser at a time is open.

    Personal data: who advises whom. Kept, so that a question about an old matter finds its adviser.
    """

    adviser = models.ForeignKey(Adviser, on_delete=models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="adviser_assignments")

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            days_in_order(name="members_assignment_days_in_order"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ends_on__isnull=True), name="members_one_adviser_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adviser} for {self.organisation}"


class Helpline(models.Model):
    """A line that members can call. No personal data."""

    key = models.SlugField(max_length=60, unique=True, help_text="Stable name, used by pages and by the demo library.")
    name = models.CharField(max_length=120)
    who_for = models.CharField("for whom", max_length=250)
    hours = models.CharField(max_length=250)
    phone = models.CharField(max_length=30)
    text = models.TextField(blank=True, help_text="What the line does and what to have at hand, in a few sentences.")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name
