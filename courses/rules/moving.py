"""Going on with another version of a course: what each part becomes. Pure, so that the preview is the move.

A part is known by its key, which is stable over versions. Where its content is the same, what was done goes along.
Where it changed, the part begins anew; but what was satisfied stays satisfied: nobody does again what counted once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Fate(StrEnum):
    """What becomes of a part."""

    SAME = "same"
    CREDITED = "credited"
    ANEW = "anew"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Item:
    """A part of a version. `content` is what makes it the same part: equal means that what is asked has not changed."""

    id: int
    key: str
    title: str
    content: Any
    required: bool = True
    satisfied: bool = False
    begun: bool = False


@dataclass(frozen=True)
class Step:
    """One part and its fate. `before` and `after` are the items' ids; one is None where there is none."""

    key: str
    title: str
    fate: Fate
    before: int | None
    after: int | None
    done: bool
    begun: bool = False

    @property
    def sentence(self) -> str:
        """What it means for the learner."""
        more = "done" if self.done else "begun" if self.begun else ""
        return _SENTENCES.get((self.fate, more)) or _SENTENCES[(self.fate, "")]


_SENTENCES = {
    (Fate.SAME, "done"): "Unchanged, and done.",
    (Fate.SAME, "begun"): "Unchanged: you go on where you are.",
    (Fate.SAME, ""): "Unchanged.",
    (Fate.CREDITED, ""): "Changed. You have done it, and that counts; you may look at the new one.",
    (
        Fate.ANEW,
        "begun",
    ): "Changed: it begins anew. What you did in the old one stays on record, but does not move.",
    (Fate.ANEW, ""): "Changed. You had not begun it.",
    (Fate.NEW, ""): "New.",
    (Fate.GONE, ""): "No longer in the course.",
    (Fate.GONE, "begun"): "No longer in the course. What you did in it stays on record.",
    (Fate.GONE, "done"): "No longer in the course. That you did it stays on record.",
}


@dataclass(frozen=True)
class Plan:
    """The whole move: the parts of the new version in order, then those that are gone."""

    steps: tuple[Step, ...]
    left: tuple[str, ...]  # titles of what is asked for and not done after the move

    @property
    def completes(self) -> bool:
        """Whether the course is complete with the move."""
        return not self.left and any(step.after is not None for step in self.steps)

    @property
    def loses(self) -> tuple[Step, ...]:
        """The parts in which something begun is not carried over."""
        return tuple(
            step for step in self.steps if step.begun and not step.done and step.fate in (Fate.ANEW, Fate.GONE)
        )


def plan(before: Sequence[Item], after: Sequence[Item]) -> Plan:
    """What a move from the items `before` to the items `after` does. Only those of `before` know what was done."""
    had = {item.key: item for item in before}
    steps = [_step(had.get(item.key), item) for item in after]
    kept = {item.key for item in after}
    gone = [
        Step(item.key, item.title, Fate.GONE, item.id, None, item.satisfied, item.begun)
        for item in before
        if item.key not in kept
    ]
    asked = [number for number, item in enumerate(after) if item.required] or list(range(len(after)))
    left = tuple(steps[number].title for number in asked if not steps[number].done)
    return Plan((*steps, *gone), left)


def _step(old: Item | None, new: Item) -> Step:
    if old is None:
        return Step(new.key, new.title, Fate.NEW, None, new.id, done=False)
    fate = Fate.SAME if old.content == new.content else Fate.CREDITED if old.satisfied else Fate.ANEW
    return Step(new.key, new.title, fate, old.id, new.id, old.satisfied, old.begun)
