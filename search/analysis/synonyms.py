"""Forms of one thing: which rows of the table a query calls for, and what they add to it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
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


def spans(words: list[Word], content: list[Word]) -> dict[str, list[tuple[int, ...]]]:
    """The keys of every run of words that may be a form, each with the places of the content words it covers.

    Runs are taken from the query as typed, from its content words alone ("copy of my notes" asks for "copy note"),
    and over one content word in between ("copy of her medical notes").
    """
    place = {word.text: index for index, word in enumerate(content)}
    runs: list[list[Word]] = []
    for sequence in (words, content):
        runs += [sequence[i : i + n] for n in range(1, _LONGEST_FORM + 1) for i in range(len(sequence) - n + 1)]
    runs += [[content[i], content[i + 2]] for i in range(len(content) - 2)]
    found: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for run in runs:
        places = tuple(sorted({place[word.text] for word in run if word.text in place}))
        key = _key(run)
        if places and places not in found[key]:
            found[key].append(places)
    return {key: covered for key, covered in found.items() if covered}


def expansions(
    senses: Iterable[Sense], where: dict[str, list[tuple[int, ...]]], words: list[Word], content: list[Word]
) -> list[Expansion]:
    """What the senses add to the content words."""
    found = []
    for sense in senses:
        shouted = not sense.capitals_only or len(content) == 1
        for places in where.get(sense.form_key, ()):
            if shouted or all(content[place].in_capitals for place in places):
                found.append(_expansion(sense.meaning, _weight(sense), places, words, content))
        for places in where.get(sense.meaning_key, ()) if sense.two_way else ():
            found.append(_expansion(sense.form, _weight(sense, into_form=True), places, words, content))
    return found


def _weight(sense: Sense, *, into_form: bool = False) -> float:
    if not sense.acronym:
        return weights.PAIR
    if sense.senses == 1:
        return weights.ACRONYM
    return weights.INTO_AMBIGUOUS if into_form else weights.ACRONYM_SENSE


def _expansion(says: str, weight: float, places: tuple[int, ...], words: list[Word], content: list[Word]) -> Expansion:
    # Whoever says "subject access" has said both "copy" and "notes": the term counts for each word it stands for.
    # Sharing its weight among them let documents win that have the two words far apart.
    term = Term(" ".join(word.text for word in words_of(says)), weight, Why.SYNONYM)
    return Expansion(places, term, _typed([content[place] for place in places], words), says)


def _typed(chosen: list[Word], words: list[Word]) -> str:
    """The chosen words as they stand in the query, with what only joins them; an ellipsis where another word stands."""
    texts = {word.text for word in chosen}
    inside = [place for place, word in enumerate(words) if word.text in texts]
    run = words[inside[0] : inside[-1] + 1] if inside else chosen
    if all(word.text in texts or word.text in STOP_WORDS for word in run):
        return " ".join(word.typed for word in run)
    return " … ".join(word.typed for word in chosen)


def _key(run: list[Word]) -> str:
    folds = [folded(word.text) for word in run]
    kept = [fold for fold in folds if fold not in STOP_WORDS]
    return " ".join(kept if len(kept) > 1 else folds)
