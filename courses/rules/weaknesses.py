"""What is weak in a practice's proof, in plain words, so that its manager hears it before an inspector does. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ENOUGH = 80  # per cent of those who need a requirement; below it, it is said
LONG_OVERDUE = timedelta(days=30)


@dataclass(frozen=True)
class Standing:
    """A requirement as the pack shows it."""

    title: str
    covered: int
    needed: int
    overdue_since: tuple[date, ...]  # the days by which the overdue should have been done
    run_out: int  # of the overdue, those whose proof is older than the interval
    seen: int  # people who were seen to do it well


def weaknesses(standings: Iterable[Standing], *, own_checks: int, waiting: int, on: date) -> list[str]:
    """One sentence for each weakness, the requirements in their order; an empty list where there is none.

    Args:
        own_checks: certificates from elsewhere that whoever uploaded them has checked.
        waiting: certificates from elsewhere that nobody has looked at.
    """
    found: list[str] = []
    for one in standings:
        if not one.needed:
            continue
        if one.covered * 100 < ENOUGH * one.needed:
            found.append(f"{one.title}: {one.covered} of {one.needed} have proof that counts, under {ENOUGH} %.")
        late = sum(day < on - LONG_OVERDUE for day in one.overdue_since)
        if late:
            found.append(f"{one.title}: {late} overdue for more than 30 days.")
        if one.run_out:
            found.append(f"{one.title}: the proof of {one.run_out} is older than your own interval.")
        if not one.seen:
            found.append(f"{one.title}: nobody was seen to do it at work; certificates show exposure, not practice.")
    if own_checks:
        found.append(f"{own_checks} certificate{_s(own_checks)} from elsewhere checked by whoever uploaded it.")
    if waiting:
        found.append(f"{waiting} certificate{_s(waiting)} from elsewhere not looked at yet; not counted as proof.")
    return found


def _s(count: int) -> str:
    return "" if count == 1 else "s"
