"""Forms of one thing: which rows of the table a query calls for, and what they add to it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from search import weights
from search.models import Synonym

from .plan import Term, Why
from .words import STOP_WORDS, Word, folded, words_of

_LONGEST_FORM = 5  # words; "child under 16 alone" has four


@dataclass(frozen=True)
class Sense:
    """A row of the table, as the analysis needs it."""

    form: str
    meaning: str
    form_key: str
    meaning_key: str
    acronym: bool = False
    capitals_only: bool = False
    two_way: bool = True
    senses: int = 1  # how many meanings its form has


Lookup = Callable[[Collection[str]], Iterable[Sense]]


@dataclass(frozen=True)
class Expansion:
    """Terms that stand for the content words at `places`, and what a reader is told about it."""

    places: tuple[int, ...]
    term: Term
    typed: str
    says: str
    everyday: bool  # what was typed is an everyday word too, so by itself it says little


def stored_senses(keys: Collection[str]) -> list[Sense]:
    """The active rows whose form, or whose meaning where they work both ways, has one of the keys. One statement."""
    if not keys:
        return []
    of_the_form = (
        Synonym.objects.filter(form_key=OuterRef("form_key"), active=True)
        .order_by()
        .values("form_key")
        .annotate(count=Count("pk"))
    )
    rows = (
        Synonym.objects.filter(Q(form_key__in=keys) | Q(meaning_key__in=keys, two_way=True), active=True)
        .annotate(senses=Subquery(of_the_form.values("count")))
        .order_by("pk")
    )
    names = ("form", "meaning", "form_key", "meaning_key", "acronym", "capitals_only", "two_way", "senses")
    return [Sense(*row) for row in rows.values_list(*names)]


Places = tuple[int, ...]
Spans = dict[str, dict[Places, str]]  # by key: the places of content words it covers, and the words as typed


def spans(words: list[Word], content: list[Word]) -> Spans:
    """The keys of every run of words that may be a form.

    Runs are taken from the query as typed, from its content words alone ("copy of my notes" asks for "copy note"),
    and over one content word in between ("copy of her medical notes").
    """
    place = {word.text: index for index, word in enumerate(content)}
    found: Spans = defaultdict(dict)

    def add(run: list[Word], join: str) -> None:
        places = tuple(sorted({place[word.text] for word in run if word.text in place}))
        if places:
            found[_key(run)].setdefault(places, join.join(word.typed for word in run))

    for sequence, join in ((words, " "), (content, " … ")):
        for length in range(1, _LONGEST_FORM + 1):
            for start in range(len(sequence) - length + 1):
                add(sequence[start : start + length], join)
    for start in range(len(content) - 2):
        add([content[start], content[start + 2]], " … ")
    return dict(found)


def expansions(senses: Iterable[Sense], where: Spans, content: list[Word]) -> list[Expansion]:
    """What the senses add to the content words."""
    return [
        # Whoever says "subject access" has said both "copy" and "notes": the term counts for each word it stands for.
        # Sharing its weight among them let documents win that have the two words far apart.
        Expansion(
            places, Term(" ".join(word.text for word in words_of(says)), weight, Why.SYNONYM), typed, says, everyday
        )
        for sense in senses
        for says, weight, everyday, spans_of_it in _calls(sense, where, content)
        for places, typed in spans_of_it.items()
    ]


def _calls(sense: Sense, where: Spans, content: list[Word]) -> Iterator[tuple[str, float, bool, dict[Places, str]]]:
    """(what to look for as well, its weight, whether an everyday word was typed, the spans that call for it)."""
    forms = where.get(sense.form_key, {})
    if sense.capitals_only and len(content) > 1:
        forms = {places: typed for places, typed in forms.items() if all(content[p].in_capitals for p in places)}
    yield sense.meaning, _weight(sense), sense.capitals_only, forms
    if sense.two_way:
        yield sense.form, _weight(sense, into_form=True), False, where.get(sense.meaning_key, {})


def _weight(sense: Sense, *, into_form: bool = False) -> float:
    if not sense.acronym:
        return weights.PAIR
    if sense.senses == 1:
        return weights.ACRONYM
    return weights.INTO_AMBIGUOUS if into_form else weights.ACRONYM_SENSE


def _key(run: list[Word]) -> str:
    folds = [folded(word.text) for word in run]
    kept = [fold for fold in folds if fold not in STOP_WORDS]
    return " ".join(kept if len(kept) > 1 else folds)
