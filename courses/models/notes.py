"""What a learner wrote for their own eyes. It lies apart from commits and states on purpose: the trace that support
reads never holds it, no index, export or admin page shows it, and its owner can empty it.

Personal data: a learner's reflections. Read and written by their owner only; kept for the account's life.
"""

from django.db import models


class PrivateNote(models.Model):
    """The answer to one reflection prompt of a lesson, in one enrolment."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="private_notes")
    item = models.ForeignKey("courses.CourseItem", on_delete=models.PROTECT, related_name="+")
    block = models.CharField(max_length=64, help_text="The id of the prompt's block in the lesson.")
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "item", "block"], name="courses_one_note_a_prompt")]

    def __str__(self) -> str:
        return f"note of enrolment {self.enrolment_id}"
