"""What every engine is asked: words with their alternatives, filters, and whose eyes it is for. It knows no engine."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from search.weights import PAGE_SIZE


class Why(StrEnum):
    """How a term came to stand beside, or in place of, the word that was typed."""

    TYPED = "typed"
    SPELLING = "spelling"
    SYNONYM = "synonym"
    REPAIR = "repair"
    COMPLETION = "completion"


@dataclass(frozen=True)
class Term:
    """One thing to look for: a word, or several that stand together. `weight` is its worth against the typed word."""

    text: str
    weight: float = 1.0
    why: Why = Why.TYPED


@dataclass(frozen=True)
class Group:
    """A word of the query with all that may stand for it. A document scores by its best term of each group."""

    typed: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Reading:
    """A query as the analysis understood it.

    A document matches when it matches any group and every phrase of `required`, and nothing of `excluded`. With no
    groups at all it matches unless excluded, except where `wordless`: then something was typed and nothing can match.
    """

    query: str = ""
    groups: tuple[Group, ...] = ()
    required: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    wordless: bool = False


@dataclass(frozen=True)
class Plan:
    """A reading, narrowed and addressed.

    `reads` are the values of access whose text the viewer may read in full, `finds` those whose title and summary
    they may meet. An engine lets nothing but public words decide what someone without the right to read is shown.
    """

    reading: Reading
    reads: frozenset[str]
    finds: frozenset[str]
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    page: int = 1
    size: int = PAGE_SIZE


class Vocabulary(Protocol):
    """The words of the documents that one viewer may read."""

    def known(self, words: Collection[str]) -> set[str]:
        """Those of `words` that a search would find, by their stem."""
        ...

    def beginning(self, prefix: str) -> list[str]:
        """The commonest words that begin so, without the prefix itself."""
        ...

    def nearest(self, word: str) -> list[str]:
        """The words it was most likely meant to be (`repair.WordIndex.nearest`)."""
        ...
