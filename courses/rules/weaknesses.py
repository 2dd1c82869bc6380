"""What is weak in a practice's proof, in plain words, so that its manager hears it before an inspector does. Pure.

Grouped by kind, the most serious kind first; in a kind by key question; in a question the worst requirement first, and
only the first few by name.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ENOUGH = 80  # per cent of those who need a requirement; below it, it is said
LONG_OVERDUE = timedelta(days=30)
FEW = 3  # requirements of a question that are named; the others are counted
ELSEWHERE = "No key question"


@dataclass(frozen=True)
class Standing:
    """A requirement as the pack shows it."""

    title: str
    covered: int
    needed: int
    overdue_since: tuple[date, ...]  # the days by which the overdue should have been done
    run_out: int  # of the overdue, those whose proof is older than the interval
    seen: int  # people who were seen to do it well
    question: str = ""  # the key question that it bears on first; empty where it bears on none
    has_course: bool = True


@dataclass(frozen=True)
class _Kind:
    code: str
    title: str
    advice: str
    # How many are weak in that way, and the words; 0 where none is.
    of: Callable[[Standing, date], tuple[int, str]]


def _late(one: Standing, on: date) -> tuple[int, str]:
    late = sum(day < on - LONG_OVERDUE for day in one.overdue_since)
    return late, f"{late} of {one.needed}"


def _thin(one: Standing, _on: date) -> tuple[int, str]:
    is_thin = one.covered * 100 < ENOUGH * one.needed
    return (one.needed - one.covered if is_thin else 0), f"{one.covered} of {one.needed} have it"


def _old(one: Standing, _on: date) -> tuple[int, str]:
    return one.run_out, f"{one.run_out} of {one.needed}"


def _unseen(one: Standing, _on: date) -> tuple[int, str]:
    return (one.needed if not one.seen else 0), f"needed by {one.needed}"


def _without_course(one: Standing, _on: date) -> tuple[int, str]:
    return (0 if one.has_course else one.needed), f"needed by {one.needed}"


_KINDS = (
    _Kind(
        "overdue",
        "Overdue for more than 30 days",
        "Assign it with a day, or excuse whoever cannot do it now and say why.",
        _late,
    ),
    _Kind(
        "thin",
        f"Fewer than {ENOUGH} % have proof that counts",
        "Assign it to whoever has none, or keep the certificates that they hold from elsewhere.",
        _thin,
    ),
    _Kind(
        "old",
        "Proof older than the practice's own interval",
        "Renew it, or set the interval that you mean: it is your own decision.",
        _old,
    ),
    _Kind(
        "unseen",
        "Nobody was seen to do it at work",
        "Watch it at a drill or in an audit and note who did it well: a certificate shows exposure, not practice.",
        _unseen,
    ),
    _Kind(
        "no-course",
        "No course here fulfils it",
        "Choose one in the requirement, or rely on certificates from elsewhere and check those.",
        _without_course,
    ),
)
_ORDER = ("overdue", "thin", "old", "waiting", "own-check", "unseen", "no-course")


def weaknesses(
    standings: Sequence[Standing], *, own_checks: int, waiting: int, questions: Sequence[str] = (), on: date
) -> list[dict[str, Any]]:
    """The kinds of weakness that there are, the most serious first; an empty list where there is none.

    Each is {code, title, count, advice, questions: [{title, count, lines: [{title, says}], more}]}. `count` is of
    requirements, or of certificates for the kinds without questions.

    Args:
        own_checks: certificates from elsewhere that were checked by whoever brought them or whom they are about.
        waiting: certificates from elsewhere that nobody has looked at.
        questions: titles of the key questions in their order; what bears on none comes last.
    """
    found = []
    for kind in _KINDS:
        weak = [(one, *kind.of(one, on)) for one in standings if one.needed]
        rows = [(one, count, says) for one, count, says in weak if count]
        if rows:
            found.append(_group(kind, rows, questions))
    flat = [
        _flat(
            "waiting",
            waiting,
            "from elsewhere not looked at yet",
            "Look at them; until then they are not counted as proof.",
        ),
        _flat(
            "own-check",
            own_checks,
            "from elsewhere checked by whoever brought it or whom it is about",
            "Make a second colleague a manager here, and let them look.",
        ),
    ]
    return sorted([*found, *(one for one in flat if one)], key=lambda one: _ORDER.index(one["code"]))


def _group(kind: _Kind, rows: Iterable[tuple[Standing, int, str]], questions: Sequence[str]) -> dict[str, Any]:
    by_question: dict[str, list[tuple[Standing, int, str]]] = {}
    for row in sorted(rows, key=lambda one: -one[1]):
        by_question.setdefault(row[0].question or ELSEWHERE, []).append(row)
    order = [*questions, *(one for one in by_question if one not in questions)]
    shown = [
        {
            "title": title,
            "count": len(by_question[title]),
            "lines": [{"title": one.title, "says": says} for one, _, says in by_question[title][:FEW]],
            "more": max(len(by_question[title]) - FEW, 0),
        }
        for title in order
        if title in by_question
    ]
    count = sum(len(some) for some in by_question.values())
    return {
        "code": kind.code,
        "title": kind.title,
        "count": f"{count} requirement{_s(count)}",
        "advice": kind.advice,
        "questions": shown,
    }


def _flat(code: str, count: int, title: str, advice: str) -> dict[str, Any] | None:
    if not count:
        return None
    return {
        "code": code,
        "title": f"Certificate{_s(count)} {title}",
        "count": f"{count} certificate{_s(count)}",
        "advice": advice,
        "questions": [],
    }


def _s(count: int) -> str:
    return "" if count == 1 else "s"
