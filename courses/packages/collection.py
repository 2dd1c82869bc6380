"""The sequencing collection of a SCORM 2004 manifest: rule sets that items share by reference. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .markup import ELEMENTS, Node
from .refusals import Notice, PackageRefused, shown

RULES = 2000
_RULE_NAMES = frozenset({"preConditionRule", "exitConditionRule", "postConditionRule", "rollupRule"})


@dataclass
class Collection:
    """Finds the sequencing of an item or an organisation, its reference followed."""

    root: Node
    file: str
    notice: Callable[[Notice], None]

    def __post_init__(self) -> None:
        outer = self.root.first("sequencingCollection")
        self._shared = {node.get("ID"): node for node in outer.all("sequencing")} if outer else {}
        self._expanded = 0
        rules = sum(node.name in _RULE_NAMES for node in self.root.walk())
        if rules > RULES:
            raise PackageRefused(
                "rules-too-many",
                f"The manifest has {rules:,} sequencing rules; it may have {RULES:,}.",
                remedy="Split the course.",
                file=self.file,
                line=self.root.line,
            )

    def sequencing_of(self, node: Node) -> Node | None:
        """The `sequencing` of a node; what it states itself stands before what it refers to (CAM 5.1.1, IDRef)."""
        own = node.first("sequencing")
        if own is None:
            return None
        merged, seen = own, {id(own)}
        reference = own.get("IDRef")
        while reference:
            shared = self._shared.get(reference)
            if shared is None:
                said = f"The sequencing {shown(reference, 60)} is referred to and not there; the item goes without it."
                self.notice(Notice("sequencing-missing", said, self.file, own.line))
                break
            if id(shared) in seen:
                raise self._refused("reference-cycle", f"The sequencing {shown(reference, 60)} refers to itself.", own)
            seen.add(id(shared))
            self._count(1 + len(shared.children), own)
            # By name and namespace: ADL's own objectives stand beside those of IMS and do not replace them.
            stated = {(child.name, child.space) for child in merged.children}
            added = tuple(child for child in shared.children if (child.name, child.space) not in stated)
            merged = replace(
                merged, children=merged.children + added, attributes={**shared.attributes, **merged.attributes}
            )
            reference = shared.get("IDRef")
        self._count(sum(1 for _ in merged.walk()), own)
        return merged

    def _count(self, looked_at: int, node: Node) -> None:
        """What items share costs nothing to write and much to follow: 5,000 items may refer to one long chain."""
        self._expanded += looked_at
        if self._expanded > ELEMENTS:
            raise self._refused("manifest-too-complex", "Shared sequencing makes the outline too large.", node)

    def _refused(self, code: str, sentence: str, node: Node) -> PackageRefused:
        return PackageRefused(code, sentence, remedy="Export the package again.", file=self.file, line=node.line)
