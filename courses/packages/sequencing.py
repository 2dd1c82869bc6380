"""From a SCORM 2004 manifest to the activity tree that the run-time (scorm-again) sequences. Pure.

Only words that the standard knows pass (IMS SS 1.0, ADL SN 4th Edition); everything else falls out. Three values differ
between the file and the run-time, as measured: `minimumPercent` is a share in the file and per cent in the tree,
`childActivitySet` is called `consideration`, and a duration limit in the tree would stop the first delivery, so it goes
to the content only (items.py, max_time_allowed).
"""

from typing import Any

from .items import Item
from .manifest import SCORM_2004
from .markup import Node
from .outlines import Organisation

Settings = dict[str, Any]

_TRUE = ("true", "1")
_HIDE_UI = frozenset({"continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll"})
_CONDITIONS = frozenset(
    {
        "satisfied",
        "objectiveStatusKnown",
        "objectiveMeasureKnown",
        "objectiveMeasureGreaterThan",
        "objectiveMeasureLessThan",
        "completed",
        "activityProgressKnown",
        "attempted",
        "attemptLimitExceeded",
        "timeLimitExceeded",
        "outsideAvailableTimeRange",
        "always",
    }
)
_ACTIONS = {
    "preConditionRule": frozenset({"skip", "disabled", "hiddenFromChoice", "stopForwardTraversal"}),
    "exitConditionRule": frozenset({"exit"}),
    "postConditionRule": frozenset({"exitParent", "exitAll", "retry", "retryAll", "continue", "previous"}),
    "rollupRule": frozenset({"satisfied", "notSatisfied", "completed", "incomplete"}),
}
_NAMELESS = " "
_CHILD_SETS = frozenset({"all", "any", "none", "atLeastCount", "atLeastPercent"})
_TIMINGS = frozenset({"never", "once", "onEachNewAttempt"})
_REQUIREMENTS = frozenset({"always", "ifAttempted", "ifNotSkipped", "ifNotSuspended"})
_CONTROLS = {  # name: what the standard says where the file is silent
    "choice": True,
    "choiceExit": True,
    "flow": False,
    "forwardOnly": False,
    "useCurrentAttemptObjectiveInfo": True,
    "useCurrentAttemptProgressInfo": True,
}
_MAPPING = {
    "readSatisfiedStatus": True,
    "readNormalizedMeasure": True,
    "writeSatisfiedStatus": False,
    "writeNormalizedMeasure": False,
}
_MAPPING_4TH = {
    "readRawScore": True,
    "readMinScore": True,
    "readMaxScore": True,
    "readCompletionStatus": True,
    "readProgressMeasure": True,
    "writeRawScore": False,
    "writeMinScore": False,
    "writeMaxScore": False,
    "writeCompletionStatus": False,
    "writeProgressMeasure": False,
}


def activity_tree(standard: str, organisation: Organisation) -> Settings:
    """The tree's root, the outline itself, in scorm-again's words; {} for SCORM 1.2, which has no sequencing.

    `objectivesGlobalToSystem` stands beside them: whether shared objectives outlive the attempt.
    """
    if standard != SCORM_2004:
        return {}
    node = organisation.node
    root = _activity(organisation.identifier, organisation.title, organisation.sequencing, None)
    root["objectivesGlobalToSystem"] = node is None or _flag(node, "objectivesGlobalToSystem", True)
    root["children"] = [_item(item) for item in organisation.items]
    return root


def _item(item: Item) -> Settings:
    activity = _activity(item.identifier, item.title, item.sequencing, item.node)
    activity["isVisible"] = item.visible
    if item.children:
        activity["children"] = [_item(child) for child in item.children]
    return activity


def _activity(identifier: str, title: str, sequencing: Node | None, node: Node | None) -> Settings:
    activity: Settings = {"id": identifier or "organisation", "title": title, "sequencingControls": dict(_CONTROLS)}
    if sequencing is not None:
        activity["sequencingControls"] = _controls(sequencing)
        activity |= _limits(sequencing) | _rules(sequencing) | _rollup(sequencing) | _objectives(sequencing)
        delivery = sequencing.first("deliveryControls")
        if delivery:
            activity["deliveryControls"] = {
                "tracked": _flag(delivery, "tracked", True),
                "completionSetByContent": _flag(delivery, "completionSetByContent", False),
                "objectiveSetByContent": _flag(delivery, "objectiveSetByContent", False),
            }
    if node is not None:
        activity |= _presentation(node) | _threshold(node) | _shared_data(node)
    return activity


def _controls(sequencing: Node) -> Settings:
    mode = sequencing.first("controlMode")
    controls: Settings = {name: _flag(mode, name, value) for name, value in _CONTROLS.items()}
    choice = sequencing.first("constrainedChoiceConsiderations")
    if choice:
        controls |= {name: _flag(choice, name, False) for name in ("preventActivation", "constrainChoice")}
    rollup = sequencing.first("rollupRules")
    if rollup:
        controls |= {
            name: _flag(rollup, name, True) for name in ("rollupObjectiveSatisfied", "rollupProgressCompletion")
        }
        controls["objectiveMeasureWeight"] = _number(rollup.get("objectiveMeasureWeight"), 0, 1, 1.0)
    random = sequencing.first("randomizationControls")
    if random:
        controls["randomizationTiming"] = _word(random.get("randomizationTiming"), _TIMINGS, "never")
        controls["randomizeChildren"] = _flag(random, "reorderChildren", False)
        controls["selectionTiming"] = _word(random.get("selectionTiming"), _TIMINGS, "never")
        controls["selectCount"] = int(_number(random.get("selectCount"), 0, 10_000, 0)) or None
    return controls


def _limits(sequencing: Node) -> Settings:
    limits = sequencing.first("limitConditions")
    said = limits.get("attemptLimit") if limits else ""
    return {"attemptLimit": int(_number(said, 0, 10_000, 0))} if said else {}


def _rules(sequencing: Node) -> Settings:
    outer = sequencing.first("sequencingRules")
    if outer is None:
        return {}
    return {"sequencingRules": {f"{kind}s": _rules_of(outer, kind) for kind in _ACTIONS if kind != "rollupRule"}}


def _rules_of(outer: Node, kind: str) -> list[Settings]:
    found: list[Settings] = []
    for rule in outer.all(kind):
        conditions, action = rule.first("ruleConditions"), rule.first("ruleAction")
        word = _word(action.get("action") if action else "", _ACTIONS[kind], "")
        if word:
            combination = _word(conditions.get("conditionCombination") if conditions else "", {"all", "any"}, "all")
            every = [_condition(node) for node in (conditions.all("ruleCondition") if conditions else [])]
            found.append({"action": word, "conditionCombination": combination, "conditions": every})
    return found


def _condition(node: Node) -> Settings:
    condition: Settings = {"condition": _word(node.get("condition"), _CONDITIONS, "always")}
    if node.get("operator") == "not":
        condition["operator"] = "not"
    if node.get("referencedObjective"):
        condition["referencedObjective"] = node.get("referencedObjective")
    if node.get("measureThreshold"):
        condition["parameters"] = {"threshold": _number(node.get("measureThreshold"), -1, 1, 0.0)}
    return condition


def _rollup(sequencing: Node) -> Settings:
    found: Settings = {}
    outer = sequencing.first("rollupRules")
    rules: list[Settings] = []
    for rule in outer.all("rollupRule") if outer else []:
        conditions, action = rule.first("rollupConditions"), rule.first("rollupAction")
        word = _word(action.get("action") if action else "", _ACTIONS["rollupRule"], "")
        if word:
            rules.append(
                {
                    "action": word,
                    "consideration": _word(rule.get("childActivitySet"), _CHILD_SETS, "all"),
                    "minimumCount": int(_number(rule.get("minimumCount"), 0, 10_000, 0)),
                    "minimumPercent": 100 * _number(rule.get("minimumPercent"), 0, 1, 0.0),
                    "conditionCombination": _word(
                        conditions.get("conditionCombination") if conditions else "", {"all", "any"}, "any"
                    ),
                    "conditions": [
                        _condition(node) for node in (conditions.all("rollupCondition") if conditions else [])
                    ],
                }
            )
    if rules:
        found["rollupRules"] = {"rules": rules}
    asked = sequencing.first("rollupConsiderations")
    if asked:
        names = ("requiredForSatisfied", "requiredForNotSatisfied", "requiredForCompleted", "requiredForIncomplete")
        found["rollupConsiderations"] = {name: _word(asked.get(name), _REQUIREMENTS, "always") for name in names}
        found["rollupConsiderations"]["measureSatisfactionIfActive"] = _flag(asked, "measureSatisfactionIfActive", True)
    return found


def _objectives(sequencing: Node) -> Settings:
    # Two elements share the name: IMS declares the objectives, ADL's 4th Edition adds what else they share.
    outers = sequencing.all("objectives")
    own = next((node for node in outers if "adlseq" not in node.space), None)
    if own is None:
        return {}
    more = {
        objective.get("objectiveID"): objective.all("mapInfo")
        for outer in outers
        if outer is not own
        for objective in outer.all("objective")
    }
    found: Settings = {}
    primary = own.first("primaryObjective")
    if primary:
        # The run-time drops an objective without a name. A blank one is kept, and never shown to content.
        named = _objective(primary, more)
        found["primaryObjective"] = named | {"objectiveID": named["objectiveID"] or _NAMELESS, "isPrimary": True}
    others = [_objective(node, more) for node in own.all("objective")]
    if others:
        found["objectives"] = others
    return found


def _objective(node: Node, more: dict[str, list[Node]]) -> Settings:
    identifier = node.get("objectiveID")
    objective: Settings = {
        "objectiveID": identifier,
        "satisfiedByMeasure": _flag(node, "satisfiedByMeasure", False),
        "minNormalizedMeasure": _number(node.said("minNormalizedMeasure"), -1, 1, 1.0),
    }
    maps: dict[str, Settings] = {}
    for info in node.all("mapInfo"):
        maps.setdefault(info.get("targetObjectiveID"), {}).update(_mapping(info, _MAPPING))
    for info in more.get(identifier, []):
        maps.setdefault(info.get("targetObjectiveID"), {}).update(_mapping(info, _MAPPING_4TH))
    if maps:
        objective["mapInfo"] = [{"targetObjectiveID": target} | flags for target, flags in maps.items()]
    return objective


def _mapping(info: Node, defaults: dict[str, bool]) -> Settings:
    return {name: _flag(info, name, value) for name, value in defaults.items()}


def _presentation(node: Node) -> Settings:
    presentation = node.first("presentation")
    below = presentation.walk() if presentation else ()
    hidden = [found.text for found in below if found.name == "hideLMSUI" and found.text in _HIDE_UI]
    return {"hideLmsUi": hidden} if hidden else {}


def _threshold(node: Node) -> Settings:
    found = node.first("completionThreshold")
    if found is None:
        return {}
    return {
        "completionThreshold": {
            "completedByMeasure": _flag(found, "completedByMeasure", bool(found.text)),
            "minProgressMeasure": _number(found.get("minProgressMeasure") or found.text, 0, 1, 1.0),
            "progressWeight": _number(found.get("progressWeight"), 0, 1, 1.0),
        }
    }


def _shared_data(node: Node) -> Settings:
    data = node.first("data")
    maps = [
        {
            "targetID": found.get("targetID"),
            "readSharedData": _flag(found, "readSharedData", True),
            "writeSharedData": _flag(found, "writeSharedData", True),
        }
        for found in (data.all("map") if data else [])
        if found.get("targetID")
    ]
    return {"sharedDataMaps": maps} if maps else {}


def _flag(node: Node | None, name: str, otherwise: bool) -> bool:
    said = node.get(name).lower() if node else ""
    return said in _TRUE if said else otherwise


def _word(said: str, known: frozenset[str] | set[str], otherwise: str) -> str:
    return said if said in known else otherwise


def _number(said: str, low: float, high: float, otherwise: float) -> float:
    try:
        number = float(said)
    except ValueError:
        return otherwise
    return number if low <= number <= high else otherwise
