"""What a manager is told of a colleague's course: how far it is and why it is not complete. Pure.

No scores, no answers, no visits: those are the learner's own (domain notes 2c and b7).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .naming import listed
from .progress import State


@dataclass(frozen=True)
class Told:
    """One word and one sentence."""

    word: str
    sentence: str


@dataclass(frozen=True)
class PartState:
    """An item of the course, as a manager may see it."""

    title: str
    required: bool
    state: State


def tell(name: str, parts: Sequence[PartState], *, complete: bool) -> Told:
    """The state of a colleague's course. `name` is the colleague's, as they write it."""
    if complete:
        return Told("Completed", f"{name} has completed it.")
    asked = [part for part in parts if part.required] or list(parts)
    missing = [part for part in asked if part.state != State.DONE]
    if all(part.state == State.TODO for part in parts):
        return Told("Not begun", f"{name} has a place and has not begun.")
    done = f"{len(asked) - len(missing)} of {len(asked)} part{'' if len(asked) == 1 else 's'} done"
    tried = [part.title for part in missing if part.state == State.AGAIN]
    begun = [part.title for part in missing if part.state == State.STARTED]
    todo = [part.title for part in missing if part.state == State.TODO]
    rest = [
        f"tried and not passed yet: {listed(tried)}" if tried else "",
        f"begun: {listed(begun)}" if begun else "",
        f"not begun: {listed(todo)}" if todo else "",
    ]
    return Told("Begun", f"{done}; {'; '.join(part for part in rest if part)}." if missing else f"{done}.")
