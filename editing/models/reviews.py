"""Who looks after a page, when it is due, and every review that was done.

Publishing touches none of this: a date of review moves only because somebody qualified read the whole page again.

Personal data: the name of a reviewer, who is a public contributor; kept as long as the page's history.
"""

from django.conf import settings
from django.db import models

from wagtail.fields import NoFutureDateValidator


class ReviewSchedule(models.Model):
    """When a page is next due, and whose job it is. One row a page, whatever its type."""

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="review_schedule"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    months = models.PositiveSmallIntegerField(default=12, help_text="From one review to the next.")
    due = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(months__gte=1, months__lte=60), name="editing_review_interval")
        ]

    def __str__(self) -> str:
        return f"review of page {self.page_id} due {self.due}"


class ReviewRecord(models.Model):
    """A review that was done. Append-only evidence: it outlives the page, and the name stays as it was."""

    class Outcome(models.TextChoices):
        NO_CHANGE = "no-change", "No change was needed"
        MINOR = "minor", "Small changes"
        MAJOR = "major", "Changed in substance"
        WITHDRAW = "withdraw", "To be withdrawn"

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, blank=True, related_name="review_records"
    )
    page_key = models.UUIDField(help_text="The page's translation key, which stays when the page is gone.")
    page_title = models.CharField(max_length=255)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewer_name = models.CharField(max_length=150, help_text="As readers see it.")
    reviewer_role = models.CharField(max_length=120, blank=True)
    reviewed_on = models.DateField(validators=[NoFutureDateValidator()])
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.TextField(blank=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The text that was read.",
    )
    recorded = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["page", "-reviewed_on", "-id"], name="editing_reviews_of_page")]

    def __str__(self) -> str:
        return f"{self.page_title}, reviewed {self.reviewed_on}"
