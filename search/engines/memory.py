"""An engine in plain Python, for tests: the same contract and the same ranking, on dictionaries.

Its stemming is coarser than Porter's, so scores differ from FTS5's; what matches and what may be seen do not.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from search import weights
from search.analysis.plan import Plan, Vocabulary
from search.analysis.repair import WordIndex
from search.analysis.words import words_of

from .base import END, START, GenerationGone, Hit, Page, Versioned
from .places import place_of
from .shelves import SHELVES, fields_on, shelves_for

_WEIGHTS = {
    "title": weights.TITLE,
    "acronyms": weights.ACRONYMS,
    "summary": weights.SUMMARY,
    "body": weights.BODY,
}
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_STEM = 3


def stem(word: str) -> str:
    """A word without the commonest English endings."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _stems(text: str) -> list[str]:
    return [stem(word.text) for run in _WORD.findall(text) for word in words_of(run)]


@dataclass
class _Held:
    versioned: Versioned
    shelves: dict[str, dict[str, list[str]]]  # stems by field, by shelf


@dataclass
class _Generation:
    docs: dict[str, _Held] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)

    def version(self, ref: str) -> int:
        held = self.docs.get(ref)
        return max(self.gone.get(ref, -1), held.versioned.version if held else -1)


class MemoryEngine:
    """Implements `engines.base.Engine`."""

    name = "memory"
    embedded = True

    def __init__(self) -> None:
        self._generations = {"1": _Generation()}
        self._current = "1"
        self._count = 1

    def prepare(self) -> None:
        """Nothing to prepare."""

    def upsert(self, docs: Sequence[Versioned], generation: str | None = None) -> None:
        for one in self._chosen(generation):
            for versioned in docs:
                if one.version(versioned.ref) < versioned.version:
                    fields = {s: fields_on(s, versioned.doc.access, versioned.fields) for s in SHELVES}
                    one.gone.pop(versioned.ref, None)
                    one.docs[versioned.ref] = _Held(
                        versioned,
                        {s: {name: _stems(text) for name, text in on.items()} for s, on in fields.items() if on},
                    )

    def delete(self, refs: Sequence[tuple[str, int]], generation: str | None = None) -> None:
        for one in self._chosen(generation):
            for ref, version in refs:
                if one.version(ref) < version:
                    one.docs.pop(ref, None)
                    one.gone[ref] = version

    def search(self, plan: Plan) -> Page:
        if plan.reading.wordless:
            return Page()
        scores = self._scores(plan, tuple(_WEIGHTS))
        kinds, topics = set(plan.kinds), set(plan.topics)
        docs = {ref: self._now.docs[ref].versioned.doc for ref in scores}
        of_kind = {ref for ref, doc in docs.items() if not kinds or doc.kind in kinds}
        of_topic = {ref for ref, doc in docs.items() if not topics or topics & set(doc.topics)}
        found = self._sorted({ref: scores[ref] for ref in of_kind & of_topic})
        start = (plan.page - 1) * plan.size
        return Page(
            hits=tuple(self._hit(ref, scores[ref], plan) for ref in found[start : start + plan.size]),
            total=len(found),
            facets={
                "kind": dict(Counter(str(docs[ref].kind) for ref in of_topic)),
                "topic": dict(Counter(code for ref in of_kind for code in set(docs[ref].topics))),
            },
        )

    def suggest(self, plan: Plan) -> list[str]:
        if not plan.reading.groups:
            return []
        return self._sorted(self._scores(plan, ("title", "acronyms", "summary")))[: plan.size]

    def vocabulary(self, reads: frozenset[str]) -> Vocabulary:
        counts: Counter[str] = Counter()
        for held in self._now.docs.values():
            for shelf in shelves_for(reads):
                on_it = fields_on(shelf, held.versioned.doc.access, held.versioned.fields)
                if on_it:
                    counts.update({word.text for text in on_it.values() for word in words_of(text)})
        return _Words(counts)

    def manifest(self, generation: str | None = None) -> Iterator[tuple[str, int, str]]:
        (one,) = self._chosen(generation or self._current)
        for ref, held in sorted(one.docs.items()):
            yield ref, held.versioned.version, held.versioned.checksum

    def sound(self) -> bool:
        return True

    def begin(self) -> str:
        self._generations = {self._current: self._now}
        self._count += 1
        self._generations[str(self._count)] = _Generation()
        return str(self._count)

    def swap(self, generation: str) -> None:
        (new,) = self._chosen(generation)
        for ref in {*self._now.docs, *self._now.gone} - {*new.docs, *new.gone}:
            new.gone[ref] = self._now.version(ref)
        self._generations = {generation: new}
        self._current = generation

    def drop(self, generation: str) -> None:
        if generation != self._current:
            self._generations.pop(generation, None)

    # --- within -------------------------------------------------------------------------------------------------------

    @property
    def _now(self) -> _Generation:
        return self._generations[self._current]

    def _chosen(self, generation: str | None) -> list[_Generation]:
        if generation is None:
            return list(self._generations.values())
        if generation not in self._generations:
            raise GenerationGone(f"Generation {generation} of the index was dropped, perhaps by another rebuild.")
        return [self._generations[generation]]

    def _scores(self, plan: Plan, fields: tuple[str, ...]) -> dict[str, float]:
        texts = self._texts(plan)
        findable = {ref for ref in texts if self._now.docs[ref].versioned.doc.access in plan.finds}
        reading = plan.reading
        findable -= {ref for phrase in reading.excluded for ref in self._frequencies(phrase, texts, fields)}
        if not reading.groups:
            return dict.fromkeys(findable, 0.0)
        lengths = {ref: sum(map(len, on.values())) or 1 for ref, on in texts.items()}
        average = sum(lengths.values()) / max(1, len(lengths))
        totals: dict[str, float] = defaultdict(float)
        covered: Counter[str] = Counter()
        for group in reading.groups:
            best: dict[str, float] = {}
            for term in group.terms:
                found = self._frequencies(term.text, texts, fields)
                idf = math.log(1 + (len(texts) - len(found) + 0.5) / (len(found) + 0.5))
                for ref, frequency in found.items():
                    norm = weights.BM25_K1 * (1 - weights.BM25_B + weights.BM25_B * lengths[ref] / average)
                    score = term.weight * idf * frequency * (weights.BM25_K1 + 1) / (frequency + norm)
                    best[ref] = max(best.get(ref, 0.0), score)
            for ref, score in best.items():
                totals[ref] += score
            covered.update(best)
        for phrase in reading.required:
            findable &= set(self._frequencies(phrase, texts, fields))
        share = weights.COVERAGE / len(reading.groups)
        return {ref: totals[ref] * (1 + share * covered[ref]) for ref in totals if ref in findable}

    def _texts(self, plan: Plan) -> dict[str, dict[str, list[str]]]:
        return {
            ref: held.shelves[shelf]
            for ref, held in self._now.docs.items()
            for shelf in shelves_for(plan.reads)
            if shelf in held.shelves
        }

    @staticmethod
    def _frequencies(text: str, texts: dict[str, dict[str, list[str]]], fields: tuple[str, ...]) -> dict[str, float]:
        wanted = _stems(text)
        found: dict[str, float] = {}
        for ref, on in texts.items():
            times = sum(_WEIGHTS[name] * _occurrences(wanted, on[name]) for name in fields)
            if times:
                found[ref] = times
        return found

    def _sorted(self, scores: dict[str, float]) -> list[str]:
        docs = self._now.docs

        def order(ref: str) -> tuple[float, int, int, str]:
            doc = docs[ref].versioned.doc
            days = [day.toordinal() if day else 0 for day in (doc.reviewed, doc.published)]
            return -scores[ref], -days[0], -days[1], ref

        return sorted(scores, key=order)

    def _hit(self, ref: str, score: float, plan: Plan) -> Hit:
        doc = self._now.docs[ref].versioned.doc
        fields = next(
            on
            for shelf in shelves_for(plan.reads)
            if (on := fields_on(shelf, doc.access, self._now.docs[ref].versioned.fields)) is not None
        )
        wanted = {tuple(_stems(term.text)) for group in plan.reading.groups for term in group.terms}
        body = _marked(fields["body"], wanted)
        passage = _passage(body) if START in body else ""
        place, place_url = place_of(passage, fields["body"], self._now.docs[ref].versioned.places)
        return Hit(
            ref,
            score,
            title=_marked(fields["title"], wanted),
            summary=_marked(fields["summary"], wanted),
            body=passage,
            place=place,
            place_url=place_url,
        )


class _Words:
    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._stems = {stem(word) for word in counts}

    def known(self, words: Collection[str]) -> set[str]:
        return {word for word in words if stem(word) in self._stems}

    def beginning(self, prefix: str) -> list[str]:
        longer = [word for word in self._counts if word.startswith(prefix) and word != prefix]
        return sorted(longer, key=lambda word: (-self._counts[word], word))[: weights.COMPLETIONS]

    def nearest(self, word: str) -> list[str]:
        return WordIndex(self._counts).nearest(word)


def _occurrences(wanted: list[str], words: list[str]) -> int:
    if not wanted:
        return 0
    return sum(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))


def _marked(text: str, wanted: set[tuple[str, ...]]) -> str:
    places = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    stems = [stem("".join(word.text for word in words_of(text[start:end]))) for start, end in places]
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(stems):
        length = max((len(run) for run in wanted if run and tuple(stems[i : i + len(run)]) == run), default=0)
        if length:
            runs.append((places[i][0], places[i + length - 1][1]))
        i += length or 1
    for start, end in reversed(runs):
        text = f"{text[:start]}{START}{text[start:end]}{END}{text[end:]}"
    return text


def _passage(marked: str) -> str:
    words = marked.split(" ")
    first = next(i for i, word in enumerate(words) if START in word)
    start = max(0, first - weights.SNIPPET_TOKENS // 4)
    chosen = words[start : start + weights.SNIPPET_TOKENS]
    text = " ".join(chosen)
    text += END * (text.count(START) - text.count(END))
    return f"{'…' if start else ''}{text}{'…' if start + len(chosen) < len(words) else ''}"
