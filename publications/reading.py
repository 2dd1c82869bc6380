"""What a reader is told about a publication beside its text."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from editing.api import Passage, Review, Section, by_chapter, contents, review_of, shown_film
from foundation.vocabulary.api import Topic
from members.api import Access, Viewer
from search import api as search

from .querysets import access_of

FEWEST_CONTENTS = 3  # a text of fewer sections needs no list of them
HOME_DEPTH = 2  # the root of the tree, then the home page
RELATED = 4
FEWEST_RELATED = 3


@dataclass(frozen=True)
class Facts:
    """All that is public about a publication, whoever asks."""

    authors: list[Any]
    topics: list[Any]
    nations: list[Any]
    review: Review | None
    access: Access
    presenters: list[Any] = field(default_factory=list)

    @property
    def members_only(self) -> bool:
        return self.access is not Access.PUBLIC

    @property
    def reviewer_line(self) -> str:
        """Who reviewed it, as the foot says it: name, then role."""
        if self.review is None or not self.review.reviewer_name:
            return ""
        role = self.review.reviewer_role
        return f"{self.review.reviewer_name}, {role[0].lower()}{role[1:]}" if role else self.review.reviewer_name

    @property
    def one_nation(self) -> bool:
        """Whether the text holds for a part of the United Kingdom only."""
        return bool(self.nations) and all(nation.code != "uk" for nation in self.nations)


def facts_of(page: Any, *, on: date) -> Facts:
    """The facts of a publication, also of a draft in the editor's preview. Five statements, six for a webinar."""
    presenters = getattr(page, "presenters", None)
    return Facts(
        authors=[row.person for row in page.publication_authors.all().select_related("person")],
        topics=[row.topic for row in page.publication_topics.all().select_related("topic")],
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


def webinar_context(page: Any, viewer: Viewer) -> dict[str, Any]:
    """The recording by chapters, each with its moment and what is said in it; and its film, where there is one.

    The page's own chapters and transcript come first; where it has none, the film's are shown.
    """
    marks = [(block.value["at"] or 0, block.value["title"]) for block in page.chapters]
    said = [Passage(block.value["at"] or 0, block.value["speaker"], block.value["text"]) for block in page.transcript]
    video = page.recording if page.state == page.State.RECORDING else None
    if video is None:
        return {"chapters": by_chapter(marks, said), "film": None}
    marks, said = marks or video.marks, said or video.passages()
    return {"chapters": by_chapter(marks, said), "film": shown_film(video, viewer, chapters=marks, passages=said)}


def crumbs(page: Any) -> list[Any]:
    """The pages above a page, from below the home page downwards."""
    above = []
    while page.depth > HOME_DEPTH + 1:
        page = page.get_parent()
        above.append(page)
    return above[::-1]


def inside(page: Any) -> list[str]:
    """What a text holds, counted, for those who may not read it."""
    blocks = list(page.body)
    counts = [
        (len(contents(page.body)), "section", "sections"),
        (sum(len(one.value["points"]) for one in blocks if one.block_type == "key_points"), "key point", "key points"),
        (sum(one.block_type == "checklist" for one in blocks), "checklist", "checklists"),
        (sum(one.block_type == "words" for one in blocks), "piece of wording to use", "pieces of wording to use"),
        (len(getattr(page, "chapters", ())), "chapter", "chapters"),
        (len(page.references), "source", "sources"),
    ]
    return [f"{count} {one if count == 1 else more}" for count, one, more in counts if count]


def _more_sections(page: Any) -> list[Section]:
    more = []
    if getattr(page, "reflection", None):
        more.append(Section("reflection", "Questions for reflection", 2, ""))
    recording = getattr(page, "recording", None)
    if getattr(page, "transcript", None) or (recording and recording.is_ready and page.state == page.State.RECORDING):
        more.append(Section("transcript", "Transcript", 2, ""))
    if page.references:
        more.append(Section("references", "Law and guidance", 2, ""))
    return more


def _related(page: Any, request: HttpRequest) -> list[Any]:
    codes = [topic.code for topic in page.facts.topics]
    heads = {code.partition(".")[0] for code in codes}
    near = Topic.objects.filter(Q(code__in=heads) | Q(parent__code__in=heads)).values_list("code", flat=True)
    ref = search.LibraryRef(page.kind, page.translation_key)
    viewer = request.viewer  # type: ignore[attr-defined]
    found = search.related([*codes, *near], viewer, exclude=[ref], limit=RELATED)
    if len(found) >= FEWEST_RELATED:
        return found
    # A text whose topics nothing shares still leads on: to the newest of its own kind.
    known = {ref, *(card.ref for card in found)}
    more = search.latest(viewer, [page.kind], RELATED)
    return [*found, *(card for card in more if card.ref not in known)][:FEWEST_RELATED]
