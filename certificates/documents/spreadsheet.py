"""The record as a file for spreadsheets: UTF-8 with a mark, commas, one line an activity."""

from collections.abc import Iterable, Iterator

from certificates.models import CpdEntry
from certificates.words import GDC_OUTCOMES, GMP_DOMAINS, kind_in_words
from foundation.spreadsheets import api as spreadsheets

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


def csv_lines(entries: Iterable[CpdEntry]) -> Iterator[str]:
    """The lines of the file. Whether there is a reflection is said; what it says stays with its owner."""
    return spreadsheets.csv_lines(COLUMNS, (_cells(entry) for entry in entries))


def _cells(entry: CpdEntry) -> tuple[spreadsheets.Cell, ...]:
    return (
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
