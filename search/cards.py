"""Things of the library as listings and "related" show them. Everything shown has passed the access policy here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Count, F, Q, QuerySet

from members.api import Access, Viewer, access_tokens, may_read

from .items import LibraryRef, with_heads
from .models import LibraryEntry


@dataclass(frozen=True)
class Card:
    """What may be shown of a thing to one viewer. `locked`: they see that it is there, and may not read it."""

    ref: LibraryRef
    title: str
    summary: str
    url: str
    access: str
    members_only: bool
    locked: bool
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    published: date | None = None
    reviewed: date | None = None
    minutes: int = 0
    cpd_minutes: int = 0

    @property
    def kind(self) -> str:
        return self.ref.kind

    @classmethod
    def of(cls, entry: LibraryEntry, viewer: Viewer) -> Self:
        return cls(
            ref=LibraryRef(entry.kind, entry.uuid),
            title=entry.title,
            summary=entry.summary,
            url=entry.url,
            access=entry.access,
            members_only=entry.access != Access.PUBLIC,
            locked=not may_read(viewer, entry.access),
            topics=tuple(entry.topics),
            audiences=tuple(entry.audiences),
            nations=tuple(entry.nations),
            published=entry.published,
            reviewed=entry.reviewed,
            minutes=entry.minutes,
            cpd_minutes=entry.cpd_minutes,
        )


def findable(viewer: Viewer) -> frozenset[str]:
    """The values of Access whose title and summary the viewer may meet.

    What is for members is announced to everyone, as its teaser page is; what is for staff is not.
    """
    return access_tokens(viewer) | {str(Access.PUBLIC), str(Access.MEMBERS)}


def lookup(refs: Sequence[LibraryRef], viewer: Viewer) -> list[Card]:
    """The cards of these things in their order, without those that are gone or not for the viewer. One statement."""
    entries = {(entry.kind, entry.uuid): entry for entry in _found(viewer).filter(uuid__in={ref.uuid for ref in refs})}
    keys = dict.fromkeys((str(ref.kind), ref.uuid) for ref in refs)
    return [Card.of(entries[key], viewer) for key in keys if key in entries]


def latest(viewer: Viewer, kinds: Collection[str] = (), limit: int = 10) -> list[Card]:
    """The newest things, those last reviewed first; of every kind where none is named. One statement."""
    entries = _found(viewer).filter(kind__in=[str(kind) for kind in kinds]) if kinds else _found(viewer)
    return _cards(entries.order_by(*_NEWEST)[:limit], viewer)


def related(topics: Collection[str], viewer: Viewer, exclude: Iterable[LibraryRef] = (), limit: int = 4) -> list[Card]:
    """What shares most of these topics, a thing's own first topic counting double. One statement."""
    codes = with_heads(topics)
    share = Count("topic_rows", filter=Q(topic_rows__code__in=codes))
    first = Count("topic_rows", filter=Q(topic_rows__code__in=codes, topic_rows__primary=True))
    entries = _found(viewer).filter(topic_rows__code__in=codes).annotate(near=share + first)
    for ref in exclude:
        entries = entries.exclude(kind=str(ref.kind), uuid=ref.uuid)
    return _cards(entries.order_by("-near", *_NEWEST)[:limit], viewer)


_NEWEST = (F("reviewed").desc(nulls_last=True), F("published").desc(nulls_last=True), "title", "pk")


def _found(viewer: Viewer) -> QuerySet[LibraryEntry]:
    return LibraryEntry.objects.filter(access__in=sorted(findable(viewer)))


def _cards(entries: Iterable[LibraryEntry], viewer: Viewer) -> list[Card]:
    return [Card.of(entry, viewer) for entry in entries]
