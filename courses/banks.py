"""Banks of questions that several quizzes draw from. A quiz freezes what its bank holds when its course is published.

No personal data.
"""

import uuid
from typing import Any

from django.db import models

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin

from .question_blocks import QuestionStream


class QuestionBank(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """Questions on one subject, written and reviewed together."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=150, unique=True)
    note = models.TextField(blank=True, help_text="For authors: what it covers, and what it leaves out.")
    questions = StreamField(QuestionStream(), blank=True)

    panels = [MultiFieldPanel([FieldPanel("title"), FieldPanel("note")], heading="The bank"), FieldPanel("questions")]

    class Meta:
        ordering = ["title"]
        verbose_name = "question bank"

    def __str__(self) -> str:
        return self.title

    def size(self) -> int:
        """How many questions it holds."""
        stream: Any = self.questions
        return len(stream)
