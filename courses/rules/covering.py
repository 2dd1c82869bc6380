"""How a person stands with a requirement of their practice's training matrix (domain.md 5.10).

Pure: days in, a state out. Where the practice asks for an interval and a certificate has its own last day, the sooner
one counts: what has run out by either is no proof to an inspector.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from . import validity

FIRST_DAYS = 90  # to do for the first time what nobody has set a day for
HAT = "hat:"  # before the code of a duty in whom a requirement is for


class State(StrEnum):
    """The states of a cell. "Competence seen" is no state but a second mark beside any of them."""

    OVERDUE = "overdue"
    DUE = "due"
    DONE = "done"
    DONE_ELSEWHERE = "elsewhere"
    EXEMPT = "exempt"
    NOT_NEEDED = "not-needed"


# What somebody has to act on.
OPEN = frozenset({State.DUE, State.OVERDUE})


@dataclass(frozen=True, slots=True)
class Proof:
    """A completion here, or a certificate from elsewhere that a manager accepted."""

    on: date
    until: date | None  # its own last day; None where it has none
    elsewhere: bool = False
    reference: str = ""  # the certificate's code, or the uuid of the certificate from elsewhere
    by: str = ""  # who checked it; only for one from elsewhere
    title: str = ""
    is_own_check: bool = False  # checked by whoever brought it or whom it is about


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that the practice set by an assignment."""

    due_on: date
    grace_until: date
    reached_on: date


@dataclass(frozen=True, slots=True)
class Cell:
    """The state and the days that explain it. `proof` is the one that counts longest, also when it has run out."""

    state: State
    due_on: date | None = None  # only where something is to be done
    proof: Proof | None = None
    until: date | None = None  # the last day of the proof or of the exemption; None for ever
    is_late: bool = False  # after the day, within the grace

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_covered(self, on: date) -> bool:
        """Whether the person has proof that counts on that day, whatever is due soon."""
        if self.state in {State.DONE, State.DONE_ELSEWHERE}:
            return True
        return self.state == State.DUE and self.proof is not None and (self.until is None or on <= self.until)


_NOT_NEEDED = Cell(State.NOT_NEEDED)


def is_for(who: Collection[str], posts: Iterable[str], hats: Iterable[str]) -> bool:
    """Whether a requirement is for somebody of these posts and duties. An empty `who` is everyone."""
    return not who or any(post in who for post in posts) or any(HAT + hat in who for hat in hats)


def cover(
    *,
    needed: bool,
    months: int | None,
    since: date,
    proofs: Iterable[Proof] = (),
    exempt_until: date | None = None,
    deadline: Deadline | None = None,
    on: date,
) -> Cell:
    """How somebody stands on the day `on`.

    Args:
        needed: whether the requirement is for them.
        months: the practice's interval; None for once.
        since: the first day on which both the requirement and their membership held.
        proofs: all they have; those later than `on` do not count.
        exempt_until: the last day of an exemption in force.
        deadline: the day that an open assignment set. One that was there before the proof is fulfilled by it.

    Not needed, then exempt, come first. With a proof that counts: done, and due from the day on which it may be
    renewed (60 days before the last one, rules/validity.py). With none: due until the day that was set, else until
    FIRST_DAYS after `since`, then overdue. What has run out is overdue at once, unless a day was set.
    """
    if not needed:
        return _NOT_NEEDED
    if exempt_until is not None and exempt_until >= on:
        return Cell(State.EXEMPT, until=exempt_until)
    proof, until = _best(proofs, months, on)
    if deadline is not None and proof is not None and proof.on >= deadline.reached_on:
        deadline = None
    if proof is not None and validity.counts(until, on=on):
        if not validity.is_renewable(proof.on, until, on=on):
            return Cell(State.DONE_ELSEWHERE if proof.elsewhere else State.DONE, proof=proof, until=until)
        return Cell(State.DUE, due_on=_sooner(until, deadline), proof=proof, until=until)
    if deadline is not None:
        state = State.DUE if on <= deadline.grace_until else State.OVERDUE
        return Cell(state, deadline.due_on, proof, until, is_late=state == State.DUE and on > deadline.due_on)
    due_on = until if until is not None else since + timedelta(days=FIRST_DAYS)
    return Cell(State.DUE if on <= due_on else State.OVERDUE, due_on, proof, until)


def _best(proofs: Iterable[Proof], months: int | None, on: date) -> tuple[Proof | None, date | None]:
    """The proof that counts longest with its last day; of two alike the newer, and one from here before one from
    elsewhere."""
    best: Proof | None = None
    best_rank: tuple[date, date, bool] | None = None
    best_until: date | None = None
    for proof in proofs:
        if proof.on > on:
            continue
        ends = _sooner_day(proof.until, _interval_end(proof.on, months))
        rank = (ends or date.max, proof.on, not proof.elsewhere)
        if best_rank is None or rank > best_rank:
            best, best_rank, best_until = proof, rank, ends
    return best, best_until


@cache
def _interval_end(on: date, months: int | None) -> date | None:
    # The same few days and intervals for thousands of cells.
    return validity.last_day(on, months)


def _sooner_day(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one is not None and other is not None else one or other


def _sooner(until: date | None, deadline: Deadline | None) -> date | None:
    """The day by which to renew: the one that was set, where one was; a proof that counts is never late by it."""
    return deadline.due_on if deadline is not None else until
