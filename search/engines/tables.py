"""The tables of one generation of an FTS5 index, and the writing of documents into them.

Measured (search.md, section 2): external content, so that a text is stored once; a narrow `face` table, so that
counting never touches a wide row; an unstemmed twin of each index, kept without positions, as its vocabulary.

    state   every reference ever written: version and checksum; a deleted one stays, as a tombstone
    face    kind, access and dates of what is in the library; topic: its topics, one a row
    item    the text; <shelf>_text: a view of what of it stands on that shelf
    <shelf>, <shelf>_words, <shelf>_vocab   the stemmed index, its unstemmed twin, the twin's words
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .base import Versioned
from .shelves import MEMBERS, OPEN, SHELVES, STAFF, fields_on
from .stores import Store

FIELDS = ("title", "acronyms", "summary", "body")

_STEMMED = "tokenize='porter unicode61 remove_diacritics 2'"
_UNSTEMMED = "tokenize='unicode61 remove_diacritics 2', detail=none, columnsize=0"
_SHELF_ROWS = {
    OPEN: "SELECT id, title, acronyms, summary, CASE access WHEN 'public' THEN body ELSE '' END AS body "
    "FROM {t}_item WHERE access <> 'staff'",
    MEMBERS: "SELECT id, title, acronyms, summary, body FROM {t}_item WHERE access <> 'staff'",
    STAFF: "SELECT id, title, acronyms, summary, body FROM {t}_item WHERE access = 'staff'",
}


_placed: set[tuple[str, int]] = set()  # generations, by store, that were seen to know places


@dataclass(frozen=True)
class Tables:
    """The tables of one generation."""

    store: Store
    generation: int

    def name(self, table: str) -> str:
        return f"library_{self.generation}_{table}"

    def create(self) -> None:
        """All tables, empty. The caller is writing."""
        t = self.name("")[:-1]
        statements = [
            f"CREATE TABLE {t}_state (id INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, "
            "checksum TEXT NOT NULL)",
            f"CREATE TABLE {t}_face (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, access TEXT NOT NULL, "
            "reviewed INTEGER NOT NULL, published INTEGER NOT NULL)",
            f"CREATE TABLE {t}_topic (id INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (id, code)) WITHOUT ROWID",
            f"CREATE TABLE {t}_item (id INTEGER PRIMARY KEY, access TEXT NOT NULL, title TEXT NOT NULL, "
            "acronyms TEXT NOT NULL, summary TEXT NOT NULL, body TEXT NOT NULL)",
        ]
        columns = ", ".join(FIELDS)
        for shelf in SHELVES:
            content = f"content='{t}_{shelf}_text', content_rowid='id'"
            statements += [
                f"CREATE VIEW {t}_{shelf}_text AS {_SHELF_ROWS[shelf].format(t=t)}",
                f"CREATE VIRTUAL TABLE {t}_{shelf} USING fts5({columns}, {content}, {_STEMMED})",
                f"CREATE VIRTUAL TABLE {t}_{shelf}_words USING fts5({columns}, {content}, {_UNSTEMMED})",
                f"CREATE VIRTUAL TABLE {t}_{shelf}_vocab USING fts5vocab('{t}_{shelf}_words', 'row')",
            ]
        for statement in statements:
            self.store.rows(statement)
        self.store.rows(self._place_table)

    @property
    def _place_table(self) -> str:
        # Of each document with parts: where in its body each lies, as JSON. An index of an earlier release has no such
        # table and answers without places until it is written to.
        return f"CREATE TABLE IF NOT EXISTS {self.name('place')} (id INTEGER PRIMARY KEY, places TEXT NOT NULL)"

    def has_places(self) -> bool:
        """Whether this generation knows the places in its documents. Looked up once: it never forgets them."""
        if (self.store.key, self.generation) not in _placed:
            known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s"
            if not self.store.rows(known, [self.name("place")]):
                return False
            _placed.add((self.store.key, self.generation))
        return True

    def drop(self) -> None:
        """All tables away. The caller is writing."""
        for shelf in SHELVES:
            for table in (f"{shelf}_vocab", f"{shelf}_words", shelf):
                self.store.rows(f"DROP TABLE IF EXISTS {self.name(table)}")
            self.store.rows(f"DROP VIEW IF EXISTS {self.name(shelf)}_text")
        for table in ("state", "face", "topic", "item", "place"):
            self.store.rows(f"DROP TABLE IF EXISTS {self.name(table)}")

    def put(self, docs: Sequence[Versioned]) -> None:
        """Write documents, each unless the same or a higher version is there. The caller is writing."""
        newest = {doc.ref: doc for doc in sorted(docs, key=lambda doc: doc.version)}
        held = self._held(list(newest))
        fresh = [doc for ref, doc in newest.items() if ref not in held or held[ref][1] < doc.version]
        if not fresh:
            return
        checksums = {doc.ref: doc.checksum for doc in fresh}
        # What is the same as before only moves on in version.
        changed = [doc for doc in fresh if held.get(doc.ref, (0, 0, ""))[2] != checksums[doc.ref]]
        free = 1 + (self.store.rows(f"SELECT max(id) FROM {self.name('state')}")[0][0] or 0)
        ids = {doc.ref: held[doc.ref][0] if doc.ref in held else free + n for n, doc in enumerate(fresh)}
        self._clear([ids[doc.ref] for doc in changed if doc.ref in held])
        self._state([(ids[doc.ref], doc.ref, doc.version, checksums[doc.ref]) for doc in fresh])
        self._fill([(ids[doc.ref], doc) for doc in changed])

    def remove(self, refs: Sequence[tuple[str, int]]) -> None:
        """Remove by (reference, version), and keep the version as a tombstone. The caller is writing."""
        newest = dict(sorted(refs, key=lambda pair: pair[1]))
        held = self._held(list(newest))
        gone = [(ref, version) for ref, version in newest.items() if ref not in held or held[ref][1] < version]
        free = 1 + (self.store.rows(f"SELECT max(id) FROM {self.name('state')}")[0][0] or 0)
        self._clear([held[ref][0] for ref, _ in gone if ref in held])
        self._state([(held[ref][0] if ref in held else free + n, ref, v, "") for n, (ref, v) in enumerate(gone)])

    def manifest(self) -> Iterator[tuple[str, int, str]]:
        """Reference, version and checksum of what is held: what both the state and the text know."""
        yield from self.store.rows(
            f"SELECT ref, version, checksum FROM {self.name('state')} s JOIN {self.name('face')} f ON f.id = s.id "
            f"JOIN {self.name('item')} i ON i.id = s.id ORDER BY ref"
        )

    def optimise(self) -> None:
        """Merge each index into one segment, which the first searches after a rebuild would pay for otherwise."""
        for shelf in SHELVES:
            for table in (self.name(shelf), self.name(f"{shelf}_words")):
                with self.store.writing():
                    self.store.rows(f"INSERT INTO {table}({table}) VALUES ('optimize')")

    def check(self) -> None:
        """Compare each index with its text. Raises the store's errors where they differ. The caller is writing."""
        for shelf in SHELVES:
            table = self.name(shelf)
            self.store.rows(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")

    def _held(self, refs: list[str]) -> dict[str, tuple[int, int, str]]:
        # A document whose text or face is gone counts as changed, so that indexing it anew brings both back.
        rows = self.store.rows(
            f"SELECT ref, s.id, version, CASE WHEN f.id IS NULL OR i.id IS NULL THEN '' ELSE checksum END "
            f"FROM {self.name('state')} s LEFT JOIN {self.name('face')} f ON f.id = s.id "
            f"LEFT JOIN {self.name('item')} i ON i.id = s.id WHERE ref IN (SELECT value FROM json_each(%s))",
            [json.dumps(refs)],
        )
        return {ref: (number, version, checksum) for ref, number, version, checksum in rows}

    def _state(self, rows: list[tuple[int, str, int, str]]) -> None:
        self.store.many(
            f"INSERT INTO {self.name('state')} (id, ref, version, checksum) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET version = excluded.version, checksum = excluded.checksum",
            rows,
        )

    def _clear(self, ids: list[int]) -> None:
        """Take documents out of every table but `state`. FTS5 must be told the very words it holds."""
        listed = [json.dumps(ids)]
        chosen = "id IN (SELECT value FROM json_each(%s))"
        for shelf in SHELVES:
            rows = self.store.rows(
                f"SELECT id, {', '.join(FIELDS)} FROM {self.name(shelf)}_text WHERE {chosen}", listed
            )
            for table in (self.name(shelf), self.name(f"{shelf}_words")):
                self.store.many(
                    f"INSERT INTO {table} ({table}, rowid, {', '.join(FIELDS)}) VALUES ('delete', %s, %s, %s, %s, %s)",
                    rows,
                )
        self.store.rows(self._place_table)
        for name in ("face", "topic", "item", "place"):
            self.store.rows(f"DELETE FROM {self.name(name)} WHERE {chosen}", listed)

    def _fill(self, numbered: list[tuple[int, Versioned]]) -> None:
        faces, topics, items = [], [], []
        shelved: dict[str, list[tuple[Any, ...]]] = {shelf: [] for shelf in SHELVES}
        for number, versioned in numbered:
            doc, fields = versioned.doc, versioned.fields
            faces.append((number, str(doc.kind), str(doc.access), _day(doc.reviewed), _day(doc.published)))
            topics += [(number, code) for code in dict.fromkeys(doc.topics)]
            items.append((number, str(doc.access), *(fields[name] for name in FIELDS)))
            for shelf in SHELVES:
                on_it = fields_on(shelf, doc.access, fields)
                if on_it is not None:
                    shelved[shelf].append((number, *(on_it[name] for name in FIELDS)))
        placed = [(number, json.dumps(places)) for number, one in numbered if (places := one.places)]
        self.store.rows(self._place_table)
        self.store.many(f"INSERT INTO {self.name('place')} VALUES (%s, %s)", placed)
        self.store.many(f"INSERT INTO {self.name('face')} VALUES (%s, %s, %s, %s, %s)", faces)
        self.store.many(f"INSERT INTO {self.name('topic')} VALUES (%s, %s)", topics)
        self.store.many(f"INSERT INTO {self.name('item')} VALUES (%s, %s, %s, %s, %s, %s)", items)
        for shelf, rows in shelved.items():
            for table in (self.name(shelf), self.name(f"{shelf}_words")):
                self.store.many(f"INSERT INTO {table} (rowid, {', '.join(FIELDS)}) VALUES (%s, %s, %s, %s, %s)", rows)


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0
