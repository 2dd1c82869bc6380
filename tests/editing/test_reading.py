"""What is read off a stream of blocks."""

from wagtail import blocks

import pytest

from editing.api import READING_BLOCKS, contents, minutes_to_read, plain_text, sections

STREAM = blocks.StreamBlock(READING_BLOCKS)


def stream(*parts):
    return STREAM.to_python([{"type": kind, "value": value} for kind, value in parts])


def heading(text, level="2"):
    return ("heading", {"text": text, "level": level})


def test_sections_begin_where_a_reader_can_be_sent():
    text = stream(
        ("next_hour", {"steps": ["<p>Write down the date.</p>"]}),
        ("paragraph", "<p>Two duties.</p>"),
        heading("Who is asking"),
        ("paragraph", "<p>A solicitor.</p>"),
        heading("A parent", "3"),
        ("paragraph", "<p>Of a child.</p>"),
        ("scene", {"title": "August", "text": "<p>It was hot.</p>"}),
        ("key_points", {"title": "Learning points", "points": ["<p>Check the result.</p>"]}),
    )
    assert [(one.anchor, one.title, one.level, one.text) for one in sections(text)] == [
        ("next-hour", "In the next hour", 2, "Write down the date."),
        ("", "", 2, "Two duties."),
        ("who-is-asking", "Who is asking", 2, "A solicitor."),
        ("a-parent", "A parent", 3, "Of a child."),
        ("august", "August", 2, "August It was hot."),
        ("key-points", "Learning points", 2, "Learning points Check the result."),
    ]


def test_the_contents_list_leaves_out_sub_sections_and_the_box_above_it():
    text = stream(("next_hour", {"steps": ["<p>Now.</p>"]}), heading("One"), heading("Below", "3"), heading("Two"))
    assert [one.title for one in contents(text)] == ["One", "Two"]


def test_every_anchor_of_the_contents_stands_in_the_page():
    text = stream(heading("Who\u2019s asking?"), ("key_points", {"title": "", "points": ["<p>One.</p>"]}))
    shown = str(STREAM.render(text))
    for section in contents(text):
        assert f'id="{section.anchor}"' in shown


def test_the_words_of_a_text_hold_no_words_of_the_form():
    text = stream(
        ("callout", {"tone": "warning", "title": "Do not wait", "text": "<p>Ring.</p>"}), heading("Then", "3")
    )
    assert plain_text(text) == "Do not wait Ring. Then"


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (2000, 10)])
def test_reading_time_is_counted_from_the_words(words, minutes):
    text = stream(("paragraph", f"<p>{'word ' * words}</p>")) if words else stream()
    assert minutes_to_read(text) == minutes
