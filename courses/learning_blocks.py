"""What a lesson is made of: the blocks that make a reader a learner, and a lesson of them.

The reading blocks come from editing, so a paragraph of a lesson and of a guide is the same block. The learning blocks
hold keys and rationales; courses/outlines.py takes these out before anything is frozen for showing.
"""

from typing import Any

from wagtail import blocks

from editing.api import READING_BLOCKS, VideoBlock, anchor_prefix, shown_film

from .question_blocks import AnswerBlock, MatchingQuestionBlock, OrderingQuestionBlock
from .rules.watching import video_key
from .video_pages import watching_of


class KnowledgeCheckBlock(blocks.StructBlock):
    """A question inside a lesson. Its answer is kept and explained; it does not count towards a mark."""

    question = blocks.TextBlock(max_length=600, rows=2)
    choices = blocks.ListBlock(AnswerBlock(), min_num=2, label="Answers")

    class Meta:
        icon = "help"
        label = "Knowledge check"
        group = "Learning"
        description = "A question with feedback after the answer; the lesson is complete when each has been answered"
        template = "courses/blocks/knowledge_check.html"
        preview_value = {
            "question": "Which of these is a subject access request?",
            "choices": [
                {"text": "How long do you keep notes?", "right": False, "rationale": "A question about the rules."},
                {"text": "Send me my records.", "right": True, "rationale": "Plainly about themselves. Log it."},
            ],
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        """The question only: an answer found by searching would be no answer."""
        return [value["question"]]


class ReflectionBlock(blocks.StructBlock):
    """A prompt to think and write. What the learner writes is theirs alone."""

    prompt = blocks.TextBlock(max_length=600, rows=3)

    class Meta:
        icon = "edit"
        label = "Reflection"
        group = "Learning"
        description = "A prompt with a private text box; only the learner ever sees the answer"
        template = "courses/blocks/reflection.html"
        preview_value = {"prompt": "Think of the last request that came to your desk. What would you do sooner today?"}


class PathBlock(blocks.StructBlock):
    """One way to go on from a scene, and what follows."""

    text = blocks.CharBlock(max_length=300, label="What you could do")
    consequence = blocks.TextBlock(max_length=1200, rows=3, label="What follows")

    class Meta:
        icon = "arrow-right"


class BranchBlock(blocks.StructBlock):
    """A moment of choice in a story. No path is marked; each shows what follows from it."""

    scene = blocks.TextBlock(max_length=1200, rows=3)
    paths = blocks.ListBlock(PathBlock(), min_num=2)

    class Meta:
        icon = "decimal"
        label = "What would you do?"
        group = "Learning"
        description = "A scene with two or more ways to go on; the learner sees what follows from each"
        template = "courses/blocks/branch.html"
        preview_value = {
            "scene": "You are at the desk. Mr H leans over.",
            "paths": [
                {"text": "Give him the form", "consequence": "He leaves annoyed, and nothing is written down."},
                {"text": "Log it now", "consequence": "It takes two minutes and the date is safe."},
            ],
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        """The scene; what follows is for those who chose."""
        return [value["scene"]]


class WayBlock(blocks.StructBlock):
    """A choice at a step of a scenario, and where it leads."""

    text = blocks.CharBlock(max_length=300, label="What you could do")
    says = blocks.TextBlock(max_length=1200, rows=2, label="What follows")
    leads_to = blocks.CharBlock(
        max_length=40, required=False, help_text="The name of the next step; left empty, the scenario ends here."
    )

    class Meta:
        icon = "arrow-right"


class StepBlock(blocks.StructBlock):
    """A step of a scenario. One without choices is an end."""

    name = blocks.CharBlock(max_length=40, help_text="A short name that choices lead to, such as “at the desk”.")
    text = blocks.TextBlock(max_length=1500, rows=3)
    ways = blocks.ListBlock(WayBlock(), min_num=0, max_num=5, label="Choices")

    class Meta:
        icon = "arrow-right"
        label_format = "{name}"


class ScenarioBlock(blocks.StructBlock):
    """A story of several steps that branches. The learner walks it, sees what follows, and may walk it again."""

    title = blocks.CharBlock(max_length=150)
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=20, help_text="The first is where it begins.")

    class Meta:
        icon = "decimal"
        label = "Scenario"
        group = "Learning"
        description = "A story in steps that branches; complete when the learner has reached an end"
        template = "courses/blocks/scenario.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        """Its title and where it begins; what follows is for those who chose."""
        return [value["title"], *[step["text"] for step in list(value["steps"])[:1]]]


class ToDoBlock(blocks.StructBlock):
    """A list that the learner ticks. The ticks are kept."""

    title = blocks.CharBlock(max_length=160)
    items = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=1, max_num=20)

    class Meta:
        icon = "tasks"
        label = "List to tick"
        group = "Learning"
        description = "Things to look up or do at work; the ticks are kept and hold up nothing"
        template = "courses/blocks/to_do.html"


class _Exercise:
    """What exercises share: an answer found by searching would be no answer."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value["stem"]]


class MatchExerciseBlock(_Exercise, MatchingQuestionBlock):
    """Match or sort inside a lesson."""

    class Meta:
        group = "Learning"
        template = "courses/blocks/exercise.html"


class OrderExerciseBlock(_Exercise, OrderingQuestionBlock):
    """Put into order inside a lesson."""

    class Meta:
        group = "Learning"
        template = "courses/blocks/exercise.html"


class LessonVideoBlock(VideoBlock):
    """A film inside a lesson, watched with a memory."""

    required = blocks.BooleanBlock(
        required=False,
        help_text="The lesson waits until nine tenths of it have been watched, or its transcript was read.",
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The film for whoever has a place on the course, whatever the film's own access says."""
        around = parent_context or {}
        context: dict[str, Any] = super().get_context(value, parent_context)
        piece, video, request = around.get("piece"), value["video"], around.get("request")
        if piece is not None and video is not None and request is not None:
            context["film"] = shown_film(video, request.viewer, decided=True, prefix=anchor_prefix(video))
            context["watching"] = watching_of(piece.id, piece.film, {video_key(piece.id): piece.film["element"]})
        return context

    class Meta:
        group = "Learning"
        template = "courses/blocks/video.html"


LEARNING_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("knowledge_check", KnowledgeCheckBlock()),
    ("branch", BranchBlock()),
    ("scenario", ScenarioBlock()),
    ("reflection", ReflectionBlock()),
    ("to_do", ToDoBlock()),
    ("match", MatchExerciseBlock()),
    ("order", OrderExerciseBlock()),
    ("video", LessonVideoBlock()),
]


class LessonBody(blocks.StreamBlock):
    """The text of a lesson, with what the learner does in it."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        read = [(name, block) for name, block in READING_BLOCKS if name not in dict(LEARNING_BLOCKS)]
        super().__init__(local_blocks or [*read, *LEARNING_BLOCKS], **kwargs)


class LessonBlock(blocks.StructBlock):
    """A lesson: a calm page of a few minutes."""

    title = blocks.CharBlock(max_length=200)
    minutes = blocks.IntegerBlock(min_value=1, max_value=240, default=5, help_text="Reading and answering, in minutes.")
    body = LessonBody()

    class Meta:
        icon = "doc-full"
        label = "Lesson"
        description = "Text with checks, choices and reflections"
        label_format = "{title}"
