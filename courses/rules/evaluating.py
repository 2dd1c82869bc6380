"""The evaluation of a course: its statements, what a mark means, and what many forms come to. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STATEMENTS: dict[str, str] = {
    "worth": "It was worth my time.",
    "level": "It was at the right level for my work.",
    "clear": "It was clear and easy to follow.",
    "true": "Its cases were true to what I meet.",
    "change": "I will do something differently because of it.",
}
MARKS: dict[int, str] = {1: "Not at all", 2: "Hardly", 3: "Partly", 4: "Mostly", 5: "Fully"}
FEWEST = 5  # forms below which nothing is shown: with fewer, a form could be guessed to be somebody's


class NotMarked(Exception):
    """Statements without a mark; `missing` has their names, in the order of the form."""

    code = "evaluation-incomplete"

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__("Choose one answer for each statement.")


@dataclass(frozen=True)
class Tally:
    """What the forms say of one statement: how many chose each mark, and the mean of the marks."""

    statement: str
    counts: tuple[tuple[str, int], ...]
    mean: float


def read(sent: Mapping[str, str]) -> dict[str, int]:
    """The marks of a form. Raises NotMarked where a statement has none, or one that is not offered."""
    found = {name: sent.get(name, "") for name in STATEMENTS}
    missing = tuple(name for name, mark in found.items() if mark not in {str(number) for number in MARKS})
    if missing:
        raise NotMarked(missing)
    return {name: int(mark) for name, mark in found.items()}


def tallies(forms: Iterable[Mapping[str, int]]) -> list[Tally]:
    """Each statement's tally over many forms; empty where there are fewer than FEWEST."""
    given = list(forms)
    if len(given) < FEWEST:
        return []
    found = []
    for name, statement in STATEMENTS.items():
        marks = [form[name] for form in given if name in form]
        counts = tuple((word, marks.count(number)) for number, word in MARKS.items())
        found.append(Tally(statement, counts, sum(marks) / len(marks) if marks else 0.0))
    return found
