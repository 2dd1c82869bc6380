"""A plan as SQL over one generation of tables. Every word of a reader goes into MATCH as a quoted string, never bare.

One statement gives the page's hits, the exact total and both facets, in two steps that share one set of matches:

1. Everything that matches any term, with FTS5's own bm25 of the whole. Counting is done here.
2. The best RERANKED of it again, term by term: a document gets for each word of the query its best term, times the
   term's weight, and a bonus for the share of words it covers. FTS5's idf falls to nothing for a word that stands in
   half of all documents, which in a small library is most words; each score is scaled to Lucene's idf, which does not.

Measured on 10,000 documents of 300 words: 1.25 times the plain FTS5 page for 1 to 3 words, 1.4 times for 12 words.
Scoring all matches term by term instead took 2.1 and 3.7 times.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from search import weights
from search.analysis.plan import Plan

from .base import END, START
from .shelves import shelves_for
from .tables import Tables

_BM25 = f"-bm25({{table}}, {weights.TITLE}, {weights.ACRONYMS}, {weights.SUMMARY}, {weights.BODY})"
_PUBLIC_FIELDS = "{title acronyms summary}"


def quoted(text: str) -> str:
    """A term as FTS5 takes it literally: words in a string stand together, and nothing in it is an operator."""
    return '"' + text.replace("\x00", " ").replace('"', '""') + '"'


def any_of(texts: list[str] | tuple[str, ...]) -> str:
    return " OR ".join(quoted(text) for text in texts)


def terms_of(plan: Plan) -> list[str]:
    """Each thing looked for, once."""
    return list(dict.fromkeys(term.text for group in plan.reading.groups for term in group.terms))


def expression(plan: Plan) -> str:
    """What matches at all: any term, every required phrase, nothing excluded."""
    reading = plan.reading
    match = any_of(terms_of(plan))
    if reading.required:
        match = " AND ".join([*(quoted(phrase) for phrase in reading.required), f"({match})"])
    return f"({match}) NOT ({any_of(reading.excluded)})" if reading.excluded else match


@dataclass
class Statement:
    """SQL in the making: common table expressions, their values in order, then the rows asked for."""

    tables: Tables
    plan: Plan
    columns: str = ""  # an FTS5 column filter
    ctes: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    by_topic: str = "m"
    by_kind: str = "m"
    hit: str = "m"
    scored: bool = False

    def __post_init__(self) -> None:
        self.shelves = shelves_for(self.plan.reads)
        self.face = self.tables.name("face")

    def add(self, cte: str, *values: Any) -> None:
        self.ctes.append(cte)
        self.values += values

    def match(self, text: str) -> str:
        return f"{self.columns} : ({text})" if self.columns else text

    # --- the sets ----------------------------------------------------------------------------------------------------

    def matches(self) -> None:
        """m: whatever matches and may be found, before the facets' filters."""
        finds = json.dumps(sorted(self.plan.finds))
        allowed = "face.access IN (SELECT value FROM json_each(%s))"
        arms, values = [], []
        if self.plan.reading.groups:
            for shelf in self.shelves:
                table = self.tables.name(shelf)
                arms.append(
                    f"SELECT face.id, {_BM25.format(table=table)}, face.kind FROM {table} "
                    f"JOIN {self.face} face ON face.id = {table}.rowid WHERE {table} MATCH %s AND {allowed}"
                )
                values += [self.match(expression(self.plan)), finds]
        else:
            arms.append(f"SELECT face.id, 0.0, face.kind FROM {self.face} face WHERE {allowed}")
            values.append(finds)
            for shelf in self.shelves if self.plan.reading.excluded else ():
                table = self.tables.name(shelf)
                arms[0] += f" AND face.id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"
                values.append(any_of(self.plan.reading.excluded))
        self.add(f"m(d, s, kind) AS MATERIALIZED ({' UNION ALL '.join(arms)})", *values)

    def narrowed(self) -> None:
        """hit: the matches that pass every filter; by_topic and by_kind: those that pass one of them.

        A filter that is not there makes no copy: its name stands for the set before it.
        """
        if self.plan.topics:
            topic, chosen = self.tables.name("topic"), json.dumps(self.plan.topics)
            of_topic = f"d IN (SELECT id FROM {topic} WHERE code IN (SELECT value FROM json_each(%s)))"
            self.add(f"by_topic AS MATERIALIZED (SELECT * FROM m WHERE {of_topic})", chosen)
            self.by_topic = self.hit = "by_topic"
        if self.plan.kinds:
            of_kind, chosen = "kind IN (SELECT value FROM json_each(%s))", json.dumps(self.plan.kinds)
            self.add(f"by_kind AS MATERIALIZED (SELECT * FROM m WHERE {of_kind})", chosen)
            self.by_kind = self.hit = "by_kind"
            if self.plan.topics:
                self.add(f"hit AS MATERIALIZED (SELECT * FROM by_topic WHERE {of_kind})", chosen)
                self.hit = "hit"

    def reranked(self) -> None:
        """score: the final score of the best matches, where plain BM25 does not say it all."""
        groups, texts = self.plan.reading.groups, terms_of(self.plan)
        self.scored = bool(groups) and (len(texts) > 1 or len(self.shelves) > 1)
        if not self.scored:
            return
        self.add(f"best(d) AS MATERIALIZED (SELECT d FROM {self.hit} ORDER BY s DESC, d LIMIT {weights.RERANKED})")
        counts, scores, count_values, score_values = [], [], [], []
        for n, shelf in enumerate(self.shelves):
            table = self.tables.name(shelf)
            for a, text in enumerate(texts):
                counts.append(f"SELECT {a}, {n}, count(*) FROM {table} WHERE {table} MATCH %s")
                scores.append(
                    f"SELECT rowid, {a}, {n}, {_BM25.format(table=table)} FROM {table} "
                    # The plus keeps SQLite from looking the ids up one by one: one walk over the matches is cheaper.
                    f"WHERE {table} MATCH %s AND +rowid IN (SELECT d FROM best)"
                )
                count_values.append(self.match(quoted(text)))
                score_values.append(self.match(quoted(text)))
        sizes = " UNION ALL ".join(
            f"SELECT {n}, count(*) FROM {self.face} WHERE access {'=' if shelf == 'staff' else '<>'} 'staff'"
            for n, shelf in enumerate(self.shelves)
        )
        number = {text: a for a, text in enumerate(texts)}
        terms = ", ".join(
            f"({number[term.text]}, {g}, {term.weight:.6f})" for g, group in enumerate(groups) for term in group.terms
        )
        self.add(f"size(n, rows) AS MATERIALIZED ({sizes})")
        self.add(f"found(a, n, k) AS MATERIALIZED ({' UNION ALL '.join(counts)})", *count_values)
        self.add("overall(a, k, rows) AS (SELECT a, sum(k), sum(rows) FROM found JOIN size USING (n) GROUP BY a)")
        self.add(
            "scale(a, n, c) AS MATERIALIZED (SELECT a, n, "
            "ln(1 + (o.rows - o.k + 0.5) / (o.k + 0.5)) / max(0.000001, ln((z.rows - f.k + 0.5) / (f.k + 0.5))) "
            "FROM found f JOIN size z USING (n) JOIN overall o USING (a))"
        )
        self.add(f"term(a, g, w) AS (VALUES {terms})")
        self.add(f"each_term(d, a, n, s) AS MATERIALIZED ({' UNION ALL '.join(scores)})", *score_values)
        self.add(
            "each_word(d, g, s) AS (SELECT d, g, max(s * c * w) FROM each_term JOIN scale USING (a, n) "
            "JOIN term USING (a) GROUP BY d, g)"
        )
        self.add(
            "score(d, s) AS MATERIALIZED (SELECT d, sum(s) * "
            f"(1 + {weights.COVERAGE} * count(*) / {len(groups)}.0) FROM each_word GROUP BY d)"
        )

    # --- the answers --------------------------------------------------------------------------------------------------

    def page(self) -> tuple[str, list[Any]]:
        """Rows (what, key, number, place, document, access): the total, the counts of the facets, the hits in order."""
        self.matches()
        self.narrowed()
        self.reranked()
        topic = self.tables.name("topic")
        rows = [
            f"SELECT 'total', NULL, count(*), 0, 0, NULL FROM {self.hit}",
            f"SELECT 'kind', kind, count(*), 0, 0, NULL FROM {self.by_topic} GROUP BY kind",
            f"SELECT 'topic', code, count(*), 0, 0, NULL FROM {self.by_kind} JOIN {topic} ON id = d GROUP BY code",
            self._ordered((self.plan.page - 1) * self.plan.size, self.plan.size),
        ]
        return self._finished(" UNION ALL ".join(rows))

    def best(self, limit: int) -> tuple[str, list[Any]]:
        """The hits alone, in the rows of `page`."""
        self.matches()
        self.narrowed()
        self.reranked()
        return self._finished(self._ordered(0, limit))

    def _ordered(self, start: int, size: int) -> str:
        """The hits from `start` on: those with a final score first, the rest by plain BM25, equals by date."""
        scores = (
            "SELECT d, s AS final, 0.0 AS s FROM score"
            if self.scored
            else f"SELECT d, NULL AS final, s FROM {self.hit}"
        )
        if self.scored and start + size > weights.RERANKED:
            scores = f"SELECT h.d, score.s AS final, h.s FROM {self.hit} h LEFT JOIN score ON score.d = h.d"
        order = "final IS NULL, final DESC, s DESC, reviewed DESC, published DESC, d"
        # The few rows of the page are cut out before they are numbered and before the wider table is touched.
        return (
            f"SELECT 'hit', ref, coalesce(final, s), row_number() OVER (ORDER BY {order}), d, access FROM "
            f"(SELECT ranked.*, access, reviewed, published FROM ({scores}) ranked "
            f"JOIN {self.face} face ON face.id = ranked.d ORDER BY {order} LIMIT {size} OFFSET {start}) "
            f"JOIN {self.tables.name('state')} state ON state.id = d"
        )

    def _finished(self, select: str) -> tuple[str, list[Any]]:
        return f"WITH {', '.join(self.ctes)} {select}", self.values


def public_fields_only(tables: Tables, plan: Plan) -> Statement:
    """The statement that looks at title, acronyms and summary, as suggestions do."""
    return Statement(tables, plan, columns=_PUBLIC_FIELDS)


def passages(tables: Tables, plan: Plan, ids: dict[str, list[int]]) -> tuple[str, list[Any]]:
    """Rows (document, title, summary, passage, body, places) with marks in the first three texts, for the documents of
    each shelf; ids by shelf. Places are JSON, as `places.Place` has them.
    """
    arms: list[str] = []
    values: list[Any] = []
    texts = terms_of(plan)
    known = bool(texts) and tables.has_places()
    for shelf, numbers in ids.items():
        table = tables.name(shelf)
        placed = f"(SELECT places FROM {tables.name('place')} p WHERE p.id = {table}.rowid)" if known else "NULL"
        listed = json.dumps(numbers)
        if texts:
            arms.append(
                f"SELECT rowid, highlight({table}, 0, %s, %s), highlight({table}, 2, %s, %s), "
                f"snippet({table}, 3, %s, %s, '…', {weights.SNIPPET_TOKENS}), body, "
                f"{placed} FROM {table} "
                f"WHERE {table} MATCH %s AND rowid IN (SELECT value FROM json_each(%s))"
            )
            values += [*(START, END) * 3, any_of(texts), listed]
        else:
            arms.append(
                f"SELECT id, title, summary, '', '', NULL FROM {table}_text "
                "WHERE id IN (SELECT value FROM json_each(%s))"
            )
            values.append(listed)
    return " UNION ALL ".join(arms), values
