"""A listing of one kind: what is chosen in the query string, what else could be, and the page of cards.

Every choice is a link, so that a filtered list can be sent to a colleague, and works without a script.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from editing.api import reviews_of
from foundation.vocabulary.api import Audience, Nation, Topic
from members.api import Access

from .querysets import PublicationQuerySet, accesses_of

PER_PAGE = 12
MINUTES = ((5, "5 minutes or less"), (10, "10 minutes or less"), (15, "15 minutes or less"))
EVERYONE, EVERYWHERE = "all", "uk"  # an item for all fits every audience, one for the United Kingdom every nation


@dataclass(frozen=True)
class Filters:
    """What a reader chose. An unknown word is kept: it finds nothing, and the reader sees it and can take it back."""

    topic: str = ""
    audience: str = ""
    nation: str = ""
    minutes: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        names = ("topic", "audience", "nation", "minutes")
        return cls(**{name: query.get(name, "").replace("\x00", "").strip()[:40] for name in names})

    def query(self) -> str:
        """The address of this choice, without the page of the list."""
        chosen = QueryDict(mutable=True)
        chosen.update({name: value for name, value in vars(self).items() if value})
        return f"?{chosen.urlencode()}" if chosen else "?"

    def toggled(self, name: str, value: str) -> "Filters":
        """This choice with a value chosen, or taken back where it was."""
        return replace(self, **{name: "" if getattr(self, name) == value else value})

    def narrow(self, pages: PublicationQuerySet) -> PublicationQuerySet:
        """The publications that fit every choice."""
        if self.topic:
            pages = pages.filter(pk__in=pages.filter(_topic(self.topic)).values("pk"))
        if self.audience:
            pages = pages.filter(pk__in=pages.filter(_audience(self.audience)).values("pk"))
        if self.nation:
            pages = pages.filter(pk__in=pages.filter(_nation(self.nation)).values("pk"))
        if self.minutes:
            most = int(self.minutes) if self.minutes.isascii() and self.minutes.isdigit() else 0
            pages = pages.filter(reading_minutes__lte=most)
        return pages


@dataclass(frozen=True)
class Choice:
    """A value of a filter: how many publications it would leave, and the link that chooses it or takes it back."""

    value: str
    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with its choices."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Card:
    """A publication as a listing shows it."""

    kind: str
    title: str
    url: str
    summary: str
    minutes: int
    cpd_minutes: int
    topics: list[str]
    members_only: bool
    reviewed: Any
    nations: list[str]
    when: Any = None
    state: str = ""


def listing_context(index: Any, request: HttpRequest) -> dict[str, Any]:
    """Everything the listing template reads. A fixed number of statements, however many publications there are."""
    model = next(model for model in index.allowed_subpage_models() if model.kind == index.lists)
    listed = model.objects.child_of(index).listed_for(request.viewer)  # type: ignore[attr-defined]
    filters = Filters.read(request.GET)
    found = filters.narrow(listed)
    page = Paginator(_ordered(found), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "filters": filters,
        "facets": [facet for facet in _facets(listed, filters) if facet.choices],
        "filtered": filters != Filters(),
        "page_of_list": page,
        "cards": cards(page, request),
        "total": page.paginator.count,
    }


def cards(pages: "PageOfList[Any] | Iterable[Any]", request: HttpRequest) -> list[Card]:
    """The cards of some publications. Their topics and nations should have been prefetched. Two statements."""
    listed = list(pages)
    access = accesses_of(listed)
    reviews = reviews_of([page.pk for page in listed], on=timezone.localdate())
    return [
        Card(
            kind=page.kind,
            title=page.title,
            url=page.get_url(request),
            summary=page.summary,
            minutes=page.reading_minutes,
            cpd_minutes=page.cpd_minutes,
            topics=[row.topic.label for row in page.publication_topics.all()],
            members_only=access[page.pk] is not Access.PUBLIC,
            reviewed=reviews[page.pk].reviewed_on if page.pk in reviews else None,
            nations=[nation.label for nation in page.nations.all()],
            when=getattr(page, "starts", None),
            state=page.get_state_display() if hasattr(page, "state") else "",
        )
        for page in listed
    ]


def _ordered(pages: PublicationQuerySet) -> PublicationQuerySet:
    if any(field.name == "starts" for field in pages.model._meta.get_fields()):  # noqa: SLF001 - Django's documented API
        ahead = Case(When(state__in=["live", "open", "announced"], then=Value(0)), default=Value(1))
        pages = pages.order_by(ahead, "-starts", "-pk")
    else:
        pages = pages.order_by("-first_published_at", "-pk")
    return pages.defer_streamfields().prefetch_related("publication_topics__topic", "nations")


# --- Facets -----------------------------------------------------------------------------------------------------------


def _facets(listed: PublicationQuerySet, filters: Filters) -> list[Facet]:
    """Each filter, counted among what the other filters leave."""

    def among(name: str) -> PublicationQuerySet:
        return replace(filters, **{name: ""}).narrow(listed)

    return [
        _facet("topic", "Topic", _topics(among("topic"), filters.topic), filters),
        _facet("audience", "Written for", _audiences(among("audience")), filters),
        _facet("nation", "Nation", _nation_counts(among("nation")), filters),
        _facet("minutes", "Time to read", _minutes(among("minutes")), filters),
    ]


def _facet(name: str, label: str, counted: Iterable[tuple[str, str, int]], filters: Filters) -> Facet:
    chosen = getattr(filters, name)
    choices = [
        Choice(
            value, words, count, replace(filters, **{name: "" if value == chosen else value}).query(), value == chosen
        )
        for value, words, count in counted
        if count or value == chosen
    ]
    if chosen and all(choice.value != chosen for choice in choices):
        choices.append(Choice(chosen, chosen, 0, filters.toggled(name, chosen).query(), chosen=True))
    return Facet(name, label, choices)


def _topic(code: str) -> Q:
    return Q(publication_topics__topic__code=code) | Q(publication_topics__topic__parent__code=code)


def _audience(code: str) -> Q:
    # What is for everyone fits every audience there is, and none that there is not.
    known = Q(Exists(Audience.objects.filter(code=code)))
    return Q(audiences__code=code) | (Q(audiences__code=EVERYONE) & known)


def _nation(code: str) -> Q:
    known = Q(Exists(Nation.objects.filter(code=code)))
    return Q(nations__code=code) | (Q(nations__code=EVERYWHERE) & known)


def _topics(pages: PublicationQuerySet, chosen: str) -> list[tuple[str, str, int]]:
    """Topics of the first level, with what lies below them; also the chosen one where it lies below."""
    head = Coalesce("publication_topics__topic__parent__code", "publication_topics__topic__code")
    counts = dict(
        pages.order_by().annotate(head=head).exclude(head=None).values_list("head").annotate(Count("pk", distinct=True))
    )
    if "." in chosen:
        counts[chosen] = pages.filter(_topic(chosen)).distinct().count()
    topics = Topic.objects.filter(code__in=counts).values_list("code", "label")
    return sorted(((code, label, counts[code]) for code, label in topics), key=lambda one: (-one[2], one[1]))


def _audiences(pages: PublicationQuerySet) -> list[tuple[str, str, int]]:
    terms = list(Audience.objects.exclude(code=EVERYONE).values_list("code", "label"))
    return _counted(pages, terms, lambda code: Q(audiences__code__in=[code, EVERYONE]))


def _nation_counts(pages: PublicationQuerySet) -> list[tuple[str, str, int]]:
    terms = list(Nation.objects.exclude(code=EVERYWHERE).values_list("code", "label"))
    return _counted(pages, terms, lambda code: Q(nations__code__in=[code, EVERYWHERE]))


def _minutes(pages: PublicationQuerySet) -> list[tuple[str, str, int]]:
    terms = [(str(most), label) for most, label in MINUTES]
    return _counted(pages, terms, lambda most: Q(reading_minutes__lte=int(most)))


def _counted(
    pages: PublicationQuerySet, terms: list[tuple[str, str]], fits: Callable[[str], Q]
) -> list[tuple[str, str, int]]:
    """How many publications fit each term: one statement for all."""
    if not terms:
        return []
    wanted: Mapping[str, Any] = {
        f"n{number}": Count(F("pk"), filter=fits(code), distinct=True) for number, (code, _) in enumerate(terms)
    }
    counts = pages.order_by().aggregate(**wanted)
    return [(code, label, counts[f"n{number}"]) for number, (code, label) in enumerate(terms)]
