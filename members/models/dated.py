"""Facts that hold from one day to another.

Both days count: somebody whose membership ends on 31 March is a member on 31 March. Days are days in London.
"""

from datetime import date
from typing import Any

from django.db import models


def holds_on(day: date, prefix: str = "") -> models.Q:
    """The filter for facts that hold on that day; `prefix` ("memberships__") reaches them through a relation."""
    return models.Q(**{f"{prefix}starts_on__lte": day}) & (
        models.Q(**{f"{prefix}ends_on__isnull": True}) | models.Q(**{f"{prefix}ends_on__gte": day})
    )


class DatedQuerySet(models.QuerySet[Any]):
    """The reading language of dated facts, whichever they are."""

    def on(self, day: date) -> "DatedQuerySet":
        """Those that hold on that day."""
        return self.filter(holds_on(day))

    def ended_before(self, day: date) -> "DatedQuerySet":
        """Those whose last day is past."""
        return self.filter(ends_on__lt=day)


class Dated(models.Model):
    """What every dated fact has. Subclasses add `days_in_order` to their constraints."""

    starts_on = models.DateField("from", help_text="The first day.")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The last day; empty while it goes on.")

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds(self, day: date) -> bool:
        """Whether this holds on that day; the same rule as the filter, for one fact in hand."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def days_in_order(*, name: str) -> models.CheckConstraint:
    """The constraint that the last day, where there is one, is not before the first."""
    return models.CheckConstraint(
        condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")), name=name
    )
