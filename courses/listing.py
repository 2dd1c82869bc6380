"""/courses/: what is chosen in the query string, what else could be, and the page of cards.

Every choice is a link, so that a filtered list can be sent to a colleague, and works without a script. The catalogue of
one society is small, so the choices are counted from the facts of all its courses: a fixed number of statements.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from foundation.vocabulary.api import Audience, Topic
from members.api import Access, Viewer, readable_q

from . import selectors
from .models.catalogue import Course, CourseVersion
from .programme_pages import ProgrammePage

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
        return cls(**{name: query.get(name, "").replace("\x00", "").strip()[:40] for name in NAMES})

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
    """What one course can be found by; `version` is set for one without a page."""

    title: str
    version: CourseVersion | None = None
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


@dataclass(frozen=True)
class Card:
    """A course as the listing shows it."""

    title: str
    url: str
    summary: str
    minutes: int
    cpd_minutes: int
    verifiable: bool
    gdc_outcomes: list[str]
    members_only: bool
    progress: selectors.CourseProgress | None


def listed_for(rows: Any, viewer: Viewer) -> Any:
    """The courses or course pages whose title and summary the viewer may know: everybody may know of the members'."""
    return rows.filter(Q(access=Access.MEMBERS) | readable_q(viewer))


def listing(pages: Any, request: HttpRequest) -> dict[str, Any]:
    """The context of the listing: facets, cards, and how far the reader is in each. Twelve statements at most.

    Args:
        pages: the live course pages of the catalogue. Courses that have none, such as a package published from a
            terminal, are listed beside them.
    """
    viewer = request.viewer  # type: ignore[attr-defined]
    known = listed_for(pages, viewer).filter(course__current__isnull=False)
    facts = _facts(known) | {version.course_id: _own_facts(version) for version in _alone(viewer)}
    filters = Filters.read(request.GET)
    found = sorted((pk for pk, one in facts.items() if filters.fits(one)), key=lambda pk: (facts[pk].title, pk))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    facets = [facet for facet in _facets(facts, filters) if facet.choices]
    return {
        "facets": facets,
        "filtered": filters != Filters(),
        "chosen": sum(choice.chosen for facet in facets for choice in facet.choices),
        "page_of_list": page,
        "total": len(found),
        "cards": _cards(list(page.object_list), known, facts, viewer),
        "paths": _paths(viewer) if page.number == 1 and filters == Filters() else [],
    }


def _paths(viewer: Viewer) -> list[ProgrammePage]:
    """The learning paths that are offered, above a list that is not narrowed. One statement."""
    pages = listed_for(ProgrammePage.objects.live().filter(programme__current__isnull=False), viewer)
    return list(pages.select_related("programme__current").order_by("title", "pk"))


def _alone(viewer: Viewer) -> Any:
    """What is offered of the courses that have no page. One statement."""
    courses = listed_for(Course.objects.filter(page__isnull=True), viewer)
    return CourseVersion.objects.filter(course__in=courses, course__current=F("pk")).select_related("course")


def _cards(wanted: list[int], known: Any, facts: dict[int, "Facts"], viewer: Viewer) -> list[Card]:
    pages = {page.course_id: page for page in known.filter(course__in=wanted).defer("outline", "references")}
    progress = {}
    if viewer.user_id is not None:
        mine = selectors.newest_periods(selectors.my_learning(viewer.user_id, courses=wanted))
        progress = {one.enrolment.course_id: one for one in mine}
    cards = []
    for pk in wanted:
        page, version = pages.get(pk), facts[pk].version
        if page is not None:
            cards.append(_card(page, page.get_url(), page.access, progress.get(pk)))
        elif version is not None:
            cards.append(_card(version, _address(version), version.course.access, progress.get(pk)))
    return cards


def _address(version: CourseVersion) -> str:
    return reverse("courses:course-detail", args=[version.course.uuid])


def _card(told: Any, url: str, access: str, progress: selectors.CourseProgress | None) -> Card:
    """The card of a page, or of a version where there is none; both tell the same."""
    return Card(
        title=told.title,
        url=url,
        summary=told.summary,
        minutes=told.minutes,
        cpd_minutes=told.cpd_minutes,
        verifiable=bool(told.quality_assurer),
        gdc_outcomes=told.gdc_outcomes,
        members_only=access != Access.PUBLIC,
        progress=progress,
    )


def _facts(known: Any) -> dict[int, "Facts"]:
    """By the course's primary key. Three statements."""
    facts: dict[int, Facts] = {}
    for pk, title, outcomes, minutes in known.values_list("course_id", "title", "gdc_outcomes", "minutes"):
        facts[pk] = _fact(title, outcomes, minutes)
    for pk, code, parent in known.order_by().values_list(
        "course_id", "course_topics__topic__code", "course_topics__topic__parent__code"
    ):
        facts[pk].values["topic"].update(value for value in (code, parent) if value)
    for pk, code in known.order_by().values_list("course_id", "audiences__code"):
        if code:
            facts[pk].values["audience"].add(code)
    return facts


def _own_facts(version: CourseVersion) -> "Facts":
    facts = _fact(version.title, version.gdc_outcomes, version.minutes)
    facts.values["topic"].update(part for code in version.topics for part in (code, code.partition(".")[0]))
    return replace(facts, version=version)


def _fact(title: str, outcomes: list[str] | None, minutes: int) -> "Facts":
    facts = Facts(title.casefold())
    facts.values["outcome"].update(outcomes or ())
    facts.values["minutes"].update(value for value, _ in LENGTHS if minutes <= int(value))
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
