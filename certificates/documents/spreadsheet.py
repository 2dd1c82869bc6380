"""The record as a file for spreadsheets: UTF-8 with a mark, commas, one line an activity."""

import csv
from collections.abc import Iterable, Iterator

from certificates.models import CpdEntry
from certificates.words import GDC_OUTCOMES, GMP_DOMAINS, kind_in_words

COLUMNS = (
    "Date",
    "Title",
    "Kind of activity",
    "Minutes",
    "Participatory",
    "GDC development outcomes",
    "Good Medical Practice domains",
    "Topics",
    "Source",
    "Certificate code",
    "Reflection made",
)
# A cell that begins with one of these is run as a formula by spreadsheets; an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(entries: Iterable[CpdEntry]) -> Iterator[str]:
    """The lines of the file. Whether there is a reflection is said; what it says stays with its owner."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for entry in entries:
        cells = (
            entry.on.isoformat(),
            entry.title,
            kind_in_words(entry.kind),
            entry.minutes,
            "yes" if entry.participatory else "no",
            "; ".join(f"{letter} {GDC_OUTCOMES[letter]}" for letter in entry.outcomes),
            "; ".join(f"{number} {GMP_DOMAINS[number]}" for number in entry.domains),
            "; ".join(entry.topics),
            entry.get_source_display(),
            entry.certificate.code if entry.certificate else "",
            "yes" if getattr(entry, "has_reflection", False) else "no",
        )
        yield writer.writerow([_as_text(cell) for cell in cells])


def _as_text(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
