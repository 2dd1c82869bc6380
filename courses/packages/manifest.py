"""imsmanifest.xml: bytes go in, plain values come out. Pure.

What real tools write is read kindly (namespaces as sets, a missing organisation, slips in capitals), and what cannot be
played is refused with its line. SCORM 1.2 CAM 2.3, SCORM 2004 CAM 3; the odd cases are those of courses.md c4.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from . import markup
from .addresses import Files, holds
from .items import TITLE, Item, Resource
from .markup import Node
from .outlines import EXPORT, Organisation, OutlineReader
from .refusals import Notice, PackageRefused, shown

SCORM_12, SCORM_2004 = "scorm-1.2", "scorm-2004"

_IS_12 = re.compile(r"1\.[012]")
_IS_2004 = re.compile(r"(CAM )?1\.3|2004.*", re.IGNORECASE)
_SPACES_12 = ("imscp_rootv1p1p2", "adlcp_rootv1p2")
_SPACES_2004 = ("imscp_v1p1", "adlcp_v1p3", "adlseq_v1p3", "adlnav_v1p3", "imsss")
_ISO_TIME = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?)?")
_CLOCK_TIME = re.compile(r"(\d{1,4}):(\d{2})(?::[\d.]+)?")
_LONGEST = 100 * 60


@dataclass(frozen=True)
class Manifest:
    """A package as its manifest describes it: its outlines, the default one first, and never none.

    `minutes` is the learning time that the authors state, where they do.
    """

    standard: str
    edition: str
    identifier: str
    organisations: tuple[Organisation, ...]
    minutes: int | None
    notices: tuple[Notice, ...]

    @property
    def title(self) -> str:
        """The package is called what its default outline is called."""
        return self.organisations[0].title

    @property
    def items(self) -> tuple[Item, ...]:
        """The top of the default outline."""
        return self.organisations[0].items

    def every_item(self) -> Iterator[Item]:
        """All items of all outlines, as tables of contents list them."""
        for organisation in self.organisations:
            yield from organisation.every_item()


def read_manifest(data: bytes, paths: Iterable[str], *, file: str = "imsmanifest.xml") -> Manifest:
    """The manifest in `data`, its addresses resolved against the package's `paths`. Raises PackageRefused."""
    return _Reading(markup.parse(data, file), list(paths), file).manifest()


class _Reading:
    def __init__(self, root: Node, paths: list[str], file: str) -> None:
        self.root, self.file = root, file
        self.files = Files(paths)
        self.notices: list[Notice] = []

    def manifest(self) -> Manifest:
        root = self.root
        if root.name != "manifest":
            raise self._refused(
                "not-a-manifest",
                f"{self.file} begins with <{shown(root.name, 40)}>, not with <manifest>.",
                root,
                EXPORT,
            )
        inner = root.first("manifest")
        if inner:
            raise self._refused(
                "sub-manifest",
                "The manifest holds another manifest inside, which SCORM does not allow.",
                inner,
                EXPORT,
            )
        standard, edition = self._standard()
        reader = OutlineReader(root, self._resources(), self.files, self.file, self.notices, standard == SCORM_2004)
        manifest = Manifest(
            standard=standard,
            edition=edition,
            identifier=root.get("identifier")[:TITLE],
            organisations=reader.organisations(),
            minutes=_minutes(root),
            notices=(),
        )
        self._listed_files()
        return replace(manifest, notices=tuple(self.notices))

    def _standard(self) -> tuple[str, str]:
        metadata = self.root.first("metadata")
        schema, version = (metadata.said("schema"), metadata.said("schemaversion")) if metadata else ("", "")
        if "cartridge" in schema.lower():
            raise self._refused(
                "not-scorm", "This is a Common Cartridge, made for another kind of learning system.", self.root, EXPORT
            )
        if _IS_2004.fullmatch(version):
            return SCORM_2004, version
        if _IS_12.fullmatch(version):
            return SCORM_12, version
        spaces = " ".join({node.space for node in self.root.walk()})
        keys = {key for node in self.root.walk() for key in node.attributes}
        if any(space in spaces for space in _SPACES_2004) or "scormType" in keys:
            found = SCORM_2004
        elif any(space in spaces for space in _SPACES_12) or "scormtype" in keys:
            found = SCORM_12
        else:
            found = SCORM_12
            said = "The manifest does not say which standard it follows; it is treated as SCORM 1.2."
            self.notices.append(Notice("standard-assumed", said, self.file, self.root.line))
            return found, ""
        if version:
            said = f"The manifest names a version that is not known, {shown(version, 40)}; its other marks decide."
            self.notices.append(Notice("standard-odd", said, self.file, metadata.line if metadata else None))
        return found, version[:40]

    def _resources(self) -> dict[str, Resource]:
        outer = self.root.first("resources")
        found: dict[str, Resource] = {}
        for node in outer.all("resource") if outer else []:
            bases = (self.root.get("xml:base"), outer.get("xml:base") if outer else "", node.get("xml:base"))
            scorm_type = (node.get("scormtype") or node.get("scormType")).lower()
            identifier = node.get("identifier")
            if identifier in found:
                said = f"Two resources have the identifier {shown(identifier)}; the first one is used."
                self.notices.append(Notice("resource-twice", said, self.file, node.line))
                continue
            if scorm_type not in ("sco", "asset"):
                scorm_type = ""
            found[identifier] = Resource(
                identifier, node.get("href"), scorm_type, tuple(base for base in bases if base), node.line
            )
        return found

    def _listed_files(self) -> None:
        """One notice about files that the manifest lists and the archive lacks: common, and mostly harmless."""
        missing: list[tuple[str, int]] = []
        outer = self.root.first("resources")
        for resource in outer.all("resource") if outer else []:
            bases = [node.get("xml:base") for node in (self.root, outer, resource) if node]
            listed = [(node.get("href"), node.line) for node in resource.all("file")]
            missing += [(href, line) for href, line in listed if not holds(href, bases, self.files)]
        if missing:
            first, line = missing[0]
            said = f"{len(missing)} of the files that the manifest lists are not in the package; first {shown(first)}."
            self.notices.append(Notice("listed-file-missing", said, self.file, line))

    def _refused(self, code: str, sentence: str, node: Node, remedy: str) -> PackageRefused:
        return PackageRefused(code, sentence, remedy=remedy, file=self.file, line=node.line)


def _minutes(root: Node) -> int | None:
    """The typical learning time of the package's own metadata, in whole minutes (IMS LRM 1.2, IEEE LOM)."""
    metadata = root.first("metadata")
    for node in metadata.walk() if metadata else ():
        if node.name.lower() == "typicallearningtime":
            for said in (below.text for below in node.walk()):
                minutes = _as_minutes(said)
                if minutes:
                    return min(minutes, _LONGEST)
    return None


def _as_minutes(said: str) -> int:
    iso = _ISO_TIME.fullmatch(said) if len(said) <= len("P0000000DT0000000H0000000M00.00S") else None
    if iso:
        days, hours, minutes = (int(part or 0) for part in iso.groups())
        return days * 1440 + hours * 60 + minutes
    clock = _CLOCK_TIME.fullmatch(said)
    return int(clock[1]) * 60 + int(clock[2]) if clock else 0
