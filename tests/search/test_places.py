"""A hit says which part of a document it was found in, and leads there."""

import uuid

import pytest

from search.engines.base import END, START
from search.engines.places import laid_out, place_of
from search.items import Doc, Kind, LibraryRef, Part

LINE = Part("part-1", "The month, 0:05", "It begins on the day itself.", "/learn/part/?moment=t-5")
LESSON = Part("part-1", "The month", "A month is a month. It begins on the day itself. And it ends.")
SECTION = Part("letters", "Letters", "Write to them.")
DOC = Doc(
    LibraryRef(Kind.COURSE, uuid.UUID(int=1)), "T", "S", "/c/", "members", "Aims of the day.", parts=(LESSON, LINE)
)


def passage(words: str) -> str:
    """As an engine marks it: *word*."""
    pieces = words.split("*")
    return "".join(piece if number % 2 == 0 else f"{START}{piece}{END}" for number, piece in enumerate(pieces))


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Aims of the *day*. The month A month is", ("", "")),
        (
            "…of the *day*. The month A month is a month. It *begins* on the *day* *itself*. And…",
            (LINE.title, LINE.url),
        ),
        ("…month is a *month*. It begins on…", ("The month", "/c/#part-1")),
        ("nowhere *at* all", ("", "")),
        ("", ("", "")),
    ],
)
def test_the_smallest_part_that_holds_most_of_what_matched_is_named(words, place):
    assert place_of(passage(words), *laid_out(DOC)) == place


def test_a_part_that_repeats_the_text_is_not_written_twice():
    text, places = laid_out(DOC)
    assert text == "Aims of the day. The month A month is a month. It begins on the day itself. And it ends."
    assert [text[first:last] for first, last, *_ in places] == [LESSON.text, LINE.text]
