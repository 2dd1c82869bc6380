"""From what a reader typed to words: one cleaning, one way to cut, for queries and for the forms of synonyms alike.

The cut agrees with the index (runs of letters and digits, lower case, without accents), so that a word of a query is
a word of a document.
"""

import re
import unicodedata
from dataclasses import dataclass

from search.weights import QUERY_CHARACTERS, QUERY_WORDS

# The words that questions are made of, in both tongues of a practice: how one asks, not what one asks about. Sixty of
# them did better than Lucene's 33 on questions (0.74 against 0.62). "not" is here: BM25 cannot understand it.
STOP_WORDS = frozenset(
    """
    a about all am an and any anyone are as at be been being but by can could did do does doing done
    for from get gets getting give given gives go goes going got had happen happens has have having he her hers him his
    how i if in into is it its just know let like may me might mine must my need needs no not of off on one or our ours
    out please said say says shall she should so some someone something tell than that the their theirs them then there
    these they this those to told too up us very want wants wanted was we were what when where which while who whom
    whose why will with would you your yours
    arent cant couldnt didnt doesnt dont hasnt havent im ive isnt its ill shouldnt thats wasnt werent whats wont wouldnt
    """.split()  # noqa: SIM905 - words are read and changed in lines, not in quotes
)

_QUOTES = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"') | dict.fromkeys("\u2018\u2019\u201b\u00b4\u0060", "'")
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_SHORTEST_PLURAL = 3  # gas, yes, his: too short to lose an s
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PHRASE = re.compile(r'"([^"]*)"')
_EXCLUDED = re.compile(r"(?:^|(?<=\s))-(?=[^\W_])([^\W_]+(?:['-][^\W_]+)*)")
_POSSESSIVE = re.compile(r"'s?$")


@dataclass(frozen=True)
class Word:
    """A word of a query: as it is compared, and as it was typed."""

    text: str
    typed: str

    @property
    def in_capitals(self) -> bool:
        """SAR and ReSPECT, but not Respect, which is how a sentence begins."""
        return sum(letter.isupper() for letter in self.typed) > 1

    @property
    def has_digit(self) -> bool:
        return any(letter.isdigit() for letter in self.text)


@dataclass(frozen=True)
class Parsed:
    """A query taken apart. `phrases` were quoted, `excluded` began with a minus; both are words joined by spaces."""

    text: str
    words: tuple[Word, ...]
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    cut: bool

    @property
    def wordless(self) -> bool:
        """Something was typed, and none of it can be looked for."""
        return bool(self.text) and not (self.words or self.phrases or self.excluded)


def cleaned(text: str) -> str:
    """The text in one line: compatible forms folded, typographic quotes and dashes made plain, controls gone."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_DASHES)
    if not text.isprintable():
        text = "".join(_printable(letter) for letter in text)
    return " ".join(text.split())


def _printable(letter: str) -> str:
    category = unicodedata.category(letter)
    # Format characters (soft hyphens, joiners) stand inside words; the other controls stand between them.
    return "" if category == "Cf" else " " if category.startswith("C") else letter


def parse(text: str) -> Parsed:
    """Words, phrases and exclusions of a query, capped. Never raises."""
    # Cut before folding, which is the costly part, and after it, since folding can lengthen.
    whole = cleaned(text[: 4 * QUERY_CHARACTERS])
    kept = whole[:QUERY_CHARACTERS]
    phrases = [" ".join(word.text for word in words_of(inner)) for inner in _PHRASE.findall(kept)]
    rest = _PHRASE.sub(" ", kept)
    excluded = [" ".join(word.text for word in words_of(inner)) for inner in _EXCLUDED.findall(rest)]
    words = words_of(_EXCLUDED.sub(" ", rest))
    return Parsed(
        text=kept,
        words=tuple(words[:QUERY_WORDS]),
        phrases=tuple(dict.fromkeys(phrase for phrase in phrases if phrase))[:QUERY_WORDS],
        excluded=tuple(dict.fromkeys(word for word in excluded if word))[:QUERY_WORDS],
        cut=len(whole) > len(kept) or len(text) > 4 * QUERY_CHARACTERS or len(words) > QUERY_WORDS,
    )


def words_of(text: str) -> list[Word]:
    """The words of a text in order."""
    found = []
    for match in _WORD.finditer(text):
        typed = _POSSESSIVE.sub("", match.group())
        plain = unicodedata.normalize("NFKD", typed.lower())
        plain = "".join(letter for letter in plain if letter.isalnum())
        if plain:
            found.append(Word(text=plain, typed=typed))
    return found


def content_of(words: list[Word] | tuple[Word, ...]) -> list[Word]:
    """The words without those that only ask; all of them where nothing else was typed.

    ME among small letters is an acronym and stays; NOT is an operator somewhere else and goes.
    """
    shouting = all(word.in_capitals for word in words)
    return [word for word in words if word.text not in STOP_WORDS or _means_itself(word, shouting)] or list(words)


def _means_itself(word: Word, shouting: bool) -> bool:
    return word.in_capitals and not shouting and word.typed not in {"AND", "OR", "NOT"}


def folded(word: str) -> str:
    """A word without its plural s, for comparing the forms of synonyms; the index has its own stemming."""
    if len(word) <= _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def key_of(text: str) -> str:
    """What two writings of one form share: "Copy of my notes" and "copies of notes" are both "copy note".

    Stop words fall out where at least two other words are left, so that A&E and "living will" keep theirs.
    """
    words = [folded(word.text) for word in words_of(cleaned(text))]
    content = [word for word in words if word not in STOP_WORDS]
    return " ".join(content if len(content) > 1 else words)
