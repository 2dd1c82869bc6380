"""Pages of the search. They read what was asked, let `find` answer, and choose the form of the answer."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.vocabulary.api import Topic

from .finding import Found, find, suggest
from .items import Kind

SUGGEST_FROM = 2  # letters: a single one could begin anything


@dataclass(frozen=True)
class Choice:
    """A value of a facet: a link that chooses it, or takes it back where it is chosen."""

    code: str
    label: str
    count: int
    chosen: bool
    address: str


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The page of results; everything in the library, newest first, where nothing is asked."""
    found = _found(request)
    labels = dict(Topic.objects.filter(code__in={*found.facets["topic"], *found.topics}).values_list("code", "label"))
    kinds = _choices(found, "kind", {})
    topics = _choices(found, "topic", labels)
    context = {
        "found": found,
        "kinds": sorted(kinds, key=lambda choice: _ORDER.get(choice.code, len(_ORDER))),
        "topics": sorted(topics, key=lambda choice: (-choice.count, choice.label)),
        "chosen": [choice for choice in (*kinds, *topics) if choice.chosen],
        "without_filters": _address(found, kind=(), topic=()),
        "first": (found.page - 1) * 10 + 1,
        "last": (found.page - 1) * 10 + len(found.hits),
    }
    return render(request, "search/results.html", context)


@require_safe
def results_json(request: HttpRequest) -> HttpResponse:
    """The same answer as data; titles are plain text, snippets HTML with <mark>."""
    found = _found(request)
    hits = [
        {
            "kind": str(hit.kind),
            "title": hit.title,
            "url": hit.url,
            "summary": hit.summary,
            "snippet": str(hit.snippet),
            "topics": list(hit.topics),
            "members_only": hit.members_only,
            "minutes": hit.minutes,
            "cpd_minutes": hit.cpd_minutes,
            "reviewed": hit.reviewed,
        }
        for hit in found.hits
    ]
    answer = {"query": found.query, "total": found.total, "page": found.page, "pages": found.pages}
    return JsonResponse(answer | {"notes": found.notes, "hits": hits, "facets": found.facets})


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the reader may be typing towards."""
    text = request.GET.get("q", "")
    cards = suggest(text, viewer=request.viewer) if len(text.strip()) >= SUGGEST_FROM else []  # type: ignore[attr-defined]
    return JsonResponse(
        {
            "suggestions": [
                {"kind": str(card.kind), "title": card.title, "url": card.url, "members_only": card.members_only}
                for card in cards
            ]
        }
    )


def _found(request: HttpRequest) -> Found:
    asked = request.GET
    page = asked.get("page", "1")
    return find(
        asked.get("q", ""),
        viewer=request.viewer,  # type: ignore[attr-defined]
        kinds=[kind for kind in asked.getlist("kind") if kind],
        topics=[topic for topic in asked.getlist("topic") if topic],
        page=int(page) if page.isascii() and page.isdigit() and len(page) < _PAGE_DIGITS else 1,
    )


_PAGE_DIGITS = 7
_ORDER = {kind.value: place for place, kind in enumerate(Kind)}


def _choices(found: Found, name: str, labels: dict[str, str]) -> list[Choice]:
    """Every value that would find something, and every chosen one, with the address that toggles it."""
    counts, chosen = found.facets[name], found.kinds if name == "kind" else found.topics
    choices = []
    for code in dict.fromkeys([*chosen, *counts]):
        values = tuple(other for other in chosen if other != code) if code in chosen else (*chosen, code)
        address = _address(found, **{name: values})
        choices.append(Choice(code, labels.get(code, code), counts.get(code, 0), code in chosen, address))
    return choices


def _address(found: Found, **filters: tuple[str, ...]) -> str:
    """The address of the same search with other filters, from its first page."""
    query = QueryDict(mutable=True)
    query["q"] = found.query
    for name, values in ({"kind": found.kinds, "topic": found.topics} | filters).items():
        query.setlist(name, list(values))
    return f"?{query.urlencode()}"
