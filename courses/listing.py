"""/courses/: what is chosen in the query string, what else could be, and the page of cards.

Every choice is a link, so that a filtered list can be sent to a colleague, and works without a script. The catalogue of
one society is small, so the choices are counted from the facts of all its courses: a fixed number of statements.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, QueryDict

from foundation.vocabulary.api import Audience, Topic
from members.api import Access, Viewer, readable_q

from . import selectors

PER_PAGE = 12
EVERYONE = "all"
OUTCOMES = (
    ("A", "A: communicating"),
    ("B", "B: managing and leading"),
    ("C", "C: knowledge and skill"),
    ("D", "D: trust"),
)
LENGTHS = (("30", "30 minutes or less"), ("60", "An hour or less"))
NAMES = ("topic", "audience", "outcome", "minutes")


@dataclass(frozen=True)
class Filters:
    """What a reader chose. An unknown word is kept: it finds nothing, and the reader sees it and can take it back."""

    topic: str = ""
    audience: str = ""
    outcome: str = ""
    minutes: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        """The filters of an address."""
        return cls(**{name: query.get(name, "").strip()[:40] for name in NAMES})

    def address(self) -> str:
        """The query string of this choice, without the page of the list."""
        chosen = QueryDict(mutable=True)
        chosen.update({name: value for name, value in vars(self).items() if value})
        return f"?{chosen.urlencode()}" if chosen else "?"

    def fits(self, facts: "Facts") -> bool:
        """Whether a course fits every choice."""
        return all(not (chosen := getattr(self, name)) or chosen in facts.values[name] for name in NAMES)


@dataclass(frozen=True)
class Facts:
    """What one course can be found by."""

    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Choice:
    """A value of a filter: how many courses it would leave, and the link that chooses it or takes it back."""

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


def listed_for(pages: Any, viewer: Viewer) -> Any:
    """The courses whose title and summary the viewer may know: everybody may know of the members' courses."""
    return pages.filter(Q(access=Access.MEMBERS) | readable_q(viewer))


def listing(pages: Any, request: HttpRequest) -> dict[str, Any]:
    """The context of the listing: facets, cards, and how far the reader is in each. Eleven statements at most."""
    viewer = request.viewer  # type: ignore[attr-defined]
    known = listed_for(pages, viewer).filter(course__current__isnull=False)
    facts = _facts(known)
    filters = Filters.read(request.GET)
    found = [pk for pk, one in facts.items() if filters.fits(one)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = known.filter(pk__in=list(page.object_list)).defer("outline", "references")
    cards = sorted(shown, key=lambda one: found.index(one.pk))
    progress = _progress(viewer, cards)
    return {
        "facets": [facet for facet in _facets(facts, filters) if facet.choices],
        "filtered": filters != Filters(),
        "page_of_list": page,
        "total": len(found),
        "cards": [(one, progress.get(one.course_id)) for one in cards],
    }


def _progress(viewer: Viewer, pages: Iterable[Any]) -> dict[int, selectors.CourseProgress]:
    if viewer.user_id is None:
        return {}
    courses = {page.course_id for page in pages}
    return {one.enrolment.course_id: one for one in selectors.my_learning(viewer.user_id, courses=courses)}


def _facts(known: Any) -> dict[int, Facts]:
    """By primary key, in the order of the titles. Three statements."""
    facts: dict[int, Facts] = {}
    for pk, outcomes, minutes in known.order_by("title", "pk").values_list("pk", "gdc_outcomes", "minutes"):
        facts[pk] = Facts()
        facts[pk].values["outcome"].update(outcomes or ())
        facts[pk].values["minutes"].update(value for value, _ in LENGTHS if minutes <= int(value))
    for pk, code, parent in known.order_by().values_list(
        "pk", "course_topics__topic__code", "course_topics__topic__parent__code"
    ):
        facts[pk].values["topic"].update(value for value in (code, parent) if value)
    for pk, code in known.order_by().values_list("pk", "audiences__code"):
        if code:
            facts[pk].values["audience"].add(code)
    return facts


def _facets(facts: dict[int, Facts], filters: Filters) -> list[Facet]:
    """Each filter, counted among what the other filters leave. Two statements."""
    topics = dict(Topic.objects.filter(parent=None).values_list("code", "label"))
    if filters.topic and filters.topic not in topics:
        topics |= dict(Topic.objects.filter(code=filters.topic).values_list("code", "label"))
    audiences = dict(Audience.objects.exclude(code=EVERYONE).values_list("code", "label"))
    return [
        _facet("topic", "Topic", topics, facts, filters),
        _facet("audience", "Written for", audiences, facts, filters),
        _facet("outcome", "GDC outcome", dict(OUTCOMES), facts, filters),
        _facet("minutes", "Length", dict(LENGTHS), facts, filters),
    ]


def _facet(name: str, label: str, labels: dict[str, str], facts: dict[int, Facts], filters: Filters) -> Facet:
    others = replace(filters, **{name: ""})
    counts = Counter(value for one in facts.values() if others.fits(one) for value in one.values[name])
    chosen = getattr(filters, name)
    wanted = [value for value in labels if counts[value] or value == chosen]
    if chosen and chosen not in wanted:
        wanted.append(chosen)
    choices = [
        Choice(
            value=value,
            label=labels.get(value, value),
            count=counts[value],
            url=replace(filters, **{name: "" if value == chosen else value}).address(),
            chosen=value == chosen,
        )
        for value in wanted
    ]
    return Facet(name, label, choices)
