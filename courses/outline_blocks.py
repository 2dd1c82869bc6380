"""The outline of a course page: modules of lessons, quizzes, films and packages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from editing.api import INLINE, PROSE

from .learning_blocks import LessonBlock
from .models.packages import PackageVersion
from .package_chooser import PackageVersionChooserBlock
from .question_blocks import QUESTION_KINDS, QuestionStream

PASS_MARK = 80  # per cent; domain.md, journey (a) 5


class FromBankBlock(blocks.StructBlock):
    """So many questions of a bank, drawn anew for each attempt."""

    bank = SnippetChooserBlock("courses.QuestionBank")
    count = blocks.IntegerBlock(min_value=1, max_value=50, default=5, label="How many")

    class Meta:
        icon = "snippet"
        label = "From a bank"
        description = "Questions drawn at random from a bank, others for each attempt"
        label_format = "{count} from a bank"


class QuizQuestions(QuestionStream):
    """The questions of a quiz: its own, and drawn ones."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or [*QUESTION_KINDS, ("from_bank", FromBankBlock())], **kwargs)


class QuizBlock(blocks.StructBlock):
    """A quiz: each question shown by itself, in a new order each time."""

    title = blocks.CharBlock(max_length=200, default="Quiz")
    minutes = blocks.IntegerBlock(min_value=1, max_value=240, default=5)
    pass_mark = blocks.IntegerBlock(
        min_value=1, max_value=100, required=False, help_text="Per cent; left empty, the course's own pass mark."
    )
    intro = blocks.RichTextBlock(features=PROSE, required=False)
    questions = QuizQuestions()
    attempts = blocks.IntegerBlock(
        min_value=1,
        max_value=20,
        required=False,
        help_text="How often it may be tried; left empty, as often as one likes.",
    )
    cool_down = blocks.IntegerBlock(
        min_value=0, max_value=10080, required=False, label="Pause before another try", help_text="Minutes."
    )
    time_limit = blocks.IntegerBlock(
        min_value=1,
        max_value=240,
        required=False,
        help_text="Minutes; left empty, none. Whoever needs more time is given more.",
    )
    negative = blocks.IntegerBlock(
        min_value=0,
        max_value=100,
        required=False,
        label="Negative marking",
        help_text="Per cent of a mark taken off for a wrong answer; left empty, nothing is.",
    )

    class Meta:
        icon = "tick-inverse"
        label = "Quiz"
        description = "Marked by the server; answers are explained after each question"
        label_format = "{title}"

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: questions are met in the quiz."""
        return []


class VideoItemBlock(blocks.StructBlock):
    """A film as an item of the course: watched, with its chapters and its transcript beside it."""

    title = blocks.CharBlock(max_length=200)
    minutes = blocks.IntegerBlock(min_value=1, max_value=600, default=10)
    video = SnippetChooserBlock("editing.Video")
    share = blocks.IntegerBlock(
        min_value=1, max_value=100, default=90, label="Share to watch", help_text="Per cent of its distinct seconds."
    )
    intro = blocks.RichTextBlock(features=PROSE, required=False)

    class Meta:
        icon = "media"
        label = "Video"
        description = "A film or the recording of a webinar, complete when enough of it was watched"
        label_format = "{title}"


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
        if version is None or self.is_deferred_validation:
            return cleaned  # a draft: what is missing or wrong is said before it is published (courses/specs.py)
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
    video = VideoItemBlock()
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
