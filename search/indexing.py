"""Keeping the index true to one thing after each change.

A change is promised by a duty in its own transaction. With an embedded engine the promise is kept right after the
commit, by the process that made the change, so that the very next search sees it; the duty then finds it done. Should
the process die in between, the duty does it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from foundation.outbox import api as outbox

from .engines.base import Versioned
from .engines.choosing import engine
from .items import Doc, LibraryRef, with_heads
from .models import EntryTopic, IndexVersion, LibraryEntry
from .registry import source_for

DUTY = "search.index"
_DESCRIBED = (
    *("title", "summary", "acronyms", "url", "access", "topics", "audiences", "nations"),
    *("published", "reviewed", "minutes", "cpd_minutes", "version", "checksum"),
)


def changed(ref: LibraryRef, *, at: datetime) -> None:
    """Promise, in the caller's transaction, that the search will show `ref` as it stands after the commit.

    Raises RuntimeError outside a transaction.
    """
    outbox.add(DUTY, str(ref), at=at)
    if engine().embedded:

        def keep_it_now() -> None:
            index(ref)

        # Robust: whatever happens here, the change is committed and the duty will come back to it. (A function, not a
        # partial: Django asks a robust callback that failed for its __qualname__, and would fail itself.)
        transaction.on_commit(keep_it_now, robust=True)


def keep_promise(reference: str) -> None:
    """The outbox handler. Raises ValueError for a reference that `str(LibraryRef)` did not write."""
    index(LibraryRef.parse(reference))


def index(ref: LibraryRef) -> None:
    """Bring the entry and the engine to what the thing's own app says of it today. Idempotent."""
    embedded = engine().embedded
    with transaction.atomic():
        # The number is taken before the thing is read, and held until the commit: a higher version has read later.
        version = next_version()
        doc = today(ref)
        write_entries([Versioned(doc, version)] if doc else [])
        if doc is None:
            LibraryEntry.objects.filter(uuid=ref.uuid, kind=ref.kind).delete()
        if embedded:
            _feed(ref, doc, version)
    if not embedded:
        _feed(ref, doc, version)


def today(ref: LibraryRef) -> Doc | None:
    """The thing as its app describes it now; None where it is gone, or no installed app answers for its kind."""
    source = source_for(ref.kind)
    doc = source.doc(ref) if source else None
    return replace(doc, topics=with_heads(doc.topics)) if doc else None


def next_version() -> int:
    """A number higher than any before it. The caller's transaction holds the counter until its end.

    It counts on from the clock's milliseconds: a database brought back from a backup must not fall behind an index
    that lives beside it, which would refuse every write for a while.
    """
    milliseconds = int(timezone.now().timestamp() * 1000)
    counted = {"value": Greatest(F("value") + 1, Value(milliseconds))}
    if not IndexVersion.objects.filter(pk=1).update(**counted):
        IndexVersion.objects.get_or_create(pk=1)
        IndexVersion.objects.filter(pk=1).update(**counted)
    return IndexVersion.objects.values_list("value", flat=True).get(pk=1)


def write_entries(docs: Sequence[Versioned]) -> None:
    """Write the entries of these documents, each unless a higher version is there. In the caller's transaction."""
    held = {
        (entry.kind, entry.uuid): entry
        for entry in LibraryEntry.objects.filter(uuid__in=[versioned.doc.ref.uuid for versioned in docs])
    }
    new: list[LibraryEntry] = []
    same: list[LibraryEntry] = []
    rewritten: list[LibraryEntry] = []
    for versioned in docs:
        key = (str(versioned.doc.kind), versioned.doc.ref.uuid)
        entry = held.get(key)
        if entry is None:
            new.append(LibraryEntry(kind=key[0], uuid=key[1], **_description(versioned)))
        elif entry.version < versioned.version:
            (same if entry.checksum == versioned.checksum else rewritten).append(entry)
            for name, value in _description(versioned).items():
                setattr(entry, name, value)
    LibraryEntry.objects.bulk_create(new)
    LibraryEntry.objects.bulk_update(same, ["version"])
    LibraryEntry.objects.bulk_update(rewritten, _DESCRIBED)
    EntryTopic.objects.filter(entry__in=rewritten).delete()
    EntryTopic.objects.bulk_create(
        [
            EntryTopic(entry=entry, code=code, primary=place == 0)
            for entry in (*new, *rewritten)
            for place, code in enumerate(dict.fromkeys(entry.topics))
        ]
    )


def _description(versioned: Versioned) -> dict[str, Any]:
    doc = versioned.doc
    return {
        "title": doc.title,
        "summary": doc.summary,
        "acronyms": list(doc.acronyms),
        "url": doc.url,
        "access": str(doc.access),
        "topics": list(doc.topics),
        "audiences": list(doc.audiences),
        "nations": list(doc.nations),
        "published": doc.published,
        "reviewed": doc.reviewed,
        "minutes": doc.minutes,
        "cpd_minutes": doc.cpd_minutes,
        "version": versioned.version,
        "checksum": versioned.checksum,
    }


def _feed(ref: LibraryRef, doc: Doc | None, version: int) -> None:
    if doc is None:
        engine().delete([(str(ref), version)])
    else:
        engine().upsert([Versioned(doc, version)])
