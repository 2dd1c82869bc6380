"""What an engine is: it keeps documents by version and answers plans. It never sees a request, a user or our tables."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Protocol

from search.analysis.plan import Plan, Vocabulary
from search.analysis.words import cleaned
from search.items import Doc

from .marks import END, START
from .places import Place, laid_out

__all__ = ["END", "START"]


class GenerationGone(LookupError):
    """A write or a swap names a generation that was dropped meanwhile, as a second rebuild does."""


@dataclass(frozen=True)
class Versioned:
    """A document with the version that guards it: an engine refuses a lower one than it holds."""

    doc: Doc
    version: int

    @property
    def ref(self) -> str:
        return str(self.doc.ref)

    @property
    def checksum(self) -> str:
        return checksum(self.doc)

    @property
    def fields(self) -> dict[str, str]:
        """The searched fields, in one line each and without control characters."""
        doc = self.doc
        return {
            "title": cleaned(doc.title),
            "acronyms": cleaned("; ".join(doc.acronyms)),
            "summary": cleaned(doc.summary),
            "body": laid_out(doc)[0],
        }

    @property
    def places(self) -> list[Place]:
        """Where in the searched body each part of the document lies."""
        return laid_out(self.doc)[1]


@dataclass(frozen=True)
class Hit:
    """A document that matched, with marks around what matched.

    `body` is the best passage of the full text, and empty where the viewer may not read it or nothing in it matched.
    `place` and `place_url` are the title and the address of the part that the passage comes from, where it has one.
    """

    ref: str
    score: float
    title: str
    summary: str
    body: str = ""
    place: str = ""
    place_url: str = ""


@dataclass(frozen=True)
class Page:
    """Hits of one page, best first; the exact number of matches; for each facet the counts without its own filter."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: {"kind": {}, "topic": {}})


class Engine(Protocol):
    """Keeps the library searchable. Writes go to the current generation and to every one being built."""

    name: str
    embedded: bool  # a write right after the commit costs no network and the next search sees it

    def prepare(self) -> None:
        """Make sure that there is a current generation. Idempotent."""
        ...

    def upsert(self, docs: Sequence[Versioned], generation: str | None = None) -> None:
        """Write documents, each unless the same or a higher version is held, be it of a deletion."""
        ...

    def delete(self, refs: Sequence[tuple[str, int]], generation: str | None = None) -> None:
        """Remove documents by (reference, version), and remember the version against late writes."""
        ...

    def search(self, plan: Plan) -> Page:
        """One page of a plan."""
        ...

    def suggest(self, plan: Plan) -> list[str]:
        """References of the documents that match best by title, acronyms and summary, best first."""
        ...

    def vocabulary(self, reads: frozenset[str]) -> Vocabulary:
        """The words of what someone with these rights may find by."""
        ...

    def manifest(self, generation: str | None = None) -> Iterator[tuple[str, int, str]]:
        """Reference, version and checksum of every document held."""
        ...

    def sound(self) -> bool:
        """Whether the index agrees with the documents it holds; a rebuild mends what does not."""
        ...

    def begin(self) -> str:
        """Open a new generation beside the current one; one left by a rebuild that died is dropped."""
        ...

    def swap(self, generation: str) -> None:
        """Let `generation` answer from now on, and drop the one that did."""
        ...

    def drop(self, generation: str) -> None:
        """Forget a generation that is being built."""
        ...


def checksum(doc: Doc) -> str:
    """The same for two documents exactly when nothing of them differs."""
    text = json.dumps(asdict(doc), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
