"""Which questions an attempt has, and in which order. Pure: a seed decides, the same on every machine and for ever.

The seed is the attempt's uuid. It is random and never chosen by anybody, so nobody can wait for an easy draw, and what
was asked can be worked out again years later without having been stored.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from .marking import CHOICES, EXTENDED, MATCHING, ORDERING, TRUE_FALSE, Question


def total(content: Mapping[str, Any]) -> int:
    """How many questions an attempt at this quiz has."""
    own = sum(1 for question in content.get("questions", ()) if not question.get("pool"))
    return own + sum(draw["count"] for draw in content.get("draws", ()))


def drawn(content: Mapping[str, Any], seed: str) -> list[dict[str, Any]]:
    """The questions of the attempt with this seed, in its order, each with its choices in its order."""
    questions: Sequence[Question] = content.get("questions", ())
    taken = [question for question in questions if not question.get("pool")]
    for draw in content.get("draws", ()):
        pool = [question for question in questions if question.get("pool") == draw["pool"]]
        taken += sorted(pool, key=lambda one: _rank(seed, "draw", one["key"]))[: draw["count"]]
    return shuffled(taken, seed)


def shuffled(questions: Sequence[Question], seed: str) -> list[dict[str, Any]]:
    """Questions and their choices in the order of one attempt.

    True and false keep their places, and the options of extended matching stay sorted: people look for them there.
    """
    ordered = sorted(questions, key=lambda question: _rank(seed, question["key"]))
    return [mixed(question, seed) for question in ordered]


def mixed(question: Question, seed: str) -> dict[str, Any]:
    """One question with what can be mixed in it mixed. What is right is another order, and is not touched."""
    mixed_question = dict(question)
    kind, key = question["kind"], question["key"]

    def by_rank(parts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        return sorted(parts, key=lambda part: _rank(seed, key, part["key"]))

    if kind in CHOICES and kind != TRUE_FALSE:
        mixed_question["choices"] = by_rank(question["choices"])
    elif kind == ORDERING:
        # The right order stays in `steps`; what is shown must not be it by chance.
        shown = by_rank(question["steps"])
        shown = shown[1:] + shown[:1] if shown == list(question["steps"]) else shown
        mixed_question |= {"shown": shown, "mixed": True}
    elif kind == MATCHING:
        lines, groups = by_rank(question["lines"]), by_rank(question["groups"])
        mixed_question |= {"lines": lines, "groups": groups, "mixed": True}
    elif kind == EXTENDED:
        mixed_question["lines"] = by_rank(question["lines"])
    return mixed_question


def _rank(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
