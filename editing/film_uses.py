"""Where a film is shown. A film that is shown somewhere is not deleted: whoever wants it gone is told where it stands.

Pages are found by Wagtail's index of references; an app that shows films elsewhere, as a frozen course does, registers
a finder of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError
from django.urls import reverse

from wagtail.models import Page, ReferenceIndex

MOST_NAMED = 3


@dataclass(frozen=True)
class FilmUse:
    """A place that shows a film: in words, the admin's address of it where it has one, and what to do about it."""

    where: str
    remedy: str
    url: str = ""


Finder = Callable[[Any], Iterable[FilmUse]]
_finders: list[Finder] = []


class FilmInUse(ProtectedError):
    """A film was to be deleted that is shown somewhere; nothing was deleted. `uses` says where."""

    code = "film-in-use"

    def __init__(self, video: Any, uses: list[FilmUse]) -> None:
        self.video, self.uses = video, uses
        self.sentence = f"“{video.title}” is shown in {in_words(uses)}, so it was not deleted. Take it out there first."
        super().__init__(self.sentence, {video})

    def __str__(self) -> str:
        return self.sentence


def register_film_uses(finder: Finder) -> None:
    """Let `finder` say where a film is shown that no page names. Twice is the same as once."""
    if finder not in _finders:
        _finders.append(finder)


def uses_of(video: Any) -> list[FilmUse]:
    """Every place that shows a film: pages first, in the order of their titles."""
    if video.pk is None:
        return []
    found = [
        FilmUse(
            where=f"the {page.cached_content_type.name} “{page.title}”",
            remedy="Choose another film there, or take the film out, and publish the page.",
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for page in pages_showing(video)
    ]
    for finder in _finders:
        found += finder(video)
    return found


def pages_showing(video: Any) -> list[Page]:
    """The pages that name a film in a text, an outline or as their recording."""
    references = ReferenceIndex.get_references_to(video)
    pages = references.filter(base_content_type=ContentType.objects.get_for_model(Page))
    keys = [int(key) for key in pages.values_list("object_id", flat=True).distinct()]
    return list(Page.objects.filter(pk__in=keys).order_by("title", "pk"))


def refuse_to_delete(videos: Iterable[Any]) -> None:
    """Raises FilmInUse for the first of these films that is shown anywhere."""
    for video in videos:
        uses = uses_of(video)
        if uses:
            raise FilmInUse(video, uses)


def in_words(uses: list[FilmUse]) -> str:
    """The places in half a sentence: the first few, and how many more."""
    named = [use.where for use in uses[:MOST_NAMED]]
    more = len(uses) - len(named)
    if more:
        named.append(f"{more} more {'place' if more == 1 else 'places'}")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
