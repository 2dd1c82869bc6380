"""Tables as CSV: UTF-8 with a mark, commas. What anybody wrote stays text and never runs."""

import csv
from collections.abc import Iterable, Iterator, Sequence

Cell = str | int
# A cell that begins with one of these is run as a formula by some spreadsheet; an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of the file, one at a time, so that a long one streams."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([as_text(cell) for cell in row])


def as_text(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def is_formula(text: str) -> bool:
    """Whether some spreadsheet would run the text instead of showing it."""
    return text.lstrip(" ").startswith(_FORMULA)
