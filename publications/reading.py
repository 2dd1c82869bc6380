"""What a reader is told about a publication beside its text."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest

from editing.api import Review, Section, contents, moment_words, review_of
from members.api import Access
from search import api as search

from .querysets import access_of

FEWEST_CONTENTS = 3  # a text of fewer sections needs no list of them
RELATED = 4


@dataclass(frozen=True)
class Facts:
    """All that is public about a publication, whoever asks."""

    authors: list[Any]
    topics: list[Any]
    audiences: list[Any]
    nations: list[Any]
    review: Review | None
    access: Access
    presenters: list[Any] = field(default_factory=list)

    @property
    def members_only(self) -> bool:
        return self.access is not Access.PUBLIC

    @property
    def one_nation(self) -> bool:
        """Whether the text holds for a part of the United Kingdom only."""
        return bool(self.nations) and all(nation.code != "uk" for nation in self.nations)


def facts_of(page: Any, *, on: date) -> Facts:
    """The facts of a publication, also of a draft in the editor's preview. Six statements."""
    presenters = getattr(page, "presenters", None)
    return Facts(
        authors=[row.person for row in page.publication_authors.all().select_related("person")],
        topics=[row.topic for row in page.publication_topics.all().select_related("topic")],
        audiences=list(page.audiences.all()),
        nations=list(page.nations.all()),
        review=review_of(page, on=on) if page.pk else None,
        access=access_of(page),
        presenters=[row.person for row in presenters.all().select_related("person")] if presenters else [],
    )


def reading_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """What the article template reads beside the page itself."""
    sections = [*contents(page.body), *_more_sections(page)]
    return {
        "contents": sections if len(sections) >= FEWEST_CONTENTS else [],
        "related": _related(page, request),
    }


def webinar_context(page: Any) -> dict[str, Any]:
    """The recording's chapters, each with the passage of the transcript at which it begins."""
    moments = sorted(block.value["at"] for block in page.transcript)
    return {
        "chapters": [
            {
                "title": block.value["title"],
                "moment": moment_words(block.value["at"]),
                "anchor": next((at for at in moments if at >= block.value["at"]), None),
            }
            for block in page.chapters
        ]
    }


def _more_sections(page: Any) -> list[Section]:
    more = []
    if getattr(page, "reflection", None):
        more.append(Section("reflection", "Questions for reflection", 2, ""))
    if getattr(page, "transcript", None):
        more.append(Section("transcript", "Transcript", 2, ""))
    if page.references:
        more.append(Section("references", "Law and guidance", 2, ""))
    return more


def _related(page: Any, request: HttpRequest) -> list[Any]:
    topics = [topic.code for topic in page.facts.topics]
    if not topics or not hasattr(search, "related"):
        return []
    ref = search.LibraryRef(page.kind, page.translation_key)
    return list(search.related(topics, request.viewer, exclude=ref, limit=RELATED))  # type: ignore[attr-defined]
