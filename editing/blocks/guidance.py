"""The signature pieces of a guide or a case history."""

from typing import Any

from wagtail import blocks

from .text import INLINE, PROSE, anchor_of


class NextHourBlock(blocks.StructBlock):
    """What to do in the next hour, in order."""

    steps = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), label="Steps", min_num=1)

    class Meta:
        icon = "time"
        label = "In the next hour"
        group = "Guidance"
        description = "The first thing a frightened reader needs; at most one, at the top"
        template = "editing/blocks/next_hour.html"
        preview_value = {
            "steps": [
                "<p>Write down the date and the words of the request.</p>",
                "<p>Answer what is urgent in it. Nothing else is due today.</p>",
            ]
        }


class KeyPointsBlock(blocks.StructBlock):
    """What to take away; the learning points of a case history."""

    title = blocks.CharBlock(
        max_length=60, required=False, help_text='Empty: "Key points". A case history says "Learning points".'
    )
    points = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), label="Points", min_num=1)

    class Meta:
        icon = "list-ul"
        label = "Key points"
        group = "Guidance"
        description = "Each point is an object of its own: a quiz or a report can quote it"
        template = "editing/blocks/key_points.html"
        preview_value = {
            "title": "",
            "points": [
                "<p>One letter can start two clocks; log both on day one.</p>",
                "<p>Hide the least, keep the reasons, never tidy the record.</p>",
            ],
        }


class CalloutBlock(blocks.StructBlock):
    """Something to know, or something that goes wrong."""

    tone = blocks.ChoiceBlock(
        choices=[("note", "Worth knowing"), ("warning", "Goes wrong")], default="note", search_index=False
    )
    title = blocks.CharBlock(max_length=120, required=False)
    text = blocks.RichTextBlock(features=PROSE)

    class Meta:
        icon = "warning"
        label = "Callout"
        group = "Guidance"
        description = "A note beside the text, or a warning"
        template = "editing/blocks/callout.html"
        preview_value = {"tone": "warning", "title": "Do not wait", "text": "<p>The two clocks run side by side.</p>"}


class SceneBlock(blocks.StructBlock):
    """What happened, told plainly. Its title opens a section."""

    title = blocks.CharBlock(max_length=120, required=False, help_text="A line of the contents list.")
    text = blocks.RichTextBlock(features=PROSE)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"anchor": anchor_of(value["title"])}

    class Meta:
        icon = "doc-full"
        label = "Scene"
        group = "Guidance"
        description = "A part of the story of a case history"
        template = "editing/blocks/scene.html"
        preview_value = {"title": "Tuesday", "text": "<p>Ms R came back for the fitting.</p>"}


class WordsBlock(blocks.StructBlock):
    """Words one can say or write."""

    title = blocks.CharBlock(max_length=120, required=False)
    text = blocks.RichTextBlock(features=PROSE)

    class Meta:
        icon = "openquote"
        label = "Words to use"
        group = "Guidance"
        description = "A sentence or a letter that the reader can use as it stands"
        template = "editing/blocks/words.html"
        preview_value = {"title": "On the telephone", "text": "<p>I have written down what you asked for.</p>"}


class ClockRowBlock(blocks.StructBlock):
    """A line of a worked example."""

    label = blocks.CharBlock(max_length=160)
    date = blocks.CharBlock(max_length=80, help_text="In words, with the weekday.")
    why = blocks.CharBlock(max_length=300, required=False)


class ClockBlock(blocks.StructBlock):
    """A worked date with its arithmetic in words."""

    title = blocks.CharBlock(max_length=160)
    rows = blocks.ListBlock(ClockRowBlock(), min_num=1)

    class Meta:
        icon = "calendar-alt"
        label = "Worked dates"
        group = "Guidance"
        description = "What happens on which day, and why that day"
        template = "editing/blocks/clock.html"
        preview_value = {
            "title": "A request that arrives on a Thursday",
            "rows": [
                {"label": "Received", "date": "Thursday 3 September 2026", "why": "She spoke at the desk."},
                {"label": "Last day", "date": "Monday 5 October 2026", "why": "3 October is a Saturday."},
            ],
        }


class ChecklistBlock(blocks.StructBlock):
    """A list to tick on paper or screen."""

    title = blocks.CharBlock(max_length=160, required=False)
    items = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), min_num=1)

    class Meta:
        icon = "tasks"
        label = "Checklist"
        group = "Guidance"
        description = "Things to tick off; prints with boxes"
        template = "editing/blocks/checklist.html"
        preview_value = {
            "title": "Before you send it",
            "items": ["<p>A second person has looked.</p>", "<p>The reasons are on file.</p>"],
        }
