"""The training matrix in words: what a square says in a cell, in a sentence and in a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from courses.rules.covering import FIRST_DAYS, HAT, State
from members.api import posts_and_hats

from .matrix import Row, Square
from .starting import every

WORDS = {
    State.OVERDUE: "Overdue",
    State.DUE: "Due",
    State.DONE: "Done",
    State.DONE_ELSEWHERE: "Done elsewhere",
    State.EXEMPT: "Excused",
    State.NOT_NEEDED: "Not needed",
}
MEANINGS = {
    State.OVERDUE: "the day has passed, or what they had has run out",
    State.DUE: "to be done or renewed; the day is in the square",
    State.DONE: "completed here, with a certificate where the course earns one",
    State.DONE_ELSEWHERE: "a certificate from elsewhere that a manager accepted",
    State.EXEMPT: "nothing is asked until that day",
    State.NOT_NEEDED: "not for this post",
}
COLUMNS = (
    *("Name", "Post", "Site", "Requirement", "Level", "State", "Due by", "Done on", "Counts until"),
    *("Certificate", "Accepted by", "Seen at work by", "Seen at work on", "Waits for a look"),
)
_FEW = 3  # names of posts in a line


def short(day: date | None) -> str:
    """A day in little room: 4 Mar 2027."""
    return f"{day.day} {day:%b %Y}" if day else ""


def long(day: date | None) -> str:
    """A day that counts, with its weekday."""
    return f"{day:%A} {day.day} {day:%B %Y}" if day else ""


def under(square: Square) -> str:
    """The line under the word in a cell: the day that matters."""
    cell = square.cell
    match cell.state:
        case State.OVERDUE:
            return f"since {short(cell.due_on)}"
        case State.DUE:
            return f"late, was {short(cell.due_on)}" if cell.is_late else f"by {short(cell.due_on)}"
        case State.EXEMPT:
            return f"until {short(cell.until)}"
        case State.DONE | State.DONE_ELSEWHERE:
            return f"until {short(cell.until)}" if cell.until else short(cell.proof.on if cell.proof else None)
    return ""


def why(square: Square, name: str) -> str:  # noqa: PLR0911 - one a state
    """Why the square is what it is, in sentences that a manager and the person may both read."""
    cell, column = square.cell, square.column
    match cell.state:
        case State.NOT_NEEDED:
            return f"It is for {who_in_words(column.who, few=99).lower()}, and {name} is none of them today."
        case State.EXEMPT:
            return f"{name} is excused until {long(cell.until)}. Nothing is asked before that."
        case State.DONE | State.DONE_ELSEWHERE:
            return _done(square)
        case State.DUE if cell.proof is not None and cell.until is not None and cell.due_on == cell.until:
            return f"{_done(square)} It can be renewed now."
    ran_out = f" What was done on {long(cell.proof.on)} counted until {long(cell.until)}." if cell.proof else ""
    day = long(cell.due_on)
    if cell.state == State.OVERDUE:
        return f"It was to be done by {day}, and is not.{ran_out}" if not ran_out else ran_out.strip()
    if cell.is_late:
        return f"It was to be done by {day}; a few days of grace are left.{ran_out}"
    first = "" if cell.proof or cell.due_on is None else f" A first time has {FIRST_DAYS} days unless a day is set."
    return f"To be done by {day}.{ran_out}{first}"


def _done(square: Square) -> str:
    proof, until = square.cell.proof, square.cell.until
    if proof is None:
        return ""
    counts = f"It counts until {long(until)}." if until else "It counts for good."
    where = f"Done elsewhere on {long(proof.on)}" if proof.elsewhere else f"Completed here on {long(proof.on)}"
    return f"{where}. {counts}"


def who_in_words(who: Iterable[str], *, few: int = _FEW) -> str:
    """Whom a requirement is for: the posts, then the duties; only the first few by name."""
    wanted = set(who)
    if not wanted:
        return "Everyone"
    posts, hats = posts_and_hats()
    names = [words for code, words in posts if code in wanted]
    names += [f"whoever is {words}" for code, words in hats if HAT + code in wanted]
    if len(names) > few + 1:
        return f"{', '.join(names[:few])} and {len(names) - few} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def interval(months: int | None) -> str:
    """How often, in words."""
    return every(months)


def rows_of(rows: Sequence[Row], *, states: Iterable[str] = ()) -> Iterator[tuple[str, ...]]:
    """The squares as cells of a spreadsheet, one a row; why somebody is excused stays out of files."""
    wanted = set(states)
    for row in rows:
        for square in row.squares:
            if not wanted or square.cell.state in wanted:
                yield _line(row, square)


def _line(row: Row, square: Square) -> tuple[str, ...]:
    cell, proof, seen = square.cell, square.cell.proof, square.seen
    return (
        row.person.name,
        row.person.post,
        ", ".join(row.person.sites),
        square.column.title,
        square.column.level,
        WORDS[cell.state],
        cell.due_on.isoformat() if cell.due_on else "",
        proof.on.isoformat() if proof else "",
        cell.until.isoformat() if cell.until else "",
        "" if proof is None else proof.title if proof.elsewhere else proof.reference,
        proof.by if proof else "",
        seen.by if seen else "",
        seen.on.isoformat() if seen else "",
        "yes" if square.waits else "",
    )
