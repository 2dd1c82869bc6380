"""What a course page is made of: modules of lessons, quizzes and packages, and the blocks that make a reader a learner.

The reading blocks come from editing, so a paragraph of a lesson and of a guide is the same block. The learning blocks
hold keys and rationales; courses/outlines.py takes these out before anything is frozen for showing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from editing.api import INLINE, PROSE, READING_BLOCKS

from .models.packages import PackageVersion
from .package_chooser import PackageVersionChooserBlock

PASS_MARK = 80  # per cent; domain.md, journey (a) 5


class AnswerBlock(blocks.StructBlock):
    """One of the answers to choose from, with what the learner is told about it."""

    text = blocks.CharBlock(max_length=300, label="Answer")
    right = blocks.BooleanBlock(required=False, label="This is right")
    rationale = blocks.TextBlock(
        max_length=1000, rows=2, help_text="Why, kindly; also for a wrong answer. Shown after the learner has answered."
    )

    class Meta:
        icon = "radio-empty"
        form_classname = "struct-block answer-block"


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


LEARNING_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("knowledge_check", KnowledgeCheckBlock()),
    ("branch", BranchBlock()),
    ("reflection", ReflectionBlock()),
]


class LessonBody(blocks.StreamBlock):
    """The text of a lesson, with what the learner does in it."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or [*READING_BLOCKS, *LEARNING_BLOCKS], **kwargs)


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


class QuestionBlock(blocks.StructBlock):
    """A question of a quiz, marked by the server."""

    kind = blocks.ChoiceBlock(
        choices=[
            ("single", "One right answer"),
            ("multiple", "Several right answers"),
            ("true-false", "True or false"),
        ],
        default="single",
    )
    stem = blocks.TextBlock(max_length=900, rows=3, label="Question")
    points_to = blocks.CharBlock(
        max_length=200, required=False, label="Covered in", help_text="The title of the lesson to read again."
    )
    choices = blocks.ListBlock(AnswerBlock(), min_num=2, label="Answers")

    class Meta:
        icon = "help"
        label_format = "{stem}"


class QuizBlock(blocks.StructBlock):
    """A quiz: each question shown by itself, in a new order each time."""

    title = blocks.CharBlock(max_length=200, default="Quiz")
    minutes = blocks.IntegerBlock(min_value=1, max_value=240, default=5)
    pass_mark = blocks.IntegerBlock(
        min_value=1, max_value=100, required=False, help_text="Per cent; left empty, the course's own pass mark."
    )
    intro = blocks.RichTextBlock(features=PROSE, required=False)
    questions = blocks.ListBlock(QuestionBlock(), collapsed=True)

    class Meta:
        icon = "tick-inverse"
        label = "Quiz"
        description = "Marked by the server; answers are explained after each question"
        label_format = "{title}"

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: questions are met in the quiz."""
        return []


class PackageItemBlock(blocks.StructBlock):
    """An uploaded SCORM package as an item of the course."""

    title = blocks.CharBlock(max_length=200)
    minutes = blocks.IntegerBlock(min_value=1, max_value=600, default=20)
    package = PackageVersionChooserBlock(help_text="The version that learners play. Uploading again is a new version.")
    organisation = blocks.CharBlock(
        required=False,
        max_length=1000,
        label="Outline",
        help_text="Only for a package with several outlines: the title of the one to play, as its report lists them.",
    )
    note = blocks.RichTextBlock(
        features=INLINE, required=False, label="Note", help_text="Shown beside the play button."
    )

    class Meta:
        icon = "media"
        label = "Package"
        description = "SCORM content, played in its own window-wide player"
        label_format = "{title}"

    def clean(self, value: Any) -> Any:
        """The outline is one that the package has, kept by its identifier; a recalled package is not offered anew."""
        cleaned = super().clean(value)
        version = cleaned["package"]
        if version.state == PackageVersion.State.RECALLED:
            raise StructBlockValidationError(
                {"package": ValidationError("This version was recalled. Choose another one, or upload a mended one.")}
            )
        cleaned["organisation"] = _outline(cleaned.get("organisation") or "", version.organisations)
        return cleaned


def _outline(said: str, outlines: Sequence[Mapping[str, Any]]) -> str:
    """The identifier of the outline that an editor named by its title or identifier; blank for the default one."""
    wanted = said.strip().casefold()
    for number, outline in enumerate(outlines):
        if wanted in {outline["identifier"].casefold(), outline["title"].casefold()}:
            return "" if number == 0 else str(outline["identifier"])
    if not wanted:
        return ""
    listed = ", ".join(f"“{outline['title']}”" for outline in outlines)
    raise StructBlockValidationError(
        {"organisation": ValidationError(f"This package has no such outline. It has: {listed}.")}
    )


class ModuleItems(blocks.StreamBlock):
    """What a module holds, in order."""

    lesson = LessonBlock()
    quiz = QuizBlock()
    package = PackageItemBlock()

    class Meta:
        collapsed = True  # the outline is read first; a part is opened to be written


class ModuleBlock(blocks.StructBlock):
    """A part of the course. A course of one module needs no title for it."""

    title = blocks.CharBlock(max_length=200, required=False)
    items = ModuleItems()

    class Meta:
        icon = "folder-open-inverse"
        label = "Module"
        label_format = "{title}"


class OutlineBlock(blocks.StreamBlock):
    """The whole course. One revision holds it, so one approval covers it."""

    module = ModuleBlock()
