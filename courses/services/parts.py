"""The outline of a package as one learner has it: its items in order, what each has come to, and which are locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courses.models import Attempt, Completion, PackageItem, PackageVersion, RunState, Success
from courses.rules import locking

HEAVY = ("version__organisations", "version__warnings", "version__trial")


@dataclass(frozen=True)
class Part:
    """An item of the outline; a heading where it cannot be launched. `locked`: blank, or why it cannot be opened."""

    item: PackageItem
    parent: str | None
    completion: str = Completion.UNKNOWN
    success: str = Success.UNKNOWN
    locked: str = ""
    state: RunState | None = None

    @property
    def uuid(self) -> UUID:
        return self.item.uuid

    @property
    def launchable(self) -> bool:
        return bool(self.item.href)


def outline_of(version_id: int, organisation: str = "") -> list[PackageItem]:
    """The items of an outline, or of the default one, in order. One statement."""
    rows = PackageItem.objects.filter(version_id=version_id).select_related("version").defer(*HEAVY).order_by("order")
    every = list(rows)
    named = [row for row in every if organisation and row.organisation == organisation]
    # The default outline comes first in the order; a choice that no longer exists falls back to it.
    return named or [row for row in every if row.organisation == every[0].organisation]


def parts_of(attempt: Attempt | None, items: Sequence[PackageItem]) -> list[Part]:
    """The outline with what the attempt has reached. One statement; none without an attempt."""
    states: dict[int | None, RunState] = {}
    if attempt is not None:
        states = {state.package_item_id: state for state in RunState.objects.filter(attempt=attempt).defer("data")}
    names = {item.pk: item.identifier for item in items}
    reached = {item.identifier: status_of(states.get(item.pk)) for item in items if item.href}
    locks = locking.locks(
        [
            locking.Line(
                item.identifier, names.get(item.parent_id or 0), item.title, item.prerequisites, bool(item.href)
            )
            for item in items
        ],
        reached,
    )
    found = []
    for item in items:
        state = states.get(item.pk)
        found.append(
            Part(
                item,
                names.get(item.parent_id or 0),
                state.completion if state else Completion.UNKNOWN,
                state.success if state else Success.UNKNOWN,
                locks.get(item.identifier, ""),
                state,
            )
        )
    return found


def status_of(state: RunState | None) -> str:
    """A part's lesson status as prerequisites ask for it (SCORM 1.2 CAM 2.3.5.4): the best that was reached."""
    if state is None:
        return "not attempted"
    if state.completion == Completion.COMPLETED:
        return {Success.PASSED: "passed", Success.FAILED: "failed"}.get(Success(state.success), "completed")
    return "incomplete" if state.revision or state.completion == Completion.INCOMPLETE else "not attempted"


def tree_of(version: PackageVersion, organisation: str = "") -> dict[str, Any]:
    """The activity tree of an outline, or of the default one; {} for SCORM 1.2."""
    outlines: list[Mapping[str, Any]] = list(version.organisations)
    chosen = next((each for each in outlines if organisation and each["identifier"] == organisation), None)
    return dict((chosen or (outlines[0] if outlines else {})).get("tree") or {})


def parts_of_attempt(attempt: Attempt) -> list[Part]:
    """The outline of an attempt at a package with what it has reached. Three statements, two with the item at hand."""
    if attempt.item.package_version_id is None:
        return []
    return parts_of(attempt, outline_of(attempt.item.package_version_id, attempt.item.organisation))
