"""The signature pieces of a guide or a case history."""

from wagtail import blocks

from .text import INLINE, PROSE


class NextHourBlock(blocks.StructBlock):
    """What to do in the next hour, in order."""

    steps = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), label="Steps")

    class Meta:
        icon = "time"
        label = "In the next hour"
        group = "Guidance"
        description = "The first thing a frightened reader needs; at most one, at the top"
        template = "editing/blocks/next_hour.html"
        preview_value = {"steps": ["<p>Write down the date and the words of the request.</p>"]}


class KeyPointsBlock(blocks.StructBlock):
    """What to take away; the learning points of a case history."""

    points = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), label="Points")

    class Meta:
        icon = "list-ul"
        label = "Key points"
        group = "Guidance"
        description = "Each point is an object of its own: a quiz or a report can quote it"
        template = "editing/blocks/key_points.html"
        preview_value = {"points": ["<p>The clock starts on the day the request arrives.</p>"]}


class CalloutBlock(blocks.StructBlock):
    """Something to know, or something that goes wrong."""

    tone = blocks.ChoiceBlock(choices=[("note", "Worth knowing"), ("warning", "Goes wrong")], default="note")
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
    """What happened, told plainly."""

    title = blocks.CharBlock(max_length=120, required=False)
    text = blocks.RichTextBlock(features=PROSE)

    class Meta:
        icon = "openquote"
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
        icon = "comment"
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
    rows = blocks.ListBlock(ClockRowBlock())

    class Meta:
        icon = "calendar-alt"
        label = "Worked dates"
        group = "Guidance"
        description = "What happens on which day, and why that day"
        template = "editing/blocks/clock.html"
        preview_value = {
            "title": "A request that arrives on a Thursday",
            "rows": [{"label": "Received", "date": "Thursday 3 September 2026", "why": "Day one of the month"}],
        }


class ChecklistBlock(blocks.StructBlock):
    """A list to tick on paper or screen."""

    title = blocks.CharBlock(max_length=160, required=False)
    items = blocks.ListBlock(blocks.RichTextBlock(features=INLINE))

    class Meta:
        icon = "tick"
        label = "Checklist"
        group = "Guidance"
        description = "Things to tick off; prints with boxes"
        template = "editing/blocks/checklist.html"
        preview_value = {"title": "Before you send it", "items": ["<p>A second person has looked.</p>"]}
