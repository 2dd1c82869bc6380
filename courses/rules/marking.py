"""Marking: what an answer is, whether it is right, and what a quiz comes to. Pure functions.

A question is the mapping that freezing stored (courses/question_outlines.py): key, kind, stem and, by its kind,
choices, answer, steps, lines with groups or options, or what a marker looks for. Keys tell nothing of what is right.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .numbers import NotANumber, number_in

Question = Mapping[str, Any]
Sent = Mapping[str, Sequence[str]]
SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true-false"
NUMERIC, ORDERING, MATCHING, EXTENDED, FREE_TEXT = "numeric", "ordering", "matching", "extended", "free-text"
CHOICES = (SINGLE, MULTIPLE, TRUE_FALSE)
PER_CENT = 100


class NotAnAnswer(ValueError):
    """What was sent does not answer the question; `sentence` says to the learner what is wanted."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


# --- What was sent ----------------------------------------------------------------------------------------------------


def read_answer(question: Question, sent: Sent) -> Any:
    """The answer in what a form sent.

    Fields: choice=<key>, several times; value=; place.<step>=1..n; match.<line>=<group or option>; text=.

    Returns:
        Choices: the keys chosen. Number: it, as a decimal's text. Order: the steps' keys in the learner's order. Match:
        the group or option of each line, by the line's key. Free text: the text.

    Raises:
        NotAnAnswer: nothing, too little, too much, or what does not belong to this question.
    """
    return _READ[question["kind"]](question, sent)


def takes_several(question: Question) -> bool:
    """Whether more than one answer may be ticked."""
    return bool(question["kind"] == MULTIPLE)


def chosen_of(question: Question, sent: Iterable[str]) -> list[str]:
    """The choices that were sent, in the question's own order.

    Raises:
        NotAnAnswer: nothing was chosen, too much was, or something that is not one of the choices.
    """
    wanted = set(sent)
    chosen = [choice["key"] for choice in question["choices"] if choice["key"] in wanted]
    if not chosen:
        several = takes_several(question)
        raise NotAnAnswer(
            "Choose every answer that fits, then check." if several else "Choose one of the answers first, then check."
        )
    if len(chosen) != len(wanted):
        raise NotAnAnswer("That answer does not belong to this question. Choose one of those shown.")
    if len(chosen) > 1 and not takes_several(question):
        raise NotAnAnswer("Choose one answer only.")
    return chosen


def targets_of(question: Question) -> Sequence[Mapping[str, str]]:
    """What the lines of a question are matched with: its groups, or its options."""
    return list(question["options"] if question["kind"] == EXTENDED else question["groups"])


def _read_choices(question: Question, sent: Sent) -> list[str]:
    return chosen_of(question, sent.get("choice", ()))


def _read_number(question: Question, sent: Sent) -> str:
    try:
        return format(number_in(_only(sent, "value"), unit=question.get("unit", "")).normalize(), "f")
    except NotANumber as error:
        raise NotAnAnswer(error.sentence) from None


def _read_order(question: Question, sent: Sent) -> list[str]:
    keys = [step["key"] for step in question["steps"]]
    places = {key: _only(sent, f"place.{key}") for key in keys}
    if missing := sum(1 for place in places.values() if not place):
        raise NotAnAnswer(f"Give every step its place; {_left(missing)}.")
    if any(place not in {str(number) for number in range(1, len(keys) + 1)} for place in places.values()):
        raise NotAnAnswer(f"The places go from 1 to {len(keys)}. Choose one of them for each step.")
    twice = sorted({place for place in places.values() if list(places.values()).count(place) > 1}, key=int)
    if twice:
        raise NotAnAnswer(f"Place {twice[0]} is given twice. Give each step a place of its own.")
    return sorted(keys, key=lambda key: int(places[key]))


def _read_matches(question: Question, sent: Sent) -> dict[str, str]:
    known = {target["key"] for target in targets_of(question)}
    found = {line["key"]: _only(sent, f"match.{line['key']}") for line in question["lines"]}
    if missing := sum(1 for target in found.values() if not target):
        raise NotAnAnswer(f"Choose an answer for every line; {_left(missing)}.")
    if not set(found.values()) <= known:
        raise NotAnAnswer("That answer does not belong to this question. Choose one of those listed.")
    return found


def _read_text(question: Question, sent: Sent) -> str:
    text = _only(sent, "text").replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise NotAnAnswer("Write your answer first, then hand it in.")
    longest = int(question.get("longest") or 0)
    if longest and len(text) > longest:
        raise NotAnAnswer(
            f"Shorten it to {longest:,} characters; it has {len(text):,}. Nothing of it has been lost here."
        )
    return text


def _only(sent: Sent, name: str) -> str:
    values = sent.get(name) or ("",)
    return values[-1].strip()


def _left(count: int) -> str:
    return "one is still open" if count == 1 else f"{count} are still open"


_READ: dict[str, Callable[[Question, Sent], Any]] = {
    **dict.fromkeys(CHOICES, _read_choices),
    NUMERIC: _read_number,
    ORDERING: _read_order,
    MATCHING: _read_matches,
    EXTENDED: _read_matches,
    FREE_TEXT: _read_text,
}


# --- What is right ----------------------------------------------------------------------------------------------------


def mark(question: Question, answer: Any) -> Decimal | None:
    """What an answer is worth, from 0 to 1; None where a person has to say.

    Lines that are matched earn their share each. Everything else is right or wrong: half an order is no order, and
    several right choices earn no part marks.
    """
    kind = question["kind"]
    if kind == FREE_TEXT:
        return None
    if kind == NUMERIC:
        off = abs(Decimal(answer) - Decimal(question["answer"]))
        return Decimal(off <= Decimal(question.get("tolerance") or 0))
    if kind == ORDERING:
        return Decimal(list(answer) == [step["key"] for step in question["steps"]])
    if kind in (MATCHING, EXTENDED):
        right = sum(1 for line in question["lines"] if answer.get(line["key"]) == target_of(question, line))
        return Decimal(right) / len(question["lines"])
    return Decimal(set(answer) == {choice["key"] for choice in question["choices"] if choice["right"]})


def is_right(question: Question, answer: Any) -> bool:
    """Whether the answer is right in every part. An answer that waits for a person is not, yet."""
    return mark(question, answer) == 1


def target_of(question: Question, line: Mapping[str, str]) -> str:
    """The key of what a line belongs to."""
    return line["answer"] if question["kind"] == EXTENDED else line["group"]


def stored(question: Question, answer: Any) -> dict[str, Any]:
    """An answer as the state of an attempt keeps it: what was given, and whether it is right (None: not marked yet)."""
    name = "chosen" if question["kind"] in CHOICES else "given"
    waits = question["kind"] == FREE_TEXT
    return {name: answer, "right": None if waits else is_right(question, answer)}


def given(kept: Mapping[str, Any]) -> Any:
    """What was given, from an answer as it is kept."""
    return kept["chosen"] if "chosen" in kept else kept.get("given")


# --- What a quiz comes to ---------------------------------------------------------------------------------------------


def earned(
    question: Question, kept: Mapping[str, Any] | None, decided: Mapping[str, bool], *, negative: int
) -> Decimal:
    """Marks for one question, from -1 to 1.

    Args:
        kept: the answer as it is kept; None where there is none, which costs nothing.
        decided: what a person decided about answers in free text, by question.
        negative: per cent of a mark that a wrong answer costs. Free text is never below 0: a person judged it.
    """
    if not kept:
        return Decimal(0)
    if question["kind"] == FREE_TEXT:
        return Decimal(decided.get(question["key"], False))
    worth = mark(question, given(kept)) if given(kept) is not None else Decimal(bool(kept.get("right")))
    return worth or -Decimal(negative) / PER_CENT


def score(
    questions: Sequence[Question],
    answers: Mapping[str, Mapping[str, Any]],
    decided: Mapping[str, bool] | None = None,
    *,
    negative: int = 0,
) -> Decimal:
    """Per cent of the marks, with three decimals; never below 0, and 0 for no question."""
    if not questions:
        return Decimal(0)
    marks = sum(
        (earned(one, answers.get(one["key"]), decided or {}, negative=negative) for one in questions), Decimal(0)
    )
    # Thirds of a mark are not exact: rounded before they are shared out, so that full marks are full.
    share = PER_CENT * round(max(marks, Decimal(0)), 9) / len(questions)
    return share.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def needed(total: int, pass_mark: int) -> int:
    """How many right answers of `total` reach the pass mark."""
    return -(-total * pass_mark // PER_CENT)
