"""What a sequenced package has come to as a whole: its tree's root as the sequencer rolled it up (SN 4.6). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from courses.models.learning import Completion, Success

from . import elements

# What `root_of` reads.
ASKED = (elements.ROOT_COMPLETION, elements.ROOT_SUCCESS, elements.ROOT_SCORE)


@dataclass(frozen=True)
class Root:
    """The root's two facts and its score, 0 to 100."""

    completion: Completion
    success: Success
    score: Decimal | None


def is_sequenced(tree: Mapping[str, Any]) -> bool:
    """Whether an outline needs the sequencer: several activities, or one with rules that only a sequencer applies.

    One SCO without such rules is played like SCORM 1.2: there is nothing to sequence, and less to go wrong.
    """
    children = tree.get("children", ())
    if len(children) != 1 or children[0].get("children"):
        return bool(children)
    return any(_has_rules(node) for node in (tree, children[0]))


def root_of(shared: Mapping[str, Any]) -> Root | None:
    """What the root has come to; None where no sequencer has reported any."""
    if elements.ROOT_COMPLETION not in shared and elements.ROOT_SUCCESS not in shared:
        return None
    completion = {"completed": Completion.COMPLETED, "incomplete": Completion.INCOMPLETE}
    success = {"passed": Success.PASSED, "failed": Success.FAILED}
    scaled = elements.read_number(str(shared.get(elements.ROOT_SCORE, "")))
    score = None if scaled is None or scaled < 0 else (scaled * 100).quantize(Decimal("0.001"))
    return Root(
        completion.get(shared.get(elements.ROOT_COMPLETION, ""), Completion.UNKNOWN),
        success.get(shared.get(elements.ROOT_SUCCESS, ""), Success.UNKNOWN),
        score,
    )


def _has_rules(node: Mapping[str, Any]) -> bool:
    rules = node.get("sequencingRules", {})
    objectives = [node.get("primaryObjective", {}), *node.get("objectives", ())]
    return (
        any(rules.values())
        or bool(node.get("sharedDataMaps"))
        or "attemptLimit" in node
        or any(objective.get("mapInfo") for objective in objectives)
    )
