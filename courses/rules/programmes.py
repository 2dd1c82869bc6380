"""Learning paths: what one must have before it may be published, and which of its steps are open. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from courses.specs import Problem

COURSE, READING = "course", "reading"


class StepState(StrEnum):
    """What a step is to its learner; each has its word and its shape."""

    DONE = "done"
    OPEN = "open"
    LOCKED = "locked"
    WITHDRAWN = "withdrawn"  # a course that is not offered any more: it is in nobody's way

    @property
    def word(self) -> str:
        return {"done": "Done", "open": "To do", "locked": "Opens later", "withdrawn": "No longer offered"}[self.value]


@dataclass(frozen=True)
class StepSpec:
    """A step as it is frozen. `ref` is the uuid of the course or of the library's page, `address` that of a reading."""

    key: str
    kind: str
    ref: str
    title: str
    minutes: int
    required: bool = True
    address: str = ""


@dataclass(frozen=True)
class ProgrammeSpec:
    """What publishing freezes."""

    title: str
    summary: str
    ordered: bool
    access: str
    steps: Sequence[StepSpec]

    def frozen(self) -> dict[str, Any]:
        """Everything that makes a version; who may follow it is no part of it."""
        return {
            "title": self.title,
            "summary": self.summary,
            "ordered": self.ordered,
            "steps": [asdict(step) for step in self.steps],
        }


def problems(spec: ProgrammeSpec, *, openable: Collection[str]) -> list[Problem]:
    """Why a path cannot be published yet, each with a sentence that names the step; empty when it can.

    Args:
        spec: the path as its page has it.
        openable: the keys of the steps whose course is offered or whose page is live.
    """
    if not spec.steps:
        return [Problem("steps", "Add at least one step; a path leads somewhere.")]
    found, seen = [], set()
    for number, step in enumerate(spec.steps, start=1):
        named = f"Step {number}, “{step.title or 'without a page'}”"
        if not step.ref or step.key not in openable:
            why = "this course is not offered" if step.kind == COURSE else "this page is not published"
            found.append(Problem("steps", f"{named}: {why}. Publish it first, or take the step out."))
        elif step.ref in seen:
            found.append(Problem("steps", f"{named} stands in the path twice. Keep one of them."))
        seen.add(step.ref)
    if not any(step.required for step in spec.steps):
        found.append(Problem("steps", "Make at least one step required; else the path is complete before it begins."))
    return found


def states(
    steps: Sequence[Mapping[str, Any]], *, done: Collection[str], gone: Collection[str], ordered: bool
) -> dict[str, StepState]:
    """The state of each step by its key.

    In an ordered path a step waits for the required ones before it; optional ones keep nobody waiting.

    Args:
        steps: the frozen steps, in order.
        done: keys of the steps that are done.
        gone: keys of courses that are not offered any more.
        ordered: whether a step waits.
    """
    found: dict[str, StepState] = {}
    waits = False
    for step in steps:
        key = step["key"]
        if key in done:
            found[key] = StepState.DONE
        elif key in gone:
            found[key] = StepState.WITHDRAWN
        else:
            found[key] = StepState.LOCKED if waits else StepState.OPEN
            waits = waits or (ordered and bool(step["required"]))
    return found


def is_complete(steps: Sequence[Mapping[str, Any]], *, done: Collection[str], gone: Collection[str]) -> bool:
    """Whether every required step is done, of those that can be done at all; something must have been done."""
    asked = [step["key"] for step in steps if step["required"] and (step["key"] in done or step["key"] not in gone)]
    return bool(asked) and all(key in done for key in asked)
