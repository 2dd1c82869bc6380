"""Running text: headings with stable anchors, paragraphs, tables."""

from typing import Any

from django.utils.text import slugify

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

INLINE = ["bold", "italic", "link", "document-link"]
PROSE = [*INLINE, "ul", "ol"]


class HeadingBlock(blocks.StructBlock):
    """A heading; the address of its section is made from its words."""

    text = blocks.CharBlock(max_length=120)
    level = blocks.ChoiceBlock(choices=[("2", "Section"), ("3", "Sub-section")], default="2", search_index=False)

    class Meta:
        icon = "title"
        label = "Heading"
        group = "Text"
        description = "Opens a section and a line of the contents list"
        template = "editing/blocks/heading.html"
        preview_value = {"text": "Who may ask", "level": "2"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"anchor": anchor_of(value["text"])}


class ParagraphBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"features": PROSE} | kwargs))

    class Meta:
        icon = "pilcrow"
        label = "Paragraphs"
        group = "Text"
        description = "Paragraphs and lists, with links"
        template = "editing/blocks/paragraph.html"
        preview_value = "<p>A request counts whether it is spoken or written.</p>"


class TableBlock(blocks.StructBlock):
    """A table whose first column heads its rows."""

    caption = blocks.CharBlock(
        max_length=160, required=False, help_text="What the table shows, unless the heading above it has just said so."
    )
    table = TypedTableBlock(
        [("text", blocks.RichTextBlock(features=INLINE, label="Text"))],
        help_text="At most four columns: a telephone shows no more. The first column says what each row is about.",
    )

    class Meta:
        icon = "table"
        label = "Table"
        group = "Text"
        description = "A small table: questions and answers, cases and what to do"
        template = "editing/blocks/table.html"
        preview_value = {
            "caption": "What to do when a chaperone is not wanted",
            "table": {
                "columns": [{"type": "text", "heading": "What happens"}, {"type": "text", "heading": "What to do"}],
                "rows": [
                    {"values": ["<p>You are content to go ahead</p>", "<p>Record the offer and the refusal.</p>"]},
                    {"values": ["<p>You are not</p>", "<p>Explain why, and offer a colleague.</p>"]},
                ],
                "caption": "",
            },
        }


def anchor_of(text: str) -> str:
    """The anchor of a heading: stable while its words are."""
    return slugify(text)[:60] or "section"
