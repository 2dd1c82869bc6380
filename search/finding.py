"""Finding things: a query and a viewer in, cards in order out. The one place where analysis, engine and policy meet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, Self

from django.utils.safestring import SafeString

from members.api import Viewer, access_tokens

from . import weights
from .analysis.plan import Plan, Reading, Vocabulary
from .analysis.reading import read
from .analysis.synonyms import stored_senses
from .analysis.words import cleaned
from .cards import Card, findable, lookup
from .engines.base import START, Hit, Page
from .engines.choosing import engine
from .highlighting import highlighted, plain
from .items import Kind, LibraryRef


@dataclass(frozen=True)
class FoundCard(Card):
    """A card with what matched marked in it; both texts are safe HTML."""

    marked_title: SafeString = field(default_factory=SafeString)
    snippet: SafeString = field(default_factory=SafeString)
    place: str = ""  # the part that the snippet comes from: a section, a lesson, a moment of a film
    place_url: str = ""

    @classmethod
    def of_hit(cls, card: Card, hit: Hit) -> Self:
        # The entry is the truth of today; the engine's words are shown where they are the same, or only a passage.
        title = hit.title if plain(hit.title) == cleaned(card.title) else card.title
        summary = hit.summary if plain(hit.summary) == cleaned(card.summary) else card.summary
        passage = hit.body if START in hit.body and not card.locked else summary
        facts = {name: getattr(card, name) for name in Card.__dataclass_fields__}
        # Where a reader may not go, no address of what is inside is shown.
        place, url = ("", "") if card.locked else (hit.place, hit.place_url)
        return cls(**facts, marked_title=highlighted(title), snippet=highlighted(passage), place=place, place_url=url)

    @property
    def row(self) -> dict[str, Any]:
        """What the card component reads. The lock is for those whom it keeps out."""
        facts = {name: getattr(self, name) for name in Card.__dataclass_fields__}
        return facts | {
            "kind": self.kind,
            "title": self.marked_title,
            "snippet": self.snippet,
            "place": self.place,
            "place_url": self.place_url,
            "members_only": self.locked,
        }


@dataclass(frozen=True)
class Found:
    """One page of an answer."""

    query: str
    hits: list[FoundCard] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {"kind": {}, "topic": {}})
    notes: list[str] = field(default_factory=list)
    page: int = 1
    pages: int = 1
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def find(
    text: str,
    *,
    viewer: Viewer,
    kinds: Collection[str] = (),
    topics: Collection[str] = (),
    page: int = 1,
) -> Found:
    """What of the library answers `text` for this viewer; everything, newest first, where the text is empty.

    Never raises over what was typed: unknown kinds and topics find nothing, a page past the end is the last one.
    """
    reads = access_tokens(viewer)
    words = engine().vocabulary(reads)
    reading = read(text, vocabulary=words, synonyms=stored_senses)
    plan = Plan(
        reading,
        reads=reads,
        finds=findable(viewer),
        kinds=tuple(dict.fromkeys(cleaned(kind) for kind in kinds)),
        topics=tuple(dict.fromkeys(cleaned(topic) for topic in topics)),
        page=max(1, page),
    )
    answer = engine().search(plan)
    if not answer.total and reading.required:
        plan, answer = _without_phrases(plan, text, words, answer)
    pages = max(1, ceil(answer.total / plan.size))
    if plan.page > pages:
        plan = replace(plan, page=pages)
        answer = engine().search(plan)
    return Found(
        query=reading.query,
        hits=_checked(answer.hits, viewer),
        total=answer.total,
        facets={name: dict(counts) for name, counts in answer.facets.items()},
        notes=[*plan.reading.notes, *_notes(plan, reading)],
        page=plan.page,
        pages=pages,
        kinds=plan.kinds,
        topics=plan.topics,
    )


def suggest(text: str, *, viewer: Viewer) -> list[Card]:
    """What the reader may be typing towards: the best few by title, acronyms and summary, the last word unfinished."""
    reads = access_tokens(viewer)
    reading = read(text, vocabulary=engine().vocabulary(reads), synonyms=stored_senses, instant=True)
    plan = Plan(reading, reads=reads, finds=findable(viewer), size=weights.SUGGESTIONS)
    return lookup([LibraryRef.parse(ref) for ref in engine().suggest(plan)], viewer)


def _checked(hits: Sequence[Hit], viewer: Viewer) -> list[FoundCard]:
    """The hits that are in the library today and that the viewer may meet; an index may lag, the entries do not."""
    by_ref = {hit.ref: hit for hit in hits}
    cards = lookup([LibraryRef.parse(ref) for ref in by_ref], viewer)
    return [FoundCard.of_hit(card, by_ref[str(card.ref)]) for card in cards]


def _without_phrases(plan: Plan, text: str, words: Vocabulary, nothing: Page) -> tuple[Plan, Page]:
    """The words of phrases that stand nowhere as typed; the reader is told so."""
    loose = read(text.replace('"', " "), vocabulary=words, synonyms=stored_senses)
    phrases = " and ".join(f"“{phrase}”" for phrase in plan.reading.required)
    note = f"Nothing contains {phrases} word for word. These contain some of the words."
    second = replace(plan, reading=replace(loose, query=plan.reading.query, notes=(note, *loose.notes)))
    answer = engine().search(second)
    return (second, answer) if answer.total else (plan, nothing)


def _notes(plan: Plan, reading: Reading) -> list[str]:
    unknown = [kind for kind in plan.kinds if kind not in set(Kind)]
    notes = [f"The library has no kind “{kind[:40]}”, so nothing is of it." for kind in unknown]
    if reading.wordless:
        notes.append("There is no word or number in that to search for.")
    return notes
