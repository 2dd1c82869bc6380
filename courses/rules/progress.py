"""How far a learner is: the state of each item in one word, the minutes that are left, and where to go on."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from courses.models.learning import Completion, Success

from .measured import minutes_unread


class State(StrEnum):
    """What an item looks like on a course's list; each has its word, its shape and its colour."""

    TODO = "todo"
    STARTED = "started"
    AGAIN = "again"
    DONE = "done"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.TODO: "To do",
    State.STARTED: "Started",
    State.AGAIN: "Not passed yet",
    State.DONE: "Done",
}


class Line(Protocol):
    """An item with its state."""

    @property
    def minutes(self) -> int: ...
    @property
    def required(self) -> bool: ...
    @property
    def state(self) -> State: ...
    @property
    def read(self) -> int: ...


def state_of(*, satisfied: bool, begun: bool, completion: str, success: str) -> State:
    """The one word for an item. Finished without passing is not done, and says so."""
    if satisfied:
        return State.DONE
    if completion == Completion.COMPLETED and success == Success.FAILED:
        return State.AGAIN
    return State.STARTED if begun else State.TODO


def minutes_asked(lines: Sequence[Line]) -> int:
    """Minutes of all that a completion asks for."""
    return sum(line.minutes for line in _asked(lines))


def minutes_left(lines: Sequence[Line]) -> int:
    """Minutes of the required items that are not done; of all items where none is required.

    Of a lesson that was begun only what is unread counts, rounded up. So the figure only ever falls, and never promises
    too much.
    """
    return sum(minutes_unread(line.minutes, line.read) for line in _asked(lines) if line.state != State.DONE)


def next_line(lines: Sequence[Line], last: int | None = None) -> int | None:
    """The position of the item to go on with; None where all that is asked is done.

    Args:
        lines: the items in order.
        last: the position of the item the learner was in; an unfinished one is resumed, after a finished one the next
            open item follows, round the end to what was left out.
    """
    open_ones = [number for number, line in enumerate(lines) if line.state != State.DONE and line in _asked(lines)]
    if not open_ones:
        return None
    if last is None:
        return open_ones[0]
    return next((number for number in open_ones if number >= last), open_ones[0])


def _asked(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.required] or list(lines)
