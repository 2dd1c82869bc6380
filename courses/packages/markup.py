"""An XML parser that trusts nothing: bytes in, plain nodes out. Pure; it fetches nothing and expands nothing.

The limits stand before the parser where they can (size, document type, encoding) and inside its feed where they must
(elements, depth), so that no input makes it work for long (reliability.md 2.4).
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree

from .refusals import PackageRefused, shown

BYTES = 5 << 20
ELEMENTS = 200_000
DEPTH = 64
ATTRIBUTES = 100  # of one element; the parser's time grows with their square

_FEED = 1 << 16
_XML = "http://www.w3.org/XML/1998/namespace"
_DECLARED = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DOCUMENT_TYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_ENCODINGS = frozenset({"utf-8", "utf-16", "ascii", "iso8859-1", "iso8859-15", "cp1252"})
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS_UTF8 = "Save the file as UTF-8, or export the package again."


@dataclass(frozen=True)
class Node:
    """An element with local names only: authoring tools agree on them, and on namespaces they do not.

    `attributes` holds local names too, except for "xml:base". `space` is the namespace, for the few who need it.
    """

    name: str
    space: str
    attributes: dict[str, str]
    text: str
    children: tuple["Node", ...]
    line: int

    def get(self, name: str, default: str = "") -> str:
        """An attribute without surrounding spaces."""
        return self.attributes.get(name, default).strip()

    def all(self, name: str) -> list["Node"]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Node | None":
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def said(self, name: str) -> str:
        """The text of the first child of that name; "" where there is none."""
        child = self.first(name)
        return child.text if child else ""

    def walk(self) -> Iterator["Node"]:
        """The node and all below it, in the document's order."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(data: bytes, file: str) -> Node:
    """The root of the document `data`; `file` is its name for messages. Raises PackageRefused."""
    if len(data) > BYTES:
        raise PackageRefused(
            "manifest-too-big",
            f"{file} has {len(data):,} bytes; it may have {BYTES:,}.",
            remedy="A manifest lists files; it holds no media. Export the package again.",
            file=file,
        )
    text = _decode(data, file)
    forbidden = _DOCUMENT_TYPE.search(text)
    if forbidden:
        raise PackageRefused(
            "manifest-doctype",
            f"{file} declares a document type or an entity. SCORM manifests need neither, and attacks use them.",
            remedy="Delete the declaration, or export the package again.",
            file=file,
            line=text.count("\n", 0, forbidden.start()) + 1,
        )
    return _plain(_feed(text.encode("utf-8"), file))


def _decode(data: bytes, file: str) -> str:
    mark, encoding = next((pair for pair in _BYTE_ORDER_MARKS if data.startswith(pair[0])), (b"", ""))
    data = data[len(mark) :]
    encoding = encoding or _declared_encoding(data, file)
    if encoding == "utf-32" or (b"\0" in data and not encoding.startswith("utf-16")):
        raise PackageRefused(
            "manifest-encoding", f"{file} is not written in UTF-8.", remedy=_SAVE_AS_UTF8, file=file, line=1
        )
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise PackageRefused(
            "manifest-encoding",
            f"{file} says that it is written in {encoding}, and is not.",
            remedy=_SAVE_AS_UTF8,
            file=file,
            line=data.count(b"\n", 0, error.start) + 1,
        ) from None


def _declared_encoding(data: bytes, file: str) -> str:
    declared = _DECLARED.match(data[:200].decode("latin-1"))
    if not declared:
        return "utf-8"
    try:
        name = codecs.lookup(declared[1]).name
    except LookupError:
        name = ""
    if name not in _ENCODINGS:
        raise PackageRefused(
            "manifest-encoding",
            f"{file} is written in an alphabet that is not read here: {declared[1]}.",
            remedy=_SAVE_AS_UTF8,
            file=file,
            line=1,
        )
    # A document whose declaration could be read byte by byte is not in UTF-16, whatever it says.
    return "utf-8" if name == "utf-16" else name


def _feed(data: bytes, file: str) -> etree._Element:
    # The encoding is given, so the parser believes us and not the declaration.
    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    seen = depth = 0
    try:
        for at in range(0, len(data), _FEED):
            parser.feed(data[at : at + _FEED])
            for event, found in parser.read_events():
                element = cast("etree._Element", found)  # noqa: SLF001 - lxml's public elements have no other type
                depth += 1 if event == "start" else -1
                seen += event == "start"
                if depth > DEPTH or seen > ELEMENTS or len(element.attrib) > ATTRIBUTES:
                    raise _too_complex(file, _line(element))
        return parser.close()
    except etree.XMLSyntaxError as error:
        log = list(parser.feed_error_log)
        said, line = (log[0].message, log[0].line) if log else (error.msg, error.lineno)
        if said and "depth" in said.lower():
            raise _too_complex(file, line) from None
        raise PackageRefused(
            "manifest-not-xml",
            f"{file} is not well-formed XML: {shown(said or 'it ends too early', 200)}.",
            remedy="Open the file in a browser or an editor, mend the line, or export the package again.",
            file=file,
            line=line or None,
        ) from None


def _plain(element: etree._Element) -> Node:
    name = etree.QName(element)
    attributes: dict[str, str] = {}
    for key, value in element.attrib.items():
        attribute = etree.QName(key)
        if attribute.namespace == _XML:
            attributes[f"xml:{attribute.localname}"] = str(value)
        elif attribute.namespace:
            attributes.setdefault(attribute.localname, str(value))
        else:
            attributes[attribute.localname] = str(value)
    said = "".join([element.text or "", *(below.tail or "" for below in element)])
    below = tuple(_plain(child) for child in element if isinstance(child.tag, str))
    return Node(name.localname, name.namespace or "", attributes, said.strip(), below, _line(element))


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _too_complex(file: str, line: int | None) -> PackageRefused:
    return PackageRefused(
        "manifest-too-complex",
        f"{file} nests more than {DEPTH} elements, holds more than {ELEMENTS:,}, "
        f"or gives one of them more than {ATTRIBUTES} attributes.",
        remedy="Split the course, or export the package again.",
        file=file,
        line=line,
    )
