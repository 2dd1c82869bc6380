"""Which blocks may stand where."""

from wagtail import blocks

from .guidance import (
    CalloutBlock,
    ChecklistBlock,
    ClockBlock,
    KeyPointsBlock,
    NextHourBlock,
    SceneBlock,
    WordsBlock,
)
from .media import LinkedPageBlock, PictureBlock, VideoBlock
from .sources import ReferenceBlock
from .text import HeadingBlock, ParagraphBlock, TableBlock

TEXT_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("heading", HeadingBlock()),
    ("paragraph", ParagraphBlock()),
    ("table", TableBlock()),
]

GUIDANCE_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("next_hour", NextHourBlock()),
    ("key_points", KeyPointsBlock()),
    ("callout", CalloutBlock()),
    ("scene", SceneBlock()),
    ("words", WordsBlock()),
    ("clock", ClockBlock()),
    ("checklist", ChecklistBlock()),
]

MEDIA_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("picture", PictureBlock()),
    ("video", VideoBlock()),
    ("reference", ReferenceBlock(group="Guidance")),
    ("linked_page", LinkedPageBlock()),
]

READING_BLOCKS = [*TEXT_BLOCKS, *GUIDANCE_BLOCKS, *MEDIA_BLOCKS]
