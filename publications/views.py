"""Pages of publications that are no Wagtail pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from .library import MODELS
from .listing import cards
from .models import Person


def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An author, presenter or reviewer, and what they wrote."""
    person = get_object_or_404(Person, slug=slug)
    written = [
        page
        for model in MODELS.values()
        for page in model.objects.listed_for(request.viewer)  # type: ignore[attr-defined]
        .filter(publication_authors__person=person)
        .defer_streamfields()
        .prefetch_related("publication_topics__topic", "nations")
    ]
    written.sort(key=lambda page: (page.first_published_at is not None, page.first_published_at), reverse=True)
    return render(request, "publications/person.html", {"person": person, "cards": cards(written, request)})
