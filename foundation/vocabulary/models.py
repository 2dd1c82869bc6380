"""The words that everything is filed under. Topics are the join key of the product: a guide, a course, later a
complaint or a risk gap meet by topic, never by a foreign key between the apps that own them.

No personal data.
"""

from django.db import models


class Term(models.Model):
    """A coded word of a controlled list. The code never changes; the label may."""

    code = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=120)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label


class Topic(Term):
    """A medico-legal subject, at most two levels deep: DATA, and below it DATA.sar."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    for_incidents = models.BooleanField(default=False, help_text="Also a subject of complaints and incidents.")


class Specialty(Term):
    """A branch of medicine or dentistry."""

    class Meta(Term.Meta):
        verbose_name_plural = "specialties"


class Audience(Term):
    """Whom an item is written for."""


class Nation(Term):
    """A nation of the United Kingdom whose law or procedure an item describes, or the whole of it."""
