"""The blocks that editors write with."""

from pathlib import Path

from django.template.loader import get_template

import wagtail.admin
from wagtail import blocks

import pytest
from lxml import html

from editing.api import READING_BLOCKS, ChangeBlock, ChapterBlock, PassageBlock, ReferenceBlock
from editing.blocks.moments import MomentField, moment_words

ICONS = Path(wagtail.admin.__file__).parent / "templates" / "wagtailadmin" / "icons"
ALL = [
    *READING_BLOCKS,
    ("chapter", ChapterBlock()),
    ("passage", PassageBlock()),
    ("reference", ReferenceBlock()),
    ("change", ChangeBlock()),
]


@pytest.mark.parametrize(("name", "block"), ALL, ids=[name for name, _ in ALL])
def test_a_block_tells_an_editor_what_it_is_for(name, block):
    assert block.label
    assert (ICONS / f"{block.meta.icon}.svg").exists(), f"the admin has no icon {block.meta.icon!r} for {name}"
    assert block.meta.icon != "placeholder"
    assert len(block.meta.description) > 20
    assert get_template(block.meta.template)


@pytest.mark.parametrize(("name", "block"), ALL, ids=[name for name, _ in ALL])
def test_a_block_shows_its_preview_as_whole_html(db, name, block):
    value = block.get_preview_value()
    shown = str(block.render(value))
    words = html.fromstring(f"<main>{shown}</main>").text_content().split()
    assert len(words) > 2
    assert "None" not in words
    assert "style=" not in shown
    assert "<script" not in shown


def test_a_heading_and_a_titled_scene_have_the_anchor_of_their_words():
    stream = blocks.StreamBlock(READING_BLOCKS)
    value = stream.to_python(
        [
            {"type": "heading", "value": {"text": "Who may ask?", "level": "2"}},
            {"type": "scene", "value": {"title": "The first visit", "text": "<p>She came.</p>"}},
        ]
    )
    shown = str(stream.render(value))
    assert '<h2 id="who-may-ask">' in shown
    assert '<h2 class="scene-title" id="the-first-visit">' in shown


def test_the_first_column_of_a_table_heads_its_rows(db):
    table = dict(READING_BLOCKS)["table"]
    shown = html.fromstring(str(table.render(table.get_preview_value())))
    assert [cell.get("scope") for cell in shown.iter("th")] == ["col", "col", "row", "row"]
    assert shown.xpath("//caption")


@pytest.mark.parametrize(
    ("typed", "seconds"), [("0:00", 0), ("7:05", 425), ("60:00", 3600), ("1:02:30", 3750), (" 12:40 ", 760)]
)
def test_a_moment_is_typed_as_a_player_shows_it(typed, seconds):
    assert MomentField().clean(typed) == seconds


@pytest.mark.parametrize("typed", ["7", "7:5", "7:65", "noon", "-1:00"])
def test_a_moment_that_cannot_be_read_names_the_form(typed):
    with pytest.raises(Exception, match="Write minutes and seconds"):
        MomentField().clean(typed)


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (65, "1:05"), (3599, "59:59"), (3750, "1:02:30")])
def test_a_moment_is_shown_as_it_is_typed(seconds, words):
    assert moment_words(seconds) == words
    assert MomentField().prepare_value(seconds) == words
