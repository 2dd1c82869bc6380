"""Which part of a document a passage of its text comes from: where a hit can send a reader. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from search.analysis.words import cleaned
from search.items import Doc

from .marks import END, START

Place = tuple[int, int, str, str]  # of the searched text: from, to; the part's title and address
_CUT = "…"


def laid_out(doc: Doc) -> tuple[str, list[Place]]:
    """The searched full text, and where in it each part lies.

    A part may repeat a stretch of what is there, as a section of the body and a line of a film do, or stand for itself.
    """
    text = cleaned(doc.body)
    places: list[Place] = []
    for part in doc.parts:
        own = cleaned(part.text)
        if not own:
            continue
        start = text.find(own)
        if start < 0:
            text = " ".join(piece for piece in (text, cleaned(part.title), own) if piece)
            start = len(text) - len(own)
        places.append((start, start + len(own), part.title, part.url or f"{doc.url}#{part.anchor}"))
    return text, places


def place_of(passage: str, text: str, places: Sequence[Any]) -> tuple[str, str]:
    """Title and address of the part that most of what is marked in `passage` stands in; blank where none holds any.

    Of parts within one another the smallest is named: the line of a film, not the lesson around it.
    """
    plain = passage.replace(START, "").replace(END, "")
    begins = text.find(plain.strip(_CUT))
    if begins < 0:
        return "", ""
    begins -= len(plain) - len(plain.lstrip(_CUT))
    held: Counter[int] = Counter()
    for at in _marked(passage):
        around = [number for number, place in enumerate(places) if place[0] <= begins + at < place[1]]
        if around:
            held[min(around, key=lambda number: places[number][1] - places[number][0])] += 1
    if not held:
        return "", ""
    _, _, title, url = places[held.most_common(1)[0][0]]
    return str(title), str(url)


def _marked(passage: str) -> Iterator[int]:
    """Where each mark begins, counted without the marks."""
    at = 0
    for letter in passage:
        if letter == START:
            yield at
        elif letter != END:
            at += 1
