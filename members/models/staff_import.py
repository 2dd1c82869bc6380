"""A staff list that a manager uploads: read, shown as what it would change, and then applied or thrown away."""

import uuid

from django.conf import settings
from django.db import models

from .organisation import Organisation


class StaffImport(models.Model):
    """One uploaded list with the plan that was made of it. Nothing changes before it is applied.

    Personal data: names, addresses and posts of colleagues, as uploaded. The rows are emptied when the
    import is thrown away, after seven days without a yes, or once its invitations are over: until then they carry what
    an invitation cannot (staff number, sites, duties). The counts stay.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Waits for a yes"
        APPLIED = "applied", "Applied"
        DISCARDED = "discarded", "Thrown away"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="staff_imports")
    filename = models.CharField(max_length=150)
    rows = models.JSONField(default=list, help_text="The rows as read: line, name, email, reference, post, site, …")
    counts = models.JSONField(default=dict, help_text="How many join, change, leave, stay and clash.")
    leavers = models.BooleanField(default=False, help_text="Whoever is not in the list leaves.")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"staff list of {self.organisation}"
