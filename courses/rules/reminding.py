"""When somebody is reminded of what is asked of them. Pure: days in, a step of the ladder or none out.

A ladder is days before (positive) and after (negative) the due day. What falls on a weekend or a bank holiday waits for
the next working day; a step that a later one has overtaken is left out; each is taken once. What reached somebody since
the last mail is told at the first occasion, whatever the ladder says, because nobody should find it by chance.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from foundation.clocks import api as clocks

WIDEST_STEP = 60  # days
MOST_STEPS = 6


def working_day(day: date, *, nation: str) -> date:
    """The day itself, or the next working day there; where no calendar reaches, only weekends are known."""
    try:
        return clocks.calendar_for(nation).next_working_day(day)
    except clocks.ClockError:
        return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)  # noqa: PLR2004 - Saturday is 5


def step_today(due_on: date, ladder: Sequence[int], taken: Iterable[int], *, today: date, nation: str) -> int | None:
    """The step to take today, or None. The caller leaves out what is done, released, or of somebody on leave.

    Args:
        due_on: the due day.
        ladder: days before (positive) and after (negative) it.
        taken: the steps that were taken.
        today: the day; on what is no working day nothing is sent.
        nation: whose bank holidays count, as foundation/clocks names it.
    """
    if working_day(today, nation=nation) != today:
        return None
    before = list(taken)
    left = (due_on - today).days
    if not before:
        return left
    passed = [
        step
        for step in ladder
        if step < min(before) and working_day(due_on - timedelta(days=step), nation=nation) <= today
    ]
    return min(passed) if passed else None


def complaint_about(ladder: Sequence[int]) -> str:
    """What is wrong with a ladder, for the person who wrote it; blank where nothing is."""
    if len(ladder) > MOST_STEPS:
        return f"At most {MOST_STEPS} reminders. People stop reading more."
    if any(not -WIDEST_STEP <= step <= WIDEST_STEP for step in ladder):
        return f"A reminder lies within {WIDEST_STEP} days of the due day."
    if len(set(ladder)) != len(ladder):
        return "The same day stands there twice."
    return ""
