"""How long a desk card waits after wrong PINs. Pure; the numbers stand here and in docs/managers.md.

A PIN has a million forms. Five guesses a day, which is what the longest wait leaves somebody with a found card, are at
most one chance in five hundred over a year, and a manager sees the lock on the first day.
"""

from datetime import timedelta

FAILURES = 5  # wrong PINs before each wait
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=24)
_DOUBLINGS = 7  # 15 minutes become 32 hours, which is past the longest


def wait_after(failures: int) -> timedelta | None:
    """How long the card waits after so many wrong PINs since the last right one; None while more may be tried.

    15 minutes after five, and twice as long after each five more: 30 minutes, an hour, up to a day.
    """
    waits, rest = divmod(failures, FAILURES)
    if rest or not waits:
        return None
    return min(FIRST_WAIT * 2 ** min(waits - 1, _DOUBLINGS), LONGEST_WAIT)
