"""Item statistics: how hard a question is, whether it tells the able from the others, and which wrong answer is chosen.

Classical test theory: facility is the mean share of marks; discrimination the correlation of a question's mark with the
rest of the same attempt (the corrected point-biserial), so that a question does not agree with itself. Pure.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import marking

FEWEST = 10  # attempts; fewer say more about the people than about the question
_EASY, _HARD, _WEAK = 0.95, 0.30, 0.10
_RARE = 0.02


@dataclass(frozen=True)
class Seen:
    """One answer to a question: its worth from 0 to 1, the mean of the attempt's other questions, what was chosen."""

    worth: float
    rest: float | None
    chosen: Sequence[str] = ()


@dataclass(frozen=True)
class Figures:
    """What the answers to one wording of a question say. Shares are 0 to 1; None where too few answered."""

    n: int
    facility: float | None = None
    discrimination: float | None = None
    chosen: Mapping[str, int] | None = None
    hints: Sequence[str] = ()


def figures(question: marking.Question, seen: Sequence[Seen]) -> Figures:
    """The figures of a question from all its answers; only their number below FEWEST."""
    if len(seen) < FEWEST:
        return Figures(len(seen))
    facility = sum(one.worth for one in seen) / len(seen)
    pairs = [(one.worth, one.rest) for one in seen if one.rest is not None]
    discrimination = correlation(pairs) if len(pairs) >= FEWEST else None
    chosen = Counter(key for one in seen for key in one.chosen)
    hints = [*_about_figures(facility, discrimination), *_about_choices(question, chosen, len(seen))]
    return Figures(len(seen), facility, discrimination, chosen, hints)


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's coefficient; None where one side never varies."""
    n = len(pairs)
    left, right = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    both = sum((a - left) * (b - right) for a, b in pairs)
    spread = sum((a - left) ** 2 for a, _ in pairs) * sum((b - right) ** 2 for _, b in pairs)
    return both / spread**0.5 if spread > 0 else None


def worth_of(question: marking.Question, kept: Mapping[str, Any]) -> float | None:
    """What a kept answer was worth; None where a person marks it."""
    mark = marking.mark(question, marking.given(kept))
    return None if mark is None else float(mark)


def _about_figures(facility: float, discrimination: float | None) -> list[str]:
    found = []
    if facility >= _EASY:
        found.append("Nearly everybody is right: it may be too easy to tell anything.")
    if facility <= _HARD:
        found.append("Few are right: look at the wording, the key, and whether a lesson covers it.")
    if discrimination is not None and discrimination < 0:
        found.append("Those who do well elsewhere are wrong here: the key may be wrong, or the wording may mislead.")
    elif discrimination is not None and discrimination < _WEAK and _HARD < facility < _EASY:
        found.append("It hardly tells those who do well from the others.")
    return found


def _about_choices(question: marking.Question, chosen: Mapping[str, int], n: int) -> list[str]:
    if question["kind"] not in (marking.SINGLE, marking.TRUE_FALSE):
        return []
    right = max((chosen.get(one["key"], 0) for one in question["choices"] if one["right"]), default=0)
    found = []
    for one in question["choices"]:
        count = chosen.get(one["key"], 0)
        if not one["right"] and count > right:
            found.append(
                f"“{one['text']}” is chosen more often than the right answer: it misleads, or the key is wrong."
            )
        elif not one["right"] and count < _RARE * n and question["kind"] == marking.SINGLE:
            found.append(f"Nobody, or nearly nobody, chooses “{one['text']}”: it does no work.")
    return found
