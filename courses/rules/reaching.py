"""Whether an assignment reaches somebody today, and until when it asks. Pure: facts in, one decision out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from courses.rules.due import FIXED, RELATIVE, DueRule, due_day, opens_on, runs_out_on
from courses.rules.moments import day_in_words


class Outcome(StrEnum):
    """What an assignment does with somebody today."""

    REACH = "reach"  # asked of them from today on
    ALREADY = "already"  # asked of them since earlier
    AWAY = "away"  # on leave: reached when they are back
    DONE = "done"  # nothing to ask: a completion counts


@dataclass(frozen=True)
class Facts:
    """What the decision stands on. `periods` counts the earlier rounds; `open` and `once` are about them."""

    away: bool = False
    away_until: date | None = None
    completed_on: date | None = None
    valid_until: date | None = None
    periods: int = 0
    open: bool = False  # one of them is still asked
    once: bool = False  # one of them was done


@dataclass(frozen=True)
class Decision:
    """What happens, with the reason in words for the manager where somebody is left out."""

    outcome: Outcome
    why: str = ""
    due_on: date | None = None
    period: int = 0


def decide(rule: DueRule, facts: Facts, *, today: date) -> Decision:
    """Whether it reaches somebody today. First match counts: asked already, away, done, else reached."""
    if facts.open:
        return Decision(Outcome.ALREADY, "is asked already")
    if facts.away:
        until = f"until {day_in_words(facts.away_until)}" if facts.away_until else "with no last day yet"
        return Decision(Outcome.AWAY, f"on leave {until}; it reaches them when they are back")
    runs_out = None
    if facts.completed_on is not None:
        runs_out = runs_out_on(rule, facts.completed_on, facts.valid_until)
        opens = opens_on(rule, runs_out)
        done = f"completed it on {day_in_words(facts.completed_on)}"
        if opens is None or runs_out is None:
            return Decision(Outcome.DONE, done)
        if today < opens:
            return Decision(Outcome.DONE, f"{done}, which counts until {day_in_words(runs_out)}")
    if facts.once and rule.kind in {FIXED, RELATIVE}:
        return Decision(Outcome.DONE, "completed it when it was asked, and it is asked once")
    due_on = due_day(rule, reached_on=today, runs_out=runs_out)
    return Decision(Outcome.REACH, due_on=due_on, period=facts.periods + 1)
