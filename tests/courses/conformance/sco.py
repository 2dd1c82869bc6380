"""A SCO that does nothing by itself, and the words of a manifest around it: the test speaks through it."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A case</title><script src="sco.js"></script></head>
<body><h1 id="name">A case</h1></body></html>
"""
# It finds the API as content does (RTE 3.3) and tells the test where it was launched.
SCRIPT = """
let api = null;
for (let w = window, n = 0; !api && n < 10; w = w.parent, n += 1) api = w.API_1484_11 ?? w.API ?? null;
const old = Boolean(api?.LMSInitialize);
const call = (name, ...more) => api[old ? `LMS${name}` : name](...more);
window.sco = {
  api, old, at: new URLSearchParams(location.search).get("at"), atUnload: null,
  begin: () => call("Initialize", ""),
  get: (name) => call("GetValue", name),
  set: (name, value) => call("SetValue", name, value),
  commit: () => call("Commit", ""),
  end: () => call(old ? "Finish" : "Terminate", ""),
  error: () => call("GetLastError"),
  // {element: value} and then Terminate; what content does when the learner moves on.
  go: (values = {}) => { for (const [name, value] of Object.entries(values)) sco.set(name, value); return sco.end(); },
};
document.addEventListener("DOMContentLoaded", () => { document.getElementById("name").textContent = sco.at; });
if (api && !location.search.includes("silent")) sco.begun = call("Initialize", "");
window.addEventListener("unload", () => { if (sco.atUnload) sco.go(sco.atUnload); });
"""
FILES = {"sco.html": PAGE, "sco.js": SCRIPT, "asset.html": PAGE.replace('<script src="sco.js"></script>', "")}
RESOURCES = (
    '<resource identifier="sco" type="webcontent" adlcp:scormType="sco" href="sco.html"/>'
    '<resource identifier="asset" type="webcontent" adlcp:scormType="asset" href="asset.html"/>'
)


def leaf(name: str, inside: str = "", *, attributes: str = "", resource: str = "sco", title: str = "") -> str:
    """An item that opens the SCO under its own name; `inside`: its sequencing and other elements."""
    return (
        f'<item identifier="{name}" identifierref="{resource}" parameters="?at={name}" {attributes}>'
        f"<title>{title or name}</title>{inside}</item>"
    )


def cluster(name: str, *children: str, inside: str = "", attributes: str = "", title: str = "") -> str:
    """An item with children."""
    return f'<item identifier="{name}" {attributes}><title>{title or name}</title>{"".join(children)}{inside}</item>'


def sequencing(*inside: str) -> str:
    """imsss:sequencing around what it is given."""
    return f"<imsss:sequencing>{''.join(inside)}</imsss:sequencing>"


def mode(**flags: bool) -> str:
    """imsss:controlMode."""
    said = " ".join(f'{name}="{str(value).lower()}"' for name, value in flags.items())
    return f"<imsss:controlMode {said}/>"


FLOW = mode(choice=True, flow=True)


def rule(kind: str, action: str, *conditions: str, combination: str = "all") -> str:
    """A sequencing rule; a condition is `name` or `name attr="value" …`."""
    said = "".join(f"<imsss:ruleCondition condition={_quoted(condition)}/>" for condition in conditions)
    return (
        f'<imsss:{kind}ConditionRule><imsss:ruleConditions conditionCombination="{combination}">{said}'
        f'</imsss:ruleConditions><imsss:ruleAction action="{action}"/></imsss:{kind}ConditionRule>'
    )


def rules(*each: str) -> str:
    """imsss:sequencingRules; pre before exit before post, as the schema wants them."""
    order = ("<imsss:pre", "<imsss:exit", "<imsss:post")
    ordered = sorted(each, key=lambda one: order.index(one.split("Condition")[0]))
    return f"<imsss:sequencingRules>{''.join(ordered)}</imsss:sequencingRules>"


def rollup(action: str, *conditions: str, children: str = "all", attributes: str = "") -> str:
    """imsss:rollupRules with one rule."""
    said = "".join(f"<imsss:rollupCondition condition={_quoted(condition)}/>" for condition in conditions)
    return (
        f'<imsss:rollupRules><imsss:rollupRule childActivitySet="{children}" {attributes}>'
        f"<imsss:rollupConditions>{said}"
        f'</imsss:rollupConditions><imsss:rollupAction action="{action}"/></imsss:rollupRule></imsss:rollupRules>'
    )


def objectives(primary: str = "", *others: str) -> str:
    """imsss:objectives; each is the inside and attributes as written by `objective`."""
    return f"<imsss:objectives>{primary or '<imsss:primaryObjective/>'}{''.join(others)}</imsss:objectives>"


def objective(name: str, shared: str = "", *, primary: bool = False, by_measure: float | None = None) -> str:
    """An objective; `shared`: the global objective it reads and writes."""
    tag = "primaryObjective" if primary else "objective"
    measured = "" if by_measure is None else ' satisfiedByMeasure="true"'
    least = "" if by_measure is None else f"<imsss:minNormalizedMeasure>{by_measure}</imsss:minNormalizedMeasure>"
    shares = (
        f'<imsss:mapInfo targetObjectiveID="{shared}" readSatisfiedStatus="true" readNormalizedMeasure="true" '
        'writeSatisfiedStatus="true" writeNormalizedMeasure="true"/>'
        if shared
        else ""
    )
    identifier = f' objectiveID="{name}"' if name else ""
    return f"<imsss:{tag}{identifier}{measured}>{least}{shares}</imsss:{tag}>"


def _quoted(condition: str) -> str:
    name, _, more = condition.partition(" ")
    return f'"{name}" {more}'
