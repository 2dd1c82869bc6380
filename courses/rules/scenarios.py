"""Scenarios: a story in steps that branches. Pure functions on what freezing stored and on the ways that were taken.

Nothing of where somebody stands is kept beside the ways taken, and these only ever add up: so two devices can be joined
in any order, and a story may be walked again without losing the first walk. The newest choice at a step leads on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Walked = Sequence[Sequence[str]]  # [step, way], the newest last


@dataclass(frozen=True)
class Way:
    """A choice at a step. What follows from it is empty until it was taken."""

    key: str
    text: str
    taken: bool = False
    follows: str = ""


@dataclass(frozen=True)
class Stop:
    """A step on the learner's way: what they chose there, and what else they could.

    Attributes:
        chosen: the way that leads on; None where the choice is open, or there is none.
        tried: other ways that were taken before.
        untried: ways whose consequence is not known yet.
        end: the story ends here, or with the chosen way.
    """

    key: str
    text: str
    chosen: Way | None
    tried: Sequence[Way]
    untried: Sequence[Way]
    end: bool = False

    @property
    def others(self) -> list[Way]:
        """Every way but the chosen one: tried ones may be taken again."""
        return [*self.untried, *self.tried]


def way_of(scenario: Mapping[str, Any], step: str, way: str) -> Mapping[str, Any] | None:
    """The frozen way of a step; None where there is none of that name."""
    found = next((one for one in scenario["steps"] if one["key"] == step), None)
    return None if found is None else next((one for one in found["ways"] if one["key"] == way), None)


def joined(before: Iterable[Sequence[str]], new: Iterable[Sequence[str]]) -> list[list[str]]:
    """Both walks: no way is lost, and the newest stand last."""
    latest = [list(pair) for pair in new]
    return [*(list(pair) for pair in before if list(pair) not in latest), *latest]


def trail(scenario: Mapping[str, Any], walked: Walked) -> list[Stop]:
    """The steps from the beginning along the newest choices, as far as they lead; the last may be open.

    A way that leads back to a step met already ends the trail with that step, open again: a story may go round.
    """
    steps = {step["key"]: step for step in scenario["steps"]}
    newest = {pair[0]: pair[1] for pair in walked}  # the newest way of each step
    stops: list[Stop] = []
    met: set[str] = set()
    key = scenario["steps"][0]["key"] if scenario["steps"] else ""
    while key in steps:
        again = key in met
        chosen = None if again else newest.get(key)
        stops.append(_stop(steps[key], chosen, walked))
        found = next((way for way in steps[key]["ways"] if way["key"] == chosen), None)
        if found is None:
            break
        met.add(key)
        key = found["to"]
    return stops


def reached_end(scenario: Mapping[str, Any], walked: Walked) -> bool:
    """Whether a way that was taken ends the story."""
    ends = {step["key"] for step in scenario["steps"] if not step["ways"]}
    taken = (way_of(scenario, step, way) for step, way in walked)
    return any(way is not None and (not way["to"] or way["to"] in ends) for way in taken)


def _stop(step: Mapping[str, Any], chosen: str | None, walked: Walked) -> Stop:
    taken = {way for at, way in walked if at == step["key"]}
    ways = [
        Way(way["key"], way["text"], way["key"] in taken, way["says"] if way["key"] in taken else "")
        for way in step["ways"]
    ]
    on = next((way for way in ways if way.key == chosen), None)
    leads = next((way["to"] for way in step["ways"] if way["key"] == chosen), None)
    return Stop(
        key=step["key"],
        text=step["text"],
        chosen=on,
        tried=[way for way in ways if way.taken and way is not on],
        untried=[way for way in ways if not way.taken],
        end=not ways or (on is not None and not leads),
    )


# --- What is wrong with one, for its author ---------------------------------------------------------------------------


def faults(scenario: Mapping[str, Any]) -> list[str]:
    """Sentences about choices that lead nowhere, steps that nobody reaches, and stories that cannot end.

    A way of which freezing found no step has `to` None, and what its author typed as `wanted`.
    """
    steps = scenario["steps"]
    names: dict[str, list[str]] = {}
    for step in steps:
        names.setdefault(step["name"].strip().casefold(), []).append(step["name"])
    found = [
        f"two steps are called “{same[0]}”. Give each its own name, or choices cannot tell them apart."
        for same in names.values()
        if len(same) > 1
    ]
    found += [
        f"the choice “{way['text'][:60]}” leads to “{way['wanted']}”, and no step is called that. "
        "Write the step's name as it stands, or leave it empty to end there."
        for step in steps
        for way in step["ways"]
        if way["to"] is None
    ]
    found += [
        f"the choice “{way['text'][:60]}” does not say what follows from it."
        for step in steps
        for way in step["ways"]
        if not way["says"].strip()
    ]
    if found:  # what cannot be followed cannot be judged further
        return found
    reached = _reachable(steps)
    found += [
        f"no choice leads to the step “{step['name']}”. Lead a choice there, or take the step out."
        for step in steps
        if step["key"] not in reached
    ]
    stuck = [step["name"] for step in steps if step["key"] in reached and step["key"] not in _ending(steps)]
    if stuck:
        found.append(f"from the step “{stuck[0]}” no choice ever comes to an end. Let one of them end the story.")
    return found


def _reachable(steps: Sequence[Mapping[str, Any]]) -> set[str]:
    leads = {step["key"]: {way["to"] for way in step["ways"] if way["to"]} for step in steps}
    found: set[str] = set()
    waiting = [steps[0]["key"]] if steps else []
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(leads.get(key, ()))
    return found


def _ending(steps: Sequence[Mapping[str, Any]]) -> set[str]:
    """The steps from which an end can be reached."""
    found: set[str] = set()
    while True:
        more = {
            step["key"]
            for step in steps
            if not step["ways"] or any(not way["to"] or way["to"] in found for way in step["ways"])
        }
        if more <= found:
            return found
        found |= more
