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


class Framework(models.Model):
    """A regulator's way of asking, in the words of one of its editions. Frameworks change: old packs keep theirs."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=150)
    regulator = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The last day; empty while it holds.")
    source = models.URLField(max_length=500, help_text="Where it is published.")
    checked_on = models.DateField(
        null=True, blank=True, help_text="Empty: nobody has checked it, so no reader sees it."
    )

    class Meta:
        ordering = ["-valid_from", "title"]

    def __str__(self) -> str:
        return self.title


class FrameworkNode(models.Model):
    """A question, statement or regulation of a framework."""

    class Kind(models.TextChoices):
        KEY_QUESTION = "key-question", "Key question"
        STATEMENT = "statement", "Quality statement"
        SUPPORTING = "supporting", "Supporting question"
        REGULATION = "regulation", "Regulation"

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="nodes")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="vocabulary_node_once")]

    def __str__(self) -> str:
        return self.title


class Crosswalk(models.Model):
    """A topic bears on a node, from one day to another: dated, so that an old pack can be made again as it was."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="crosswalk")
    node = models.ForeignKey(FrameworkNode, on_delete=models.CASCADE, related_name="crosswalk")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "node", "valid_from"], name="vocabulary_crosswalk_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="vocabulary_crosswalk_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} bears on {self.node_id}"
