"""Which parts of a SCORM 1.2 package may be opened: its prerequisites, asked of what the learner has reached. Pure.

SCORM 1.2 CAM 2.3.5.4: adlcp:prerequisites of type aicc_script. A heading counts as completed when all below it are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import prerequisites
from .naming import listed

_DONE = frozenset({"passed", "completed"})


@dataclass(frozen=True)
class Line:
    """An item of the outline as locking sees it."""

    identifier: str
    parent: str | None
    title: str
    script: str
    launchable: bool


def locks(lines: Sequence[Line], reached: Mapping[str, str]) -> dict[str, str]:
    """The locked items, each with the sentence that says what opens it.

    An item is locked by its own prerequisites and by those of every heading above it. A script that cannot be read
    locks nothing: the import has said so to the author, and a learner must not be stopped by it.
    """
    statuses = dict(reached) | _headings(lines, reached)
    titles = {line.identifier: line.title for line in lines}
    found: dict[str, str] = {}
    for line in lines:
        above = found.get(line.parent or "", "")
        own = above or _sentence(line.script, statuses, titles)
        if own:
            found[line.identifier] = own
    return found


def _headings(lines: Sequence[Line], reached: Mapping[str, str]) -> dict[str, str]:
    statuses: dict[str, str] = {}
    below: dict[str, list[str]] = {}
    for line in reversed(lines):  # children come after their parent, so they are met first
        if line.identifier in below and not line.launchable:
            children = below[line.identifier]
            done = all(status in _DONE for status in children)
            begun = any(status != "not attempted" for status in children)
            statuses[line.identifier] = "completed" if done else "incomplete" if begun else "not attempted"
        own = statuses.get(line.identifier, reached.get(line.identifier, "not attempted"))
        if line.parent:
            below.setdefault(line.parent, []).append(own)
    return statuses


def _sentence(script: str, statuses: Mapping[str, str], titles: Mapping[str, str]) -> str:
    if not script:
        return ""
    try:
        if prerequisites.met(script, statuses):
            return ""
        wanted = [titles[name] for name in prerequisites.blockers(script, statuses) if name in titles]
    except prerequisites.Unreadable:
        return ""
    if not wanted:
        return "This part is not open yet."
    return f"Finish {listed(wanted)} first."
