"""A page of the matrix: what is looked for, fifty people at a time, and each square ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import QueryDict

from courses.rules.covering import OPEN, State
from members.api import OnRoster, posts_and_hats

from . import matrix_words as words
from .matrix import Column, Count, Matrix, Row, Square, counts_of

PER_PAGE = 50
STATES = (State.OVERDUE, State.DUE, State.DONE, State.DONE_ELSEWHERE, State.EXEMPT)


@dataclass(frozen=True)
class Filters:
    """What the manager looks for. Nonsense in an address finds everybody."""

    name: str = ""
    post: str = ""
    site: str = ""
    state: str = ""
    requirement: UUID | None = None
    left: bool = False

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        """The filters of an address."""

        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:120]

        try:
            requirement = UUID(text("requirement")) if text("requirement") else None
        except ValueError:
            requirement = None
        state = text("state") if text("state") in {*STATES, "open"} else ""
        return cls(text("name"), text("post"), text("site"), state, requirement, text("people") == "left")

    @property
    def narrowed(self) -> bool:
        """Whether anything is looked for."""
        return self != Filters(left=self.left)

    @property
    def states(self) -> frozenset[str]:
        """The states that are looked for; empty for all."""
        return OPEN if self.state == "open" else frozenset({self.state} if self.state else ())


@dataclass(frozen=True, slots=True)
class Shown:
    """A square as the template writes it."""

    column: Column
    state: str
    word: str
    under: str
    seen: str
    waits: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A person as the template writes them."""

    person: OnRoster
    squares: tuple[Shown, ...]
    nothing_open: bool
    done: int
    needed: int


@dataclass(frozen=True)
class MatrixPage:
    """A page with everything that its filters need. `before` and `after` are cursors, empty at either end."""

    columns: tuple[Column, ...]
    counts: list[Count]
    rows: list[ShownRow]
    total: int
    first: int  # the number of the first person of the page
    before: str
    after: str
    everybody: int
    posts: list[tuple[str, str]]
    sites: list[str]

    @property
    def last(self) -> int:
        """The number of the last person of the page."""
        return self.first + len(self.rows) - 1


def found_in(whole: Matrix, filters: Filters) -> Matrix:
    """The people and columns that are looked for."""
    chosen = [number for number, column in enumerate(whole.columns) if column.uuid == filters.requirement]
    rows = [row for row in whole.rows if _fits(row.person, filters)]
    if not chosen:
        return replace(whole, rows=tuple(rows))
    kept = tuple(replace(row, squares=tuple(row.squares[number] for number in chosen)) for row in rows)
    return replace(whole, columns=tuple(whole.columns[number] for number in chosen), rows=kept)


def in_state(rows: Sequence[Row], filters: Filters) -> list[Row]:
    """The rows that have a square in a state that is looked for."""
    wanted = filters.states
    return [row for row in rows if not wanted or any(square.cell.state in wanted for square in row.squares)]


def page_of(whole: Matrix, filters: Filters, query: QueryDict) -> MatrixPage:
    """The page that begins after, or ends before, the cursor of an address."""
    found = found_in(whole, filters)
    rows = in_state(found.rows, filters)
    keys = [cursor_of(row.person) for row in rows]
    start = _start(rows, query)
    shown = rows[start : start + PER_PAGE]
    held = {post for row in whole.rows for post in row.person.posts}
    return MatrixPage(
        columns=found.columns,
        counts=counts_of(found.columns, found.rows),
        rows=[shown_row(row) for row in shown],
        total=len(rows),
        first=start + 1,
        before=keys[start] if start else "",
        after=keys[start + len(shown) - 1] if start + len(shown) < len(rows) else "",
        everybody=len(whole.rows),
        posts=[(code, label) for code, label in posts_and_hats()[0] if code in held],
        sites=sorted({site for row in whole.rows for site in row.person.sites}),
    )


def shown_row(row: Row) -> ShownRow:
    """A row with its words."""
    squares = tuple(shown(square) for square in row.squares)
    needed = [one for one in row.squares if one.cell.state not in {State.NOT_NEEDED, State.EXEMPT}]
    done = sum(one.cell.is_covered(row.day) for one in needed)
    return ShownRow(row.person, squares, not any(one.is_open for one in squares), done, len(needed))


def shown(square: Square) -> Shown:
    """A square with its words."""
    state = square.cell.state
    seen = f"Seen at work {words.short(square.seen.on)}" if square.seen else ""
    word = "Elsewhere" if state == State.DONE_ELSEWHERE else words.WORDS[state]
    return Shown(square.column, state.value, word, words.under(square), seen, square.waits, square.cell.is_open)


def cursor_of(person: OnRoster) -> str:
    """Where somebody stands in the order by name, then account: what a page begins after."""
    return f"{person.name.casefold()}~{person.person_id}"


def _start(rows: Sequence[Row], query: QueryDict) -> int:
    # The place is found by name, not by number: who joins or leaves meanwhile makes nobody be skipped.
    if after := _place(query.get("after", "")):
        return next((number for number, row in enumerate(rows) if _key(row) > after), max(len(rows) - PER_PAGE, 0))
    if before := _place(query.get("before", "")):
        end = next((number for number, row in enumerate(rows) if _key(row) >= before), len(rows))
        return max(end - PER_PAGE, 0)
    return 0


def _key(row: Row) -> tuple[str, int]:
    return row.person.name.casefold(), row.person.person_id


def _place(cursor: str) -> tuple[str, int] | None:
    name, _, pk = cursor[:200].rpartition("~")
    return (name, int(pk)) if pk.isdecimal() and len(pk) < 19 else None  # noqa: PLR2004 - digits of a 64-bit number


def _fits(person: OnRoster, filters: Filters) -> bool:
    return (
        (not filters.name or filters.name.casefold() in person.name.casefold())
        and (not filters.post or filters.post in person.posts)
        and (not filters.site or filters.site in person.sites)
    )


def legend() -> list[dict[str, Any]]:
    """Every state with its word and what it means."""
    return [{"state": one.value, "word": words.WORDS[one], "meaning": words.MEANINGS[one]} for one in words.WORDS]
