"""Duties: work that a transaction promised and that happens after it.

A duty is written in the transaction that makes it necessary, and holds a reference and a key, never a copy: its handler
reads the rows of the day it runs. The broker is only a hint that wakes a worker; this table is the promise.

No personal data: references are identifiers, and errors are stored by kind and place, not with the values they met.
"""

from django.db import models


class Duty(models.Model):
    """One piece of work.

    waiting -> running -> done, or back to waiting after a failure, or parked after too many. A running duty whose
    lease has run out belonged to a worker that died; it is taken again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        PARKED = "parked", "Parked"

    handler = models.CharField(max_length=80)
    reference = models.CharField(max_length=200)
    key = models.CharField(max_length=250, help_text="At most one duty of a key is waiting at a time.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created = models.DateTimeField()
    next_at = models.DateTimeField(help_text="Not before this moment; while running, the end of the lease.")
    attempts = models.PositiveIntegerField(default=0)
    finished = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state="waiting"), name="outbox_one_waiting_duty_per_key"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=models.Q(state__in=["waiting", "running"]), name="outbox_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler}({self.reference})"
