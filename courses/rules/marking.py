"""Marking: which answers are right, in which order they are shown, and what a quiz comes to. Pure functions.

A question is the mapping that freezing stored: key, kind, stem, points_to, choices; a choice has key, text, right and
rationale. Choices are named by keys that say nothing about which is right.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Question = Mapping[str, Any]
SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true-false"


class NotAnAnswer(ValueError):
    """What was sent does not answer the question; `sentence` says to the learner what is wanted."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def shuffled(questions: Sequence[Question], seed: str) -> list[dict[str, Any]]:
    """Questions and their choices in the order of one attempt: always the same for a seed, on every machine.

    True and false keep their places; people look for them there.
    """
    ordered = sorted(questions, key=lambda question: _rank(seed, question["key"]))
    return [
        dict(question)
        | {
            "choices": list(question["choices"])
            if question["kind"] == TRUE_FALSE
            else sorted(question["choices"], key=lambda choice: _rank(seed, question["key"], choice["key"]))
        }
        for question in ordered
    ]


def takes_several(question: Question) -> bool:
    """Whether more than one answer may be ticked."""
    return question["kind"] == MULTIPLE


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


def is_right(question: Question, chosen: Iterable[str]) -> bool:
    """Whether exactly the right choices were made; several right answers earn no part marks."""
    return set(chosen) == {choice["key"] for choice in question["choices"] if choice["right"]}


def score(questions: Sequence[Question], answers: Mapping[str, Mapping[str, Any]]) -> Decimal:
    """Per cent of the questions answered right, with three decimals; 0 for no question."""
    if not questions:
        return Decimal(0)
    right = sum(1 for question in questions if answers.get(question["key"], {}).get("right"))
    return (Decimal(100) * right / len(questions)).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def needed(questions: Sequence[Question], pass_mark: int) -> int:
    """How many right answers reach the pass mark."""
    return -(-len(questions) * pass_mark // 100)


def _rank(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
