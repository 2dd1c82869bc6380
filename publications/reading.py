"""What a reader is told about a publication beside its text."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from editing.api import Review, Section, contents, moment_words, review_of
from foundation.vocabulary.api import Topic
from members.api import Access
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


def webinar_context(page: Any) -> dict[str, Any]:
    """The recording by chapters: each with its moment and the passages of the transcript that belong to it."""
    starts = [(block.value["at"], block.value["title"]) for block in page.chapters] or [(0, "")]
    ends = [at for at, _ in starts[1:]] + [None]
    passages = sorted(page.transcript, key=lambda block: block.value["at"])
    chapters: list[dict[str, Any]] = []
    for (at, title), end in zip(starts, ends, strict=True):
        first = at if chapters else 0  # what was said before the first chapter belongs to it
        said = [one for one in passages if first <= one.value["at"] and (end is None or one.value["at"] < end)]
        chapters.append({"title": title, "moment": moment_words(at), "passages": said})
    return {"chapters": chapters}


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
    if getattr(page, "transcript", None):
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
