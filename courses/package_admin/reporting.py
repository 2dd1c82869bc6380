"""The report on a version, in a course author's words: found, will be tracked, may fail, what to do. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.models import PackageItem, PackageVersion
from courses.rules import moments, rollup, times

from .remedies import with_remedy

_LIMIT_ACTIONS = {
    "exit,message": "it closes with a message",
    "exit,no message": "it closes",
    "continue,message": "a message appears",
    "continue,no message": "nothing happens",
}


@dataclass(frozen=True)
class Line:
    """One line of the outline."""

    title: str
    depth: int
    kind: str
    address: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """One of the version's outlines; `lines` depth first."""

    title: str
    default: bool
    lines: list[Line]


@dataclass(frozen=True)
class Report:
    """What the page shows, group by group."""

    facts: list[tuple[str, str]]
    outlines: list[Outline]
    tracked: list[str]
    may_fail: list[dict[str, Any]]
    unseen: list[dict[str, Any]] = field(default_factory=list)
    good: list[dict[str, Any]] = field(default_factory=list)


def report_on(version: PackageVersion, items: Iterable[PackageItem], *, files: int) -> Report:
    """The report from the version's own facts, its import's remarks and its trial."""
    rows = list(items)
    trial = version.trial.get("findings", [])
    remarks = [with_remedy(each) | {"source": "import"} for each in version.warnings]
    seen = {group: [each for each in trial if each.get("group") == group] for group in ("good", "attention", "unseen")}
    return Report(
        facts=_facts(version, files),
        outlines=_outlines(version, rows),
        tracked=_tracked(version, rows),
        may_fail=remarks + [each | {"source": "trial"} for each in seen["attention"]],
        unseen=seen["unseen"],
        good=seen["good"],
    )


def _facts(version: PackageVersion, files: int) -> list[tuple[str, str]]:
    standard = version.get_standard_display()
    edition = version.edition if version.edition and version.edition not in standard else ""
    learning = f"{version.minutes} minutes, as its authors say" if version.minutes else "not stated"
    return [
        ("Standard", f"{standard} ({edition})" if edition else str(standard)),
        ("Files", f"{files:,}"),
        ("Learning time", learning),
    ]


def _outlines(version: PackageVersion, rows: list[PackageItem]) -> list[Outline]:
    told = {each.get("identifier", ""): each.get("title", "") for each in version.organisations}
    groups: dict[str, list[PackageItem]] = {}
    for row in rows:
        groups.setdefault(row.organisation, []).append(row)
    titles = {row.identifier: row.title for row in rows}
    return [
        Outline(
            title=told.get(identifier) or version.title,
            default=place == 0,
            lines=_lines(group, titles),
        )
        for place, (identifier, group) in enumerate(groups.items())
    ]


def _lines(rows: list[PackageItem], titles: dict[str, str]) -> list[Line]:
    depth: dict[int | None, int] = {None: 0}
    lines = []
    for row in rows:
        depth[row.pk] = depth.get(row.parent_id, 0) + 1
        lines.append(Line(row.title, depth[row.pk], _kind(row), row.href, tuple(_notes(row, titles))))
    return lines


def _kind(row: PackageItem) -> str:
    if not row.href:
        return "Heading"
    return "Page without tracking" if row.scorm_type == "asset" else "Part that reports (SCO)"


def _notes(row: PackageItem, titles: dict[str, str]) -> Iterable[str]:
    if not row.visible:
        yield "hidden from the contents list"
    if row.prerequisites:
        yield f"opens after: {_in_titles(row.prerequisites, titles)}"
    if row.mastery_score is not None:
        yield f"pass mark {row.mastery_score.normalize():f} of 100"
    if row.scaled_passing_score is not None:
        yield f"passed from a scaled score of {row.scaled_passing_score.normalize():f}"
    if row.completion_threshold is not None:
        yield f"completed from {row.completion_threshold * 100:.0f} % of its progress measure"
    if row.max_time_allowed:
        action = _LIMIT_ACTIONS.get(row.time_limit_action.replace(", ", ","), "")
        yield f"time limit {_length(row.max_time_allowed)}" + (f", then {action}" if action else "")
    if row.launch_data:
        yield f"launch data of {len(row.launch_data):,} characters"


def _length(text: str) -> str:
    """A length of time in words, whichever standard wrote it; as it stands where it is none."""
    hundredths = times.read_timespan(text) or times.read_duration(text)
    return moments.length_in_words(hundredths) if hundredths else text


def _in_titles(script: str, titles: dict[str, str]) -> str:
    """A prerequisite as its author wrote it, with the parts' titles for their identifiers."""
    names = "|".join(re.escape(each) for each in sorted(titles, key=len, reverse=True))
    said = re.sub(rf"(?<![\w.-])(?:{names})(?![\w.-])", lambda found: f"“{titles[found[0]]}”", script)
    return " ".join(re.sub(r"\s*([&|])\s*", lambda found: " and " if found[1] == "&" else " or ", said).split())


def _tracked(version: PackageVersion, rows: list[PackageItem]) -> list[str]:
    reporting = [row for row in rows if row.href and row.scorm_type != "asset"]
    plain = [row for row in rows if row.href and row.scorm_type == "asset"]
    said = []
    if reporting:
        parts = "The part that reports" if len(reporting) == 1 else f"Each of the {len(reporting)} parts that report"
        said.append(
            f"{parts}: place, answers, status, score and time, as often as it saves. Learners resume on any device."
        )
    if plain:
        one = "One page reports nothing by itself: opening it completes it."
        said.append(one if len(plain) == 1 else f"{len(plain)} pages report nothing; opening one completes it.")
    marked = [row.title for row in reporting if row.mastery_score is not None or row.scaled_passing_score is not None]
    if marked and (version.mastery_override or version.standard == PackageVersion.Standard.SCORM_2004):
        said.append(f"The server compares the score with the pass mark of {_named(marked)}, whatever the content says.")
    elif marked:
        said.append(f"The content's own word decides whether {_named(marked)} is passed, by this version's policy.")
    elif reporting:
        said.append("There is no pass mark in the package: its own word decides whether it is completed and passed.")
    if version.standard == PackageVersion.Standard.SCORM_12 and version.glance_completes:
        said.append("A part that closes by its own Finish without ever setting a status counts as completed.")
    if any(row.prerequisites for row in rows):
        said.append("Parts with a prerequisite stay locked until it is met; the server decides, not the browser.")
    if any(rollup.is_sequenced(each.get("tree") or {}) for each in version.organisations):
        said.append("The package leads learners by rules of its own (sequencing); the whole of it is then one result.")
    elif len(reporting) > 1:
        said.append("The package is completed when all its parts are.")
    said.append("Scores are the content's own claim; certificates say so (evidence class C).")
    return said


def _named(titles: list[str]) -> str:
    return f"“{titles[0]}”" if len(titles) == 1 else f"{len(titles)} parts"
