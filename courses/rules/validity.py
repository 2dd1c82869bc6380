"""How long a completion counts, and from when on it can be renewed. Pure: days in, days out.

A period of n months begins with the day of the completion itself (foundation/clocks, the cautious reading): completed
on 4 March 2027 and valid for twelve months, it counts up to and including 3 March 2028.
"""

from datetime import date, timedelta

from foundation.clocks import api as clocks

RENEW_WITHIN = 60  # days before the last day from which a course asks to be renewed


def last_day(completed_on: date, months: int | None) -> date | None:
    """The last day on which a completion counts; None for ever. The end of a short month stands for a day it lacks."""
    return None if not months else clocks.months_beginning_with(completed_on, months).day


def counts(valid_until: date | None, *, on: date) -> bool:
    """Whether a completion counts on that day, its last day included."""
    return valid_until is None or on <= valid_until


def renewable_from(completed_on: date, valid_until: date | None) -> date | None:
    """The first day on which a renewal is offered; None where there is nothing to renew.

    60 days before the last day; for a short life not before its middle, so that nobody renews what they have just done.
    """
    if valid_until is None:
        return None
    middle = completed_on + (valid_until - completed_on) / 2
    return max(valid_until - timedelta(days=RENEW_WITHIN), middle, completed_on + timedelta(days=1))


def is_renewable(completed_on: date, valid_until: date | None, *, on: date) -> bool:
    """Whether a renewal is offered on that day: shortly before the last day, and ever after it."""
    opens = renewable_from(completed_on, valid_until)
    return opens is not None and on >= opens
