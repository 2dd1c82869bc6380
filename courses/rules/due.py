"""Until when something is asked of somebody, and how it stands. Pure: dates in, dates and words out.

The society's own rules; no regulator sets them:
  - a fixed day holds for everybody whom it reaches on the day that it is set; whoever is reached later (a joiner, or
    somebody back from leave) has at least NEWCOMER_DAYS,
  - days after it reaches somebody are counted from the day after,
  - a recurring one falls due when the last completion runs out, and opens `due_days` before that.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from courses.rules import validity

NEWCOMER_DAYS = 14  # time for whoever comes in late, however near the fixed day is
FIXED, RELATIVE, RECURRING = "fixed", "relative", "recurring"


@dataclass(frozen=True)
class DueRule:
    """The due rule of an assignment; which fields count, `kind` says. `set_on` is the day that the rule is from."""

    kind: str
    set_on: date
    due_on: date | None = None
    due_days: int | None = None
    due_months: int | None = None


class Standing(StrEnum):
    """How something that was asked stands on a day."""

    DONE = "done"
    RELEASED = "released"
    OPEN = "open"
    LATE = "late"  # past its day, within grace
    OVERDUE = "overdue"


def runs_out_on(rule: DueRule, completed_on: date, valid_until: date | None) -> date | None:
    """The last day on which a completion counts for a rule; None for ever.

    The course's own validity and a recurring rule's interval: the earlier of the two counts.
    """
    interval = validity.last_day(completed_on, rule.due_months) if rule.kind == RECURRING else None
    ends = [day for day in (valid_until, interval) if day is not None]
    return min(ends) if ends else None


def opens_on(rule: DueRule, runs_out: date | None) -> date | None:
    """The day from which it is asked again of somebody whose completion counts until `runs_out`; None for never."""
    if runs_out is None:
        return None
    return runs_out - timedelta(days=rule.due_days or 0) if rule.kind == RECURRING else runs_out + timedelta(days=1)


def due_day(rule: DueRule, *, reached_on: date, runs_out: date | None = None) -> date:
    """Until when it is asked of somebody whom it reaches on that day; `runs_out` is their last completion's end."""
    if rule.kind == FIXED and rule.due_on is not None:
        if reached_on <= rule.set_on:
            return rule.due_on
        return max(rule.due_on, reached_on + timedelta(days=NEWCOMER_DAYS))
    after = reached_on + timedelta(days=rule.due_days or 0)
    if rule.kind == RECURRING and runs_out is not None and runs_out > reached_on:
        return runs_out
    return after


def after_leave(due_on: date, *, back_on: date | None) -> date:
    """The due day of somebody who was away while it ran: at least NEWCOMER_DAYS from the day they are back."""
    return due_on if back_on is None else max(due_on, back_on + timedelta(days=NEWCOMER_DAYS))


def standing(*, due_on: date, grace_days: int, done: bool, released: bool, today: date) -> Standing:
    """How a row stands. A day counts to its end: due on Friday is late on Saturday, and overdue after the grace."""
    if done:
        return Standing.DONE
    if released:
        return Standing.RELEASED
    if today <= due_on:
        return Standing.OPEN
    return Standing.LATE if today <= due_on + timedelta(days=grace_days) else Standing.OVERDUE
