"""The outlines of a manifest, which SCORM calls organisations: the default one, and others to choose from. Pure.

Only the default outline may sink a package: another one that cannot be read is left out, and the author is told why.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .addresses import Files
from .collection import Collection
from .items import TITLE, Item, ItemReader, Resource
from .locks import with_sound_prerequisites
from .markup import Node
from .refusals import Notice, PackageRefused, shown

ORGANISATIONS = 50
EXPORT = "Export the package again as SCORM 1.2 or SCORM 2004."
_NAMED = 3


@dataclass(frozen=True)
class Organisation:
    """One outline. `identifier` is its own in the package; "" where the manifest has no outline at all."""

    identifier: str
    title: str
    items: tuple[Item, ...]
    node: Node | None
    sequencing: Node | None

    def every_item(self) -> Iterator[Item]:
        """Its items, depth first, as a table of contents lists them."""
        waiting = list(reversed(self.items))
        while waiting:
            item = waiting.pop()
            yield item
            waiting.extend(reversed(item.children))


@dataclass
class OutlineReader:
    """Reads the outlines of the manifest `root`. Identifiers of items are unique over all of them."""

    root: Node
    resources: dict[str, Resource]
    files: Files
    file: str
    notices: list[Notice]
    is_2004: bool

    def __post_init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._stated = frozenset(node.get("identifier") for node in self.root.walk() if node.name == "item")

    def organisations(self) -> tuple[Organisation, ...]:
        """Every outline that can be played, the default first. Raises PackageRefused where there is none."""
        collection = Collection(self.root, self.file, self.notices.append)
        declared = self._declared()
        found: list[Organisation] = []
        for node in declared:
            one = self._read(node, collection, {each.identifier for each in found}, may_fail=node is not declared[0])
            if one is not None:
                found.append(one)
        if not any(one.items for one in found):
            found = [self._made_of_resources(declared[0] if declared else None, collection)]
        playable = [one for one in found if any(item.url for item in one.every_item())]
        if not playable:
            raise self._refused(
                "nothing-to-launch",
                "No item of the manifest opens a page, so there is nothing to learn in this package.",
                found[0].node or self.root,
                "In the authoring tool choose the LMS or SCORM format, not a plain web page.",
            )
        kept = {one.identifier for one in playable}
        for one in found:
            if one.identifier not in kept and one.node is not None:
                said = f"The outline {_quoted(one.title or one.identifier)} opens no page; it is left out."
                self.notices.append(Notice("organisation-empty", said, self.file, one.node.line))
        self._tell(playable)
        return tuple(playable)

    def _declared(self) -> list[Node]:
        """The manifest's outlines, the default first; where the default points nowhere, the first is the default."""
        outer = self.root.first("organizations")
        every = outer.all("organization") if outer else []
        if outer is None or not every:
            return []
        if len(every) > ORGANISATIONS:
            raise self._refused(
                "organisations-too-many", f"The manifest has more than {ORGANISATIONS} outlines.", outer, EXPORT
            )
        wanted = outer.get("default")
        default = next((node for node in every if node.get("identifier") == wanted), None)
        if default is None and wanted:
            said = f"The manifest's default outline, {shown(wanted, 60)}, does not exist; the first one is used."
            self.notices.append(Notice("default-organisation-missing", said, self.file, outer.line))
        default = default or every[0]
        return [default, *(node for node in every if node is not default)]

    def _read(self, node: Node, collection: Collection, known: set[str], *, may_fail: bool) -> Organisation | None:
        told, taken = len(self.notices), dict(self._taken)
        try:
            return self._organisation(node, collection, known)
        except PackageRefused as refused:
            if not may_fail:
                raise
            self._taken = taken
            del self.notices[told:]
            name = _quoted(node.said("title") or node.get("identifier"))
            said = f"The outline {name} cannot be played and is left out. {refused.sentence}"
            self.notices.append(Notice("organisation-unread", said, self.file, refused.line or node.line))
            return None

    def _organisation(self, node: Node, collection: Collection, known: set[str]) -> Organisation:
        identifier = node.get("identifier")
        if len(identifier) > TITLE:
            raise self._refused(
                "identifier-too-long", f"An outline's identifier has more than {TITLE} characters.", node, "Shorten it."
            )
        number = len(known) + 1
        while not identifier or identifier in known:
            identifier, number = f"outline-{number}", number + 1
        items = self._items(node, collection)
        return Organisation(
            identifier, self._title(node, items, first=not known), items, node, collection.sequencing_of(node)
        )

    def _items(self, node: Node, collection: Collection) -> tuple[Item, ...]:
        reader = ItemReader(
            self.resources,
            self.files,
            self.file,
            collection.sequencing_of,
            self.notices.append,
            self.is_2004,
            self._taken,
            self._stated,
        )
        return with_sound_prerequisites(reader.read(node), self.file, self.notices.append)

    def _made_of_resources(self, declared: Node | None, collection: Collection) -> Organisation:
        """An outline made from the resources, where the manifest has none: one item for each that can be opened."""
        openable = [resource for resource in self.resources.values() if resource.href]
        chosen = [resource for resource in openable if resource.scorm_type == "sco"] or openable
        if chosen:
            said = f"The manifest has no outline; {len(chosen)} entry made from its list of resources stands in for it."
            self.notices.append(Notice("no-organisation", said, self.file, self.root.line))
        items = [
            Node(
                "item",
                "",
                {"identifier": f"item-{number}", "identifierref": resource.identifier},
                "",
                (Node("title", "", {}, resource.identifier or f"Part {number}", (), resource.line),),
                resource.line,
            )
            for number, resource in enumerate(chosen, start=1)
        ]
        made = self._items(Node("organization", "", {}, "", tuple(items), self.root.line), collection)
        title = self._title(declared or Node("organization", "", {}, "", (), self.root.line), made, first=True)
        return Organisation("", title, made, None, None)

    def _title(self, node: Node, items: tuple[Item, ...], *, first: bool) -> str:
        title = " ".join(node.said("title").split())
        if not title and not first:
            return node.get("identifier") or "Untitled outline"
        if not title and items:
            title = items[0].title if len(items) == 1 else self.root.get("identifier") or "Untitled package"
            said = f"The package has no title; it is called “{shown(title, 60)}” here."
            self.notices.append(Notice("package-title-missing", said, self.file, self.root.line))
        if len(title) > TITLE:
            raise self._refused(
                "title-too-long", f"The package's title has more than {TITLE} characters.", self.root, "Shorten it."
            )
        return title

    def _tell(self, playable: list[Organisation]) -> None:
        if len(playable) < 2:  # noqa: PLR2004 - one outline is nothing to speak of
            return
        others = ", ".join(_quoted(one.title) for one in playable[1 : _NAMED + 1])
        more = f" and {len(playable) - 1 - _NAMED} more" if len(playable) > _NAMED + 1 else ""
        said = (
            f"The manifest has {len(playable)} outlines. Learners get the default one, {_quoted(playable[0].title)}; "
            f"whoever makes a course of the package may choose another: {others}{more}."
        )
        outer = self.root.first("organizations")
        self.notices.append(Notice("organisations-several", said, self.file, outer.line if outer else None))

    def _refused(self, code: str, sentence: str, node: Node, remedy: str) -> PackageRefused:
        return PackageRefused(code, sentence, remedy=remedy, file=self.file, line=node.line)


def _quoted(name: str) -> str:
    return f"“{shown(' '.join(name.split()), 60)}”"
