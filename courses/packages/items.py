"""The items of an outline: what a learner sees in the table of contents, and what each opens. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from courses.rules import prerequisites

from .addresses import Files, Place, resolve
from .markup import Node
from .refusals import Notice, PackageRefused, shown

ITEMS = 5000
ITEM_DEPTH = 32
TITLE = 1000
LAUNCH_DATA = 64_000
_TIME_TEXT = 40

_TIME_LIMIT_ACTIONS = frozenset(f"{end},{tell}" for end in ("exit", "continue") for tell in ("message", "no message"))
_TIMESPAN_12 = re.compile(r"\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?", re.ASCII)
_DURATION_2004 = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?", re.ASCII)


@dataclass(frozen=True)
class Resource:
    """A resource of the manifest: where it begins, and whether it speaks to the run-time."""

    identifier: str
    href: str
    scorm_type: str  # sco, asset, or "" where the manifest does not say
    bases: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Item:
    """One line of the table of contents. `url` is "" for a heading without a page of its own."""

    identifier: str
    title: str
    url: str
    path: str
    scorm_type: str
    visible: bool
    launch_data: str
    prerequisites: str
    mastery_score: Decimal | None
    max_time_allowed: str
    time_limit_action: str
    scaled_passing_score: Decimal | None
    completion_threshold: Decimal | None
    children: tuple["Item", ...]
    node: Node
    sequencing: Node | None


@dataclass
class ItemReader:
    """Reads the items of one outline.

    `sequencing_of` finds an item's sequencing, references followed. `seen` has the lines of the items read so far, of
    other outlines too; `stated` all identifiers that the manifest gives, so that none is made up that is in use.
    """

    resources: dict[str, Resource]
    files: Files
    file: str
    sequencing_of: Callable[[Node], Node | None]
    notice: Callable[[Notice], None]
    is_2004: bool
    seen: dict[str, int]
    stated: frozenset[str] = frozenset()

    def read(self, parent: Node, depth: int = 1) -> tuple[Item, ...]:
        """The items directly below `parent`, with theirs. Raises PackageRefused."""
        if depth > ITEM_DEPTH:
            raise self._refused(
                "items-too-deep", f"Items are nested more than {ITEM_DEPTH} deep.", parent, "Flatten the outline."
            )
        return tuple(self._item(node, depth) for node in parent.all("item"))

    def _item(self, node: Node, depth: int) -> Item:
        identifier = self._identifier(node)
        what = f"item “{shown(node.said('title') or identifier, 60)}”"
        reference = node.get("identifierref")
        url = path = scorm_type = ""
        if reference:
            resource = self.resources.get(reference)
            if resource is None:
                raise self._refused(
                    "resource-missing",
                    f"The {what} uses the resource {shown(reference)}, which the manifest does not list.",
                    node,
                    "Add the resource, or mend the item's identifierref.",
                )
            if resource.href:
                address = resolve(
                    resource.href,
                    bases=resource.bases,
                    parameters=node.get("parameters"),
                    files=self.files,
                    place=Place(f"The {what}", self.file, resource.line),
                    notice=self.notice,
                )
                url, path = address.url, address.path
                scorm_type = resource.scorm_type or self._assume_sco(resource)
            else:
                said = f"The {what} uses the resource {shown(reference)}, which names no page; it opens nothing."
                self._odd("resource-without-page", said, node)
        if url and self.is_2004 and node.first("item"):
            said = f"The {what} opens a page and has items below it, which SCORM 2004 does not allow; "
            self._odd("page-on-heading", said + "learners may not be able to reach that page.", node)
        sequencing = self.sequencing_of(node)
        return Item(
            identifier=identifier,
            title=self._title(node, identifier),
            url=url,
            path=path,
            scorm_type=scorm_type,
            visible=node.get("isvisible", "true").lower() not in ("false", "0"),
            launch_data=self._launch_data(node, what),
            prerequisites=self._prerequisites(node, what),
            mastery_score=self._number(node, "masteryscore", 0, 100, what),
            max_time_allowed=self._time_allowed(node, sequencing, what),
            time_limit_action=self._time_limit_action(node, what),
            scaled_passing_score=self._passing_score(sequencing, what),
            completion_threshold=self._completion_threshold(node, what),
            children=self.read(node, depth + 1),
            node=node,
            sequencing=sequencing,
        )

    def _identifier(self, node: Node) -> str:
        identifier = node.get("identifier")
        if not identifier:
            identifier = f"item-{len(self.seen) + 1}"
            while identifier in self.stated:
                identifier += "-made-up"
            self._odd("identifier-missing", f"An item has no identifier; it is called {identifier} here.", node)
        if len(identifier) > TITLE:
            raise self._refused(
                "identifier-too-long", f"An item's identifier has more than {TITLE} characters.", node, "Shorten it."
            )
        if identifier in self.seen:
            raise self._refused(
                "identifier-twice",
                f"Two items have the identifier {shown(identifier, 60)} (the other on line {self.seen[identifier]}).",
                node,
                "Give every item an identifier of its own.",
            )
        if len(self.seen) >= ITEMS:
            raise self._refused(
                "items-too-many", f"The outline has more than {ITEMS:,} items.", node, "Split the course."
            )
        self.seen[identifier] = node.line
        return identifier

    def _title(self, node: Node, identifier: str) -> str:
        title = " ".join(node.said("title").split())
        if len(title) > TITLE:
            raise self._refused("title-too-long", f"A title has more than {TITLE} characters.", node, "Shorten it.")
        if not title:
            self._odd("title-missing", f"The item {shown(identifier)} has no title; learners see its identifier.", node)
        return title or identifier

    def _assume_sco(self, resource: Resource) -> str:
        said = f"The resource {shown(resource.identifier)} does not say whether it is a SCO; it is treated as one."
        self.notice(Notice("scorm-type-missing", said, self.file, resource.line))
        self.resources[resource.identifier] = replace(resource, scorm_type="sco")  # say it once
        return "sco"

    def _launch_data(self, node: Node, what: str) -> str:
        data = node.said("dataFromLMS") or node.said("datafromlms")
        if len(data) > LAUNCH_DATA:
            raise self._refused(
                "launch-data-too-long",
                f"The launch data of the {what} has more than {LAUNCH_DATA:,} characters.",
                node,
                "Put the data into a file of the package.",
            )
        return data

    def _prerequisites(self, node: Node, what: str) -> str:
        found = node.first("prerequisites")
        if found is None or not found.text:
            return ""
        if self.is_2004:
            said = f"The {what} has prerequisites, which SCORM 2004 does not know; they are left out."
            self._odd("prerequisites-unread", said, found)
            return ""
        if found.get("type", "aicc_script") != "aicc_script" or len(found.text) > prerequisites.LENGTH:
            said = f"The prerequisites of the {what} cannot be read; they are left out."
            self._odd("prerequisites-unread", said, found)
            return ""
        return found.text

    def _number(self, node: Node, name: str, low: int, high: int, what: str) -> Decimal | None:
        found = node.first(name)
        if found is None or not found.text:
            return None
        return self._within(found.text, low, high, f"{name} of the {what}", found)

    def _within(self, said: str, low: int, high: int, what: str, node: Node) -> Decimal | None:
        try:
            number = Decimal(said)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and low <= number <= high:
            return number.quantize(Decimal("0.0001"))
        self._odd(
            "number-unread", f"The {what} is {shown(said, 20)}, not a number from {low} to {high}; left out.", node
        )
        return None

    def _time_allowed(self, node: Node, sequencing: Node | None, what: str) -> str:
        if self.is_2004:
            found = sequencing.first("limitConditions") if sequencing else None
            said, form = found.get("attemptAbsoluteDurationLimit") if found else "", _DURATION_2004
        else:
            found = node.first("maxtimeallowed")
            said, form = found.text if found else "", _TIMESPAN_12
        if said and not (len(said) <= _TIME_TEXT and form.fullmatch(said)):
            told = f"The time limit of the {what}, {shown(said, 20)}, cannot be read; left out."
            self._odd("time-unread", told, found or node)
            return ""
        return said

    def _time_limit_action(self, node: Node, what: str) -> str:
        found = node.first("timeLimitAction") or node.first("timelimitaction")
        action = ",".join(part.strip() for part in found.text.lower().split(",")) if found else ""
        if action and action not in _TIME_LIMIT_ACTIONS:
            self._odd(
                "time-unread", f"The time limit action of the {what} is none of the four; left out.", found or node
            )
            return ""
        return action

    def _passing_score(self, sequencing: Node | None, what: str) -> Decimal | None:
        objectives = sequencing.first("objectives") if sequencing else None
        primary = objectives.first("primaryObjective") if objectives else None
        if primary is None or primary.get("satisfiedByMeasure").lower() not in ("true", "1"):
            return None
        said = primary.said("minNormalizedMeasure") or "1.0"
        return self._within(said, -1, 1, f"minNormalizedMeasure of the {what}", primary)

    def _completion_threshold(self, node: Node, what: str) -> Decimal | None:
        found = node.first("completionThreshold")
        if found is None:
            return None
        by_measure = found.get("completedByMeasure").lower() in ("true", "1")
        said = found.get("minProgressMeasure", "1.0") if by_measure else found.text
        return self._within(said, 0, 1, f"completionThreshold of the {what}", found) if said else None

    def _odd(self, code: str, sentence: str, node: Node) -> None:
        self.notice(Notice(code, sentence, self.file, node.line))

    def _refused(self, code: str, sentence: str, node: Node, remedy: str) -> PackageRefused:
        return PackageRefused(
            code, sentence, remedy=f"{remedy} Then export the package again.", file=self.file, line=node.line
        )
