"""What must be true of questions, and of what a quiz draws, before a course may be published, in sentences."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .rules import marking

Fault = tuple[str, str]  # the id of the block to mend, and a sentence; blank for the whole

_TWO = 2  # a choice, a match and a group are of two at least
_THREE = 3  # an order of two is a coin, and so is a list of two options
_SHOWN = 60


def about_questions(where: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the questions of a quiz, and with what it draws."""
    titles = {draw["pool"]: draw["title"] for draw in content.get("draws", ())}
    if not content.get("questions") and not titles:
        yield "", f"{where}: the quiz has no questions yet."
    for question in content.get("questions", ()):
        bank = titles.get(question.get("pool", ""))
        if bank is None:
            yield from about_question(where, "question", question)
        else:  # its blocks stand on another page
            found = about_question(f"{where}, bank “{bank}”", "question", question)
            yield from (("", sentence) for _, sentence in found)
    for draw in content.get("draws", ()):
        yield from (("", sentence) for sentence in _about_draw(where, draw, content))


def about_question(where: str, word: str, question: marking.Question) -> Iterator[Fault]:
    """What is wrong with one question; `word` says what it is called there: question or check."""
    key, stem = question["key"], question["stem"].strip()
    before = f"{where}, " if where else ""
    if not stem:
        yield key, f"{where}: a {word} has no text." if where else f"A {word} has no text."
    named = f"{before}{word} “{stem[:70]}”" if stem else f"{before}{word} without text"
    for sentence in _ABOUT.get(question["kind"], _choices)(question):
        yield key, f"{named[0].upper()}{named[1:]}: {sentence}"


def _about_draw(where: str, draw: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[str]:
    held = sum(1 for question in content["questions"] if question.get("pool") == draw["pool"])
    if not draw["title"]:
        yield f"{where}: choose the bank to draw from, or take “From a bank” out."
    elif draw["count"] < 1:
        yield f"{where}: say how many questions to draw from the bank “{draw['title']}”."
    elif held < draw["count"]:
        has = f"holds {held} published question{'' if held == 1 else 's'}"
        yield (
            f"{where}: the bank “{draw['title']}” {has}, and {draw['count']} are to be drawn. "
            "Write and publish more of them there, or draw fewer."
        )


def _choices(question: marking.Question) -> Iterator[str]:
    choices = question["choices"]
    right = [choice for choice in choices if choice["right"]]
    if len(choices) < _TWO or any(not choice["text"].strip() for choice in choices):
        yield "give at least two answers, each with a text."
    if question["kind"] == marking.TRUE_FALSE and len(choices) != _TWO:
        yield "true or false has exactly two answers."
    if question["kind"] == marking.MULTIPLE and not right:
        yield "mark at least one answer as right."
    if question["kind"] != marking.MULTIPLE and len(right) != 1:
        yield f"mark exactly one answer as right; {len(right)} are marked."
    missing = [choice["text"] for choice in choices if not choice["rationale"].strip()]
    if missing:
        yield f"the answer “{missing[0][:_SHOWN]}” has no rationale. Every answer needs one."


def _numeric(question: marking.Question) -> Iterator[str]:
    if not question["answer"]:
        yield "give the right number."
    yield from _explained(question)


def _ordering(question: marking.Question) -> Iterator[str]:
    texts = [step["text"].strip().casefold() for step in question["steps"]]
    if len(texts) < _THREE or not all(texts):
        yield "give at least three steps, each with a text."
    if len(texts) != len(set(texts)):
        yield "two steps are the same, so their order cannot be told. Word them apart."
    yield from _explained(question)


def _matching(question: marking.Question) -> Iterator[str]:
    if any(not line["text"].strip() for line in question["lines"]) or any(
        not one["text"] for one in question["groups"]
    ):
        yield "every line needs a text and what it belongs to."
    if not question["lines"]:
        yield "write the lines to match."
    elif len(question["groups"]) < _TWO:
        yield "all lines belong to the same; give at least two to choose from."
    yield from _explained(question)


def _extended(question: marking.Question) -> Iterator[str]:
    if len(question["options"]) < _THREE:
        yield "give at least three options, each with words of its own."
    if not question["lines"]:
        yield "write at least one vignette."
    for line in question["lines"]:
        shown = line["text"][:_SHOWN]
        if not line["text"].strip():
            yield "a vignette has no text."
        elif not line["answer"]:
            yield f"the answer of the vignette “{shown}” is none of the options. Write one of them, word for word."
        if line["text"].strip() and not line["rationale"].strip():
            yield f"the vignette “{shown}” has no rationale. Every answer needs one."


def _free_text(question: marking.Question) -> Iterator[str]:
    if not question["look_for"].strip():
        yield "tell the marker what a good answer says."
    if not question["model_answer"].strip():
        yield "give the answer that learners see once theirs is marked."


def _explained(question: marking.Question) -> Iterator[str]:
    if not question["rationale"].strip():
        yield "it has no rationale. Say why this is the answer."


_ABOUT: dict[str, Callable[[marking.Question], Iterator[str]]] = {
    marking.NUMERIC: _numeric,
    marking.ORDERING: _ordering,
    marking.MATCHING: _matching,
    marking.EXTENDED: _extended,
    marking.FREE_TEXT: _free_text,
}
