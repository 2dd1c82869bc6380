"""Pages of the search. They read what was asked, let `find` answer, and choose the form of the answer."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.vocabulary.api import Topic

from .facets import facets_of
from .finding import Found, find, suggest
from .items import Kind

SUGGEST_FROM = 2  # letters: a single one could begin anything
_PAGE_DIGITS = 7
TOPICS_SHOWN = 12  # the others wait behind one more press


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The page of results; everything in the library, newest first, where nothing is asked."""
    found = _found(request)
    labels = dict(Topic.objects.filter(code__in={*found.facets["topic"], *found.topics}).values_list("code", "label"))
    facets = facets_of(found, labels)
    context = {
        "found": found,
        "rows": [hit.row for hit in found.hits],
        "facets": facets,
        "topics": facets.topics[:TOPICS_SHOWN],
        "more_topics": facets.topics[TOPICS_SHOWN:],
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
            "place": hit.place,
            "place_url": hit.place_url,
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
                {
                    "kind": str(card.kind),
                    "label": Kind(card.kind).label,
                    "title": card.title,
                    "url": card.url,
                    "members_only": card.members_only,
                    "locked": card.locked,
                }
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
