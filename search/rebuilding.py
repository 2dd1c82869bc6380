"""The whole index at once: made anew beside the one that answers, compared with the library, and put right."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from .engines.base import Versioned
from .engines.choosing import engine
from .indexing import index, next_version, today, write_entries
from .items import LibraryRef
from .models import LibraryEntry
from .registry import sources

log = logging.getLogger(__name__)

BATCH = 200  # documents a transaction: publishing waits for no longer than one of these


@dataclass
class Rebuilt:
    """What a rebuild did. `failed` are the things that their own app could not describe."""

    indexed: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass
class Drift:
    """Where the index, the entries and the library disagree, by reference."""

    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    sound: bool = True

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.stale) + len(self.extra) + (not self.sound)

    def as_dict(self) -> dict[str, object]:
        return asdict(self) | {"count": self.count}


def rebuild() -> Rebuilt:
    """Make a new generation of the index from the library, and let it answer once it is whole.

    The present one answers meanwhile, and whatever changes meanwhile is written to both, guarded by its version. Raises
    GenerationGone where another rebuild began during this one.
    """
    report = Rebuilt()
    engine().prepare()
    generation = engine().begin()
    with transaction.atomic():
        first = next_version()
    try:
        refs = _library()
        while batch := list(islice(refs, BATCH)):
            with transaction.atomic():
                version = next_version()
                docs = [doc for ref in batch if (doc := _described(ref, version, report))]
                write_entries(docs)
            engine().upsert(docs, generation)
            report.indexed += len(docs)
        engine().swap(generation)
    except BaseException:
        engine().drop(generation)
        raise
    # Entries that no source named: anything that came or changed since has a higher version.
    keep = [LibraryRef.parse(ref).uuid for ref in report.failed]
    LibraryEntry.objects.filter(version__lt=first).exclude(uuid__in=keep).delete()
    return report


def drift() -> Drift:
    """Compare what the library says today with the engine and the entries."""
    true = {}
    for ref in _library():
        doc = today(ref)
        if doc is not None:
            true[str(ref)] = Versioned(doc, 0).checksum
    indexed = {ref: checksum for ref, _, checksum in engine().manifest()}
    entries = {
        str(LibraryRef(kind, uuid)): checksum
        for kind, uuid, checksum in LibraryEntry.objects.values_list("kind", "uuid", "checksum").iterator()
    }
    found = Drift(sound=engine().sound())
    for name in sorted(true.keys() | indexed.keys() | entries.keys()):
        if name not in true:
            found.extra.append(name)
        elif name not in indexed or name not in entries:
            found.missing.append(name)
        elif not true[name] == indexed[name] == entries[name]:
            found.stale.append(name)
    return found


def repair(found: Drift) -> None:
    """Index anew what differs; everything where the index contradicts its own text."""
    if not found.sound:
        rebuild()
        return
    for ref in (*found.missing, *found.stale, *found.extra):
        index(LibraryRef.parse(ref))


def prepare_after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """`post_migrate` receiver: the index exists before the first search, and is empty where the database is."""
    if using != DEFAULT_DB_ALIAS:
        return
    engine().prepare()
    if not LibraryEntry.objects.exists() and any(True for _ in engine().manifest()):
        engine().swap(engine().begin())


def _library() -> Iterator[LibraryRef]:
    for source in sources():
        yield from source.refs()


def _described(ref: LibraryRef, version: int, report: Rebuilt) -> Versioned | None:
    try:
        doc = today(ref)
    except Exception:
        # One page that cannot be read must not keep the others from being found.
        log.exception("The rebuild leaves out %s, which its app could not describe.", ref)
        report.failed.append(str(ref))
        return None
    return Versioned(doc, version) if doc else None
