"""The default engine: SQLite's FTS5 with a schema of our own, inside the site's database or in a file beside it."""

import json
import secrets
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from search import weights
from search.analysis.plan import Plan, Vocabulary
from search.analysis.repair import WordIndex

from .base import START, GenerationGone, Hit, Page, Versioned
from .places import place_of
from .shelves import STAFF, shelves_for
from .statements import Statement, passages, public_fields_only, quoted
from .stores import Store
from .tables import Tables

_Answer = TypeVar("_Answer")

# Every index of words for typing errors that this process holds: (store, generation, shelf) -> (stamp, index).
_word_indexes: OrderedDict[tuple[str, int, str], tuple[int, WordIndex]] = OrderedDict()
_WORD_INDEXES = 6


@dataclass(frozen=True)
class _Now:
    """The generation that answers. The stamp changes with every write, also when a transaction takes one back."""

    generation: int
    stamp: int


class Fts5Engine:
    """Implements `engines.base.Engine` on a `Store`."""

    name = "fts5"
    embedded = True

    def __init__(self, store: Store) -> None:
        self.store = store

    # --- generations -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        with self.store.writing():
            # AUTOINCREMENT: a number is never used twice, so a late writer cannot meet a stranger's tables.
            self.store.rows(
                "CREATE TABLE IF NOT EXISTS library_generation (id INTEGER PRIMARY KEY AUTOINCREMENT, "
                "current INTEGER NOT NULL, stamp INTEGER NOT NULL)"
            )
            if not self.store.rows("SELECT 1 FROM library_generation WHERE current"):
                self._open(current=True)

    def begin(self) -> str:
        self.prepare()
        with self.store.writing():
            for (left,) in self.store.rows("SELECT id FROM library_generation WHERE NOT current"):
                self._drop(left)
            return str(self._open(current=False))

    def swap(self, generation: str) -> None:
        number = self._existing(generation)
        Tables(self.store, number).optimise()
        with self.store.writing():
            self._existing(generation)
            for (old,) in self.store.rows("SELECT id FROM library_generation WHERE current"):
                # What was deleted stays deleted, should a write older than the deletion still be on its way.
                new_state, old_state = (Tables(self.store, n).name("state") for n in (number, old))
                self.store.rows(
                    f"INSERT INTO {new_state} (ref, version, checksum) SELECT ref, version, '' FROM {old_state} "
                    f"WHERE ref NOT IN (SELECT ref FROM {new_state})"
                )
                self._drop(old)
            self.store.rows("UPDATE library_generation SET current = 1 WHERE id = %s", [number])

    def drop(self, generation: str) -> None:
        with self.store.writing():
            if self.store.rows("SELECT 1 FROM library_generation WHERE id = %s AND NOT current", [int(generation)]):
                self._drop(int(generation))

    # --- writing ------------------------------------------------------------------------------------------------------

    def upsert(self, docs: Sequence[Versioned], generation: str | None = None) -> None:
        self._write(lambda tables: tables.put(docs), generation)

    def delete(self, refs: Sequence[tuple[str, int]], generation: str | None = None) -> None:
        self._write(lambda tables: tables.remove(refs), generation)

    # --- asking -------------------------------------------------------------------------------------------------------

    def search(self, plan: Plan) -> Page:
        if plan.reading.wordless:
            return Page()
        return self._asking(lambda tables: _page(tables, plan), Page())

    def suggest(self, plan: Plan) -> list[str]:
        if not plan.reading.groups:
            return []

        def best(tables: Tables) -> list[str]:
            rows = tables.store.rows(*public_fields_only(tables, plan).best(plan.size))
            return [ref for _, ref, *_ in sorted(rows, key=lambda row: row[3])]

        return self._asking(best, [])

    def vocabulary(self, reads: frozenset[str]) -> Vocabulary:
        return _Words(self, shelves_for(reads))

    def manifest(self, generation: str | None = None) -> Iterator[tuple[str, int, str]]:
        if generation is not None:
            return Tables(self.store, self._existing(generation)).manifest()
        nothing: list[tuple[str, int, str]] = []
        return iter(self._asking(lambda tables: list(tables.manifest()), nothing))

    def sound(self) -> bool:
        try:
            with self.store.writing():
                now = self.now()
                if now is None:
                    return False
                Tables(self.store, now.generation).check()
        except self.store.errors:
            return False
        return True

    # --- within -------------------------------------------------------------------------------------------------------

    def now(self) -> _Now | None:
        """The current generation; None before `prepare` was ever called."""
        try:
            rows = self.store.rows("SELECT id, stamp FROM library_generation WHERE current")
        except self.store.errors as error:
            if "no such table" in str(error):
                return None
            raise
        return _Now(*rows[0]) if rows else None

    def _asking(self, question: Callable[[Tables], _Answer], otherwise: _Answer) -> _Answer:
        now = self.now()
        if now is None:
            return otherwise
        try:
            return question(Tables(self.store, now.generation))
        except self.store.errors:
            # A rebuild may have swapped the tables away between the two statements; then the answer stands elsewhere.
            later = self.now()
            if later is None or later.generation == now.generation:
                raise
            return question(Tables(self.store, later.generation))

    def _write(self, change: Callable[[Tables], None], generation: str | None) -> None:
        if generation is None:
            self.prepare()
        with self.store.writing():
            if generation is None:
                numbers = [number for (number,) in self.store.rows("SELECT id FROM library_generation")]
            else:
                numbers = [self._existing(generation)]
            for number in numbers:
                change(Tables(self.store, number))
                self.store.rows("UPDATE library_generation SET stamp = %s WHERE id = %s", [_stamp(), number])

    def _open(self, *, current: bool) -> int:
        row = self.store.rows(
            "INSERT INTO library_generation (current, stamp) VALUES (%s, %s) RETURNING id", [int(current), _stamp()]
        )
        Tables(self.store, row[0][0]).create()
        return int(row[0][0])

    def _drop(self, number: int) -> None:
        Tables(self.store, number).drop()
        self.store.rows("DELETE FROM library_generation WHERE id = %s", [number])

    def _existing(self, generation: str) -> int:
        if not self.store.rows("SELECT 1 FROM library_generation WHERE id = %s", [int(generation)]):
            raise GenerationGone(f"Generation {generation} of the index was dropped, perhaps by another rebuild.")
        return int(generation)


class _Words:
    """The vocabulary of a reader's shelves, asked of the unstemmed twins."""

    def __init__(self, engine: Fts5Engine, shelves: tuple[str, ...]) -> None:
        self._store, self._shelves = engine.store, shelves
        self._now = engine.now()

    def known(self, words: Collection[str]) -> set[str]:
        if self._now is None or not words:
            return set()
        found = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {table} MATCH word.value)"
            for table in map(self._table, self._shelves)
        )
        terms = {quoted(word): word for word in words}
        rows = self._store.rows(f"SELECT word.value FROM json_each(%s) word WHERE {found}", [json.dumps(list(terms))])
        return {terms[term] for (term,) in rows}

    def beginning(self, prefix: str) -> list[str]:
        if self._now is None:
            return []
        arms = " UNION ALL ".join(
            f"SELECT term, doc FROM {self._table(shelf)}_vocab WHERE term > %s AND term < %s" for shelf in self._shelves
        )
        rows = self._store.rows(
            f"SELECT term FROM ({arms}) GROUP BY term ORDER BY sum(doc) DESC, term LIMIT {weights.COMPLETIONS}",
            [prefix, prefix + "\U0010ffff"] * len(self._shelves),
        )
        return [term for (term,) in rows]

    def nearest(self, word: str) -> list[str]:
        if self._now is None:
            return []
        found = [near for shelf in self._shelves for near in self._index(shelf).nearest(word)]
        return list(dict.fromkeys(found))[: weights.REPAIRS_A_WORD]

    def _index(self, shelf: str) -> WordIndex:
        assert self._now is not None  # noqa: S101 - the callers have looked
        place = (self._store.key, self._now.generation, shelf)
        held = _word_indexes.get(place)
        if held is None or held[0] != self._now.stamp:
            counts: dict[str, int] = dict(self._store.rows(f"SELECT term, doc FROM {self._table(shelf)}_vocab"))
            held = _word_indexes[place] = (self._now.stamp, WordIndex(counts))
        _word_indexes.move_to_end(place)
        while len(_word_indexes) > _WORD_INDEXES:
            _word_indexes.popitem(last=False)
        return held[1]

    def _table(self, shelf: str) -> str:
        assert self._now is not None  # noqa: S101 - the callers have looked
        return Tables(self._store, self._now.generation).name(shelf)


def missing_features() -> list[str]:
    """What this Python's SQLite lacks for the engine; empty nearly everywhere."""
    missing = []
    if sqlite3.sqlite_version_info < (3, 35):
        missing.append(f"SQLite 3.35 or later (this is {sqlite3.sqlite_version})")
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.Error:
        missing.append("SQLite's FTS5 extension")
    finally:
        connection.close()
    return missing


def _page(tables: Tables, plan: Plan) -> Page:
    rows = tables.store.rows(*Statement(tables, plan).page())
    hits = sorted((row for row in rows if row[0] == "hit"), key=lambda row: row[3])
    facets: dict[str, dict[str, int]] = {"kind": {}, "topic": {}}
    total = 0
    for what, key, number, *_ in rows:
        if what == "total":
            total = number
        elif what in facets:
            facets[what][key] = number
    texts = _passages(tables, plan, hits)
    return Page(
        hits=tuple(Hit(ref, score, *texts.get(document, ("",) * 5)) for _, ref, score, _, document, _ in hits),
        total=total,
        facets=facets,
    )


def _passages(tables: Tables, plan: Plan, hits: list[tuple[Any, ...]]) -> dict[int, tuple[str, ...]]:
    if not hits:
        return {}
    first = shelves_for(plan.reads)[0]
    ids: dict[str, list[int]] = {}
    for _, _, _, _, document, access in hits:
        ids.setdefault(STAFF if access == STAFF else first, []).append(document)
    found: dict[int, tuple[str, ...]] = {}
    for document, title, summary, passage, body, places in tables.store.rows(*passages(tables, plan, ids)):
        matched = passage if START in passage else ""
        found[document] = (title, summary, matched, *place_of(matched, body, json.loads(places or "[]")))
    return found


def _stamp() -> int:
    return secrets.randbits(62)
