"""From what was typed to a `Reading`: the one place where a query is understood, whatever engine answers it."""

from collections.abc import Iterable

from search import weights

from .plan import Group, Reading, Term, Vocabulary, Why
from .spelling import variants
from .synonyms import Expansion, Lookup, expansions, spans
from .words import STOP_WORDS, Parsed, Word, content_of, parse


def read(text: str, *, vocabulary: Vocabulary, synonyms: Lookup, instant: bool = False) -> Reading:
    """Understand a query. Never raises, whatever the text.

    Args:
        vocabulary: the words of what this viewer may read.
        synonyms: rows of the synonym table for a set of keys.
        instant: the reader is still typing, so the last word may be the beginning of one.
    """
    parsed = parse(text)
    words = list(parsed.words)
    content = list({word.text: word for word in content_of(words)}.values())
    where = spans(words, content)
    senses = list(synonyms(where)) if where else []
    found = expansions(senses, where, content)

    understood = _Understood(
        vocabulary=vocabulary,
        content=content,
        in_forms={place for expansion in found for place in expansion.places},
        everyday={place for expansion in found if expansion.everyday for place in expansion.places},
        last=content.index(words[-1]) if words and words[-1] in content else -1,
        unfinished=instant and not text.endswith((" ", '"')),
        instant=instant,
    )
    groups = [understood.terms(place) for place in range(len(content))]
    if understood.repaired:
        # A repaired word may be part of a form: "subjcet access".
        mended = [_as_repaired(word, understood.repaired.get(place)) for place, word in enumerate(content)]
        fresh = {key: places for key, places in spans(mended, mended).items() if key not in where}
        found += expansions(synonyms(fresh) if fresh else (), fresh, mended)
    for expansion in found:
        for place in expansion.places:
            groups[place].append(expansion.term)

    at_most = max(2, min(weights.TERMS_A_WORD, weights.TERMS_A_QUERY // max(1, len(groups))))
    of_words = [Group(word.typed, _best(terms, at_most)) for word, terms in zip(content, groups, strict=True) if terms]
    of_phrases = [Group(phrase, (Term(phrase),)) for phrase in parsed.phrases]
    return Reading(
        query=parsed.text,
        groups=(*of_words, *of_phrases),
        required=parsed.phrases,
        excluded=parsed.excluded,
        notes=(*_cut(parsed), *understood.notes, *_told(found), *_left_out(parsed)),
        wordless=parsed.wordless,
    )


class _Understood:
    """What each word of a query may stand for by itself, and what the reader is told about it."""

    def __init__(
        self,
        *,
        vocabulary: Vocabulary,
        content: list[Word],
        in_forms: set[int],
        everyday: set[int],
        last: int,
        unfinished: bool,
        instant: bool,
    ) -> None:
        self._notes: list[str] = []
        self._missing: list[str] = []
        self.repaired: dict[int, str] = {}
        self._vocabulary, self._content, self._in_forms = vocabulary, content, in_forms
        self._everyday = everyday
        self._last, self._unfinished, self._instant = last, unfinished, instant
        self._spellings = {word.text: variants(word.text) for word in content}
        asked = {word.text for word in content}.union(*self._spellings.values())
        self._known = vocabulary.known(asked) if asked else set()

    @property
    def notes(self) -> list[str]:
        """What the reader is told, once every word was asked for."""
        missing = [f"{_listed(self._missing, 'and')} could not be found."] if self._missing else []
        return [*self._notes, *missing]

    def terms(self, place: int) -> list[Term]:
        """The terms of one word: itself, its spellings, what it begins, or what it was meant to be.

        Empty for a word that was meant to be one of those that only ask ("whta"), beside other words.
        """
        word = self._content[place]
        is_form = place in self._in_forms
        weight = weights.EVERYDAY if place in self._everyday else 1.0
        terms = [Term(word.text, weight)] if word.text in self._known or is_form else []
        terms += [
            Term(other, weights.SPELLING, Why.SPELLING) for other in self._spellings[word.text] if other in self._known
        ]
        if place == self._last and not is_form and (self._unfinished or not terms):
            terms += self._completions(word)
        if not terms and not self._is_acronym(word):
            nearest = self._vocabulary.nearest(word.text)
            if nearest and nearest[0] in STOP_WORDS and len(self._content) > 1:
                return []
            terms = self._repairs(place, word, nearest)
        if not terms:
            self._missing.append(word.typed)
        return terms or [Term(word.text)]

    def _completions(self, word: Word) -> list[Term]:
        if len(word.text) < weights.COMPLETE_FROM:
            return []
        longer = [other for other in self._vocabulary.beginning(word.text) if other not in STOP_WORDS]
        if longer and not self._instant:
            self._notes.append(f"“{word.typed}” was read as the beginning of {_listed(longer[:3])}.")
        return [Term(other, weights.COMPLETION, Why.COMPLETION) for other in longer]

    def _repairs(self, place: int, word: Word, nearest: list[str]) -> list[Term]:
        if nearest:
            self.repaired[place] = nearest[0]
            self._notes.append(f"“{word.typed}” was not found, so {_listed(nearest)} was searched for.")
        return [Term(other, weights.REPAIR, Why.REPAIR) for other in nearest]

    def _is_acronym(self, word: Word) -> bool:
        """Capitals among small letters: what nothing holds may be new, but is hardly a typing error."""
        return word.has_digit or (word.in_capitals and not all(other.in_capitals for other in self._content))


def _as_repaired(word: Word, repair: str | None) -> Word:
    return Word(repair, repair) if repair else word


def _best(terms: Iterable[Term], at_most: int) -> tuple[Term, ...]:
    best: dict[str, Term] = {}
    for term in terms:
        if term.text and (term.text not in best or best[term.text].weight < term.weight):
            best[term.text] = term
    return tuple(sorted(best.values(), key=lambda term: -term.weight)[:at_most])


def _told(found: list[Expansion]) -> list[str]:
    told: dict[str, list[str]] = {}
    for expansion in found:
        says = told.setdefault(expansion.typed, [])
        if expansion.says not in says:
            says.append(expansion.says)
    return [f"“{typed}” also looks for {_listed(says)}." for typed, says in told.items()]


def _cut(parsed: Parsed) -> list[str]:
    if not parsed.cut:
        return []
    return [
        f"Only the beginning was searched for: the first {weights.QUERY_CHARACTERS} characters, "
        f"at most {weights.QUERY_WORDS} words. A few words usually find more."
    ]


def _left_out(parsed: Parsed) -> list[str]:
    return [f"Left out: whatever mentions {_listed(parsed.excluded)}."] if parsed.excluded else []


def _listed(words: Iterable[str], joined: str = "or") -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {joined} {quoted[-1]}"
