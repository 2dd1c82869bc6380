"""The kinds of question that authors write: in quizzes, in banks, and (marking nobody) inside lessons.

Each holds its key and its rationale. courses/outlines.py takes these apart before anything is frozen for showing, and
courses/rules/marking.py knows how each kind is marked.
"""

from typing import Any

from wagtail import blocks


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


def _stem() -> blocks.Block:
    return blocks.TextBlock(max_length=900, rows=3, label="Question")


def _points_to() -> blocks.Block:
    return blocks.CharBlock(
        max_length=200, required=False, label="Covered in", help_text="The title of the lesson to read again."
    )


def _rationale(help_text: str = "Why this is the answer. Shown after the learner has answered.") -> blocks.Block:
    return blocks.TextBlock(max_length=1000, rows=2, help_text=help_text)


class ChoiceQuestionBlock(blocks.StructBlock):
    """A question with answers to choose from."""

    kind = blocks.ChoiceBlock(
        choices=[
            ("single", "One right answer"),
            ("multiple", "Several right answers"),
            ("true-false", "True or false"),
        ],
        default="single",
    )
    stem = _stem()
    points_to = _points_to()
    choices = blocks.ListBlock(AnswerBlock(), min_num=2, label="Answers")

    class Meta:
        icon = "help"
        label = "Choice"
        description = "One or several right answers, or true or false"
        label_format = "{stem}"


class NumericQuestionBlock(blocks.StructBlock):
    """A question whose answer is a number."""

    stem = _stem()
    points_to = _points_to()
    answer = blocks.DecimalBlock(max_digits=18, decimal_places=6, label="Right answer")
    tolerance = blocks.DecimalBlock(
        min_value=0,
        max_digits=18,
        decimal_places=6,
        default=0,
        help_text="How far off still counts as right, in the same unit; 0 for exactly this number.",
    )
    unit = blocks.CharBlock(max_length=30, required=False, help_text="Shown after the box, such as days.")
    rationale = _rationale()

    class Meta:
        icon = "order"
        label = "Number"
        description = "The learner types a number"
        label_format = "{stem}"


class OrderingQuestionBlock(blocks.StructBlock):
    """Steps to put into order."""

    stem = _stem()
    points_to = _points_to()
    steps = blocks.ListBlock(
        blocks.CharBlock(max_length=300), min_num=3, max_num=8, help_text="In the right order; they are shown mixed."
    )
    rationale = _rationale()

    class Meta:
        icon = "list-ol"
        label = "Order"
        description = "The learner numbers the steps; nothing has to be dragged"
        label_format = "{stem}"


class PairBlock(blocks.StructBlock):
    """Two things that belong together."""

    left = blocks.CharBlock(max_length=300, label="This")
    right = blocks.CharBlock(
        max_length=200, label="belongs to", help_text="The same words again for a group of several."
    )
    rationale = blocks.TextBlock(max_length=600, rows=2, required=False)


class MatchingQuestionBlock(blocks.StructBlock):
    """Things to match, or to sort into groups."""

    stem = _stem()
    points_to = _points_to()
    pairs = blocks.ListBlock(PairBlock(), min_num=2, max_num=10)
    rationale = _rationale()

    class Meta:
        icon = "arrows-up-down"
        label = "Match or sort"
        description = "Each line gets its partner or its group from a list; nothing has to be dragged"
        label_format = "{stem}"


class LeadInBlock(blocks.StructBlock):
    """A vignette that one of the shared options answers."""

    text = blocks.TextBlock(max_length=900, rows=3, label="Vignette")
    answer = blocks.CharBlock(max_length=200, help_text="One of the options above, word for word.")
    rationale = _rationale()


class ExtendedMatchingBlock(blocks.StructBlock):
    """Extended matching: a list of options, and several vignettes that each have one best option."""

    stem = blocks.TextBlock(max_length=900, rows=2, label="Lead-in")
    points_to = _points_to()
    options = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=3, max_num=15)
    vignettes = blocks.ListBlock(LeadInBlock(), min_num=1, max_num=8)

    class Meta:
        icon = "table"
        label = "Extended matching"
        description = "Several short vignettes answered from one list of options"
        label_format = "{stem}"


class FreeTextQuestionBlock(blocks.StructBlock):
    """A question that the learner answers in their own words and a person marks."""

    stem = _stem()
    points_to = _points_to()
    longest = blocks.IntegerBlock(min_value=100, max_value=5000, default=1200, help_text="Characters.")
    look_for = blocks.TextBlock(max_length=1500, rows=3, help_text="For the marker: what a good answer says.")
    model_answer = blocks.TextBlock(max_length=2000, rows=3, help_text="Shown to the learner once it is marked.")

    class Meta:
        icon = "edit"
        label = "Free text"
        description = "Marked by a person; the result waits for them"
        label_format = "{stem}"


QUESTION_KINDS: list[tuple[str, blocks.Block]] = [
    ("choice", ChoiceQuestionBlock()),
    ("numeric", NumericQuestionBlock()),
    ("ordering", OrderingQuestionBlock()),
    ("matching", MatchingQuestionBlock()),
    ("extended", ExtendedMatchingBlock()),
    ("free_text", FreeTextQuestionBlock()),
]


class QuestionStream(blocks.StreamBlock):
    """The questions of a bank."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or QUESTION_KINDS, **kwargs)

    class Meta:
        collapsed = True
