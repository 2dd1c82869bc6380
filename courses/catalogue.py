"""What the catalogue's pages show: the listing with its filters, and one course for one reader."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest

from foundation.vocabulary.api import Audience, Topic
from members.api import Access, Viewer, readable_q

from . import outlines, selectors

PER_PAGE = 20
GDC = (("A", "A: communicating"), ("B", "B: managing and leading"), ("C", "C: knowledge and skill"), ("D", "D: trust"))


def listed_for(pages: Any, viewer: Viewer) -> Any:
    """The courses whose title and summary the viewer may know: everybody may know of the members' courses."""
    return pages.filter(Q(access=Access.MEMBERS) | readable_q(viewer))


def listing(pages: Any, request: HttpRequest) -> dict[str, Any]:
    """The context of /courses/: cards, filters that stand in the address, and how far the reader is in each."""
    viewer = request.viewer  # type: ignore[attr-defined]
    known = listed_for(pages, viewer)
    filters = _filters(known, request)
    chosen = {one["name"]: one["value"] for one in filters if one["value"]}
    found = known
    if "topic" in chosen:
        found = found.filter(course_topics__topic__code__startswith=chosen["topic"])
    if "audience" in chosen:
        found = found.filter(Q(audiences__code=chosen["audience"]) | Q(audiences__code="all"))
    if "outcome" in chosen:
        found = found.filter(gdc_outcomes__icontains=f'"{chosen["outcome"]}"')
    ordered = found.distinct().defer("outline", "references").order_by("title", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    progress = _progress(viewer, list(page.object_list))
    return {
        "filters": filters,
        "filtered": bool(chosen),
        "page_obj": page,
        "cards": [(one, progress.get(one.course_id)) for one in page.object_list],
    }


def course_page(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The context of one course's page: outline, facts, and what this reader is asked to do next."""
    viewer = request.viewer  # type: ignore[attr-defined]
    enrolment = selectors.newest_enrolment(viewer.user_id, page.course_id) if page.course_id else None
    progress = selectors.progress_of(enrolment) if enrolment else None
    states = {line.key: line for line in progress.lines} if progress else {}
    modules = outlines.outline_of(page.outline)
    return {
        "modules": [(title, [(item, states.get(item.key)) for item in items]) for title, items in modules],
        "items": sum(len(items) for _, items in modules),
        "course": page.course,
        "progress": progress,
        "call": selectors.call_for(viewer, page.course, progress),
        "audiences": [audience.label for audience in page.audiences.all()],
    }


def _progress(viewer: Viewer, pages: Sequence[Any]) -> dict[int, selectors.CourseProgress]:
    if viewer.user_id is None:
        return {}
    courses = {page.course_id for page in pages}
    return {one.enrolment.course_id: one for one in selectors.my_learning(viewer.user_id, courses=courses)}


def _filters(known: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Only what leads to something is offered; an unknown value in the address is passed over."""
    topics = Topic.objects.filter(pk__in=known.values("course_topics__topic")).values_list("code", "label")
    audiences = Audience.objects.filter(pk__in=known.values("audiences")).values_list("code", "label")
    offered = (
        ("topic", "Topic", "Every topic", list(topics)),
        ("audience", "Written for", "Everyone", [pair for pair in audiences if pair[0] != "all"]),
        ("outcome", "GDC outcome", "Any outcome", list(GDC)),
    )
    return [
        {
            "name": name,
            "label": label,
            "any": anything,
            "options": options,
            "value": next((code for code, _ in options if code == request.GET.get(name)), ""),
        }
        for name, label, anything, options in offered
    ]
