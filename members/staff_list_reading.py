"""Reading a staff list: the bytes of a CSV file become rows, or complaints that name the line and the column. Pure.

UTF-8 with or without a mark, commas or semicolons; header names in any writing. Nothing is guessed about a cell: what
cannot be read is said with what would have been right.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from foundation.spreadsheets import api as spreadsheets

from .errors import MembersError
from .models import HatKind, JobRole

MOST_ROWS = 5000
MOST_BYTES = 2 * 1024 * 1024
MOST_COMPLAINTS = 50  # after that the file has one fault many times over, and a list of them helps nobody
NONE = "none"
COLUMNS = ("name", "email", "reference", "post", "site", "starts", "ends", "hats")
# Other words for a column that exports of other systems use; compared without case, spaces and hyphens.
ALSO = {
    "name": ("fullname", "staffname", "employee", "employeename"),
    "email": ("emailaddress", "mail", "workemail"),
    "reference": ("staffnumber", "staffno", "staffid", "employeenumber", "employeeid", "payrollnumber", "ref"),
    "post": ("job", "jobrole", "jobtitle", "role", "position"),
    "site": ("sites", "location", "branch", "workplace"),
    "starts": ("start", "startdate", "startson", "from", "firstday", "joined"),
    "ends": ("end", "enddate", "endson", "until", "lastday", "leavingdate", "left"),
    "hats": ("hat", "duties", "duty", "responsibilities", "leads"),
}
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
LONGEST = {"name": 150, "email": 254, "reference": 40}


class UnreadableList(MembersError):
    """The file is no staff list at all; the sentence says what it is, and what to do."""

    code = "members.staff-list.unreadable"


@dataclass(frozen=True)
class Complaint:
    """What is wrong in a cell or a row, as a person reads it. `line` is that of the file, 1 for the header."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """A line of the list. An empty cell leaves as it is what it stands for; None says so."""

    line: int
    name: str
    email: str = ""
    reference: str = ""
    post: str | None = None
    sites: tuple[str, ...] | None = None
    starts: date | None = None
    ends: date | None = None
    hats: tuple[str, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """The row as it is kept."""
        # "" for a post says that there is none, which is not the same as an empty cell.
        kept = {key: value for key, value in asdict(self).items() if value is not None}
        return kept | {day: kept[day].isoformat() for day in ("starts", "ends") if day in kept}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Row":
        """The row as it was."""
        facts = dict(kept)
        facts |= {day: date.fromisoformat(kept[day]) for day in ("starts", "ends") if day in kept}
        facts |= {several: tuple(kept[several]) for several in ("sites", "hats") if several in kept}
        return cls(**facts)


@dataclass
class ReadList:
    """What a file came to. With complaints, the rows are not to be used."""

    rows: list[Row] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    more_complaints: bool = False


def read_list(content: bytes, *, sites: Sequence[str]) -> ReadList:
    """The rows of a staff list, with everything that is wrong in it.

    Args:
        content: the file, at most MOST_BYTES.
        sites: the names of the organisation's sites; a list names them and makes none.

    Raises:
        UnreadableList: when it is no CSV with our header, is empty, or has more than MOST_ROWS rows.
    """
    text = _decoded(content)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        places = _header(next(reader, []))
        return _rows(reader, places, {_folded(one): one for one in sites})
    except csv.Error as broken:
        raise UnreadableList(
            f"Line {reader.line_num} cannot be read: a quotation mark may be missing. Save it again as CSV."
        ) from broken


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableList(
            f"The file has {len(content) / 1_048_576:.1f} MB; a list of {MOST_ROWS:,} people has under 2 MB. "
            "Delete the columns that are not asked for, or upload it in parts."
        )
    if zipfile.is_zipfile(io.BytesIO(content)) or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableList(
            "This is a workbook, not a CSV file. Open it, choose Save as and “CSV UTF-8”, and send that."
        )
    if b"\x00" in content:
        raise UnreadableList("This is not a CSV file. Save the list as “CSV UTF-8” in your spreadsheet and send that.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as other:
        line = content[: other.start].count(b"\n") + 1
        raise UnreadableList(
            f"The letters of line {line} cannot be read. Save it as “CSV UTF-8”, so that names keep their accents."
        ) from other
    if not text.strip():
        raise UnreadableList("The file is empty. Start from the example file.")
    return text


def _folded(words: str) -> str:
    return re.sub(r"[\s\-_.()/'\u2019]+", "", words).casefold()


def _header(cells: list[str]) -> dict[str, int]:
    known = {_folded(name): name for name in COLUMNS} | {also: name for name in ALSO for also in ALSO[name]}
    places: dict[str, int] = {}
    strange: list[str] = []
    for place, cell in enumerate(cells):
        column = known.get(_folded(cell))
        if column is None:
            strange += [cell.strip()] if cell.strip() else []
        elif column in places:
            raise UnreadableList(f"The first line names the column “{column}” twice. Delete one of the two.")
        else:
            places[column] = place
    expected = f"Expected are: {', '.join(COLUMNS)}. Of them, name and either email or reference must be there."
    if strange:
        named = ", ".join(f"“{one[:40]}”" for one in strange[:5])
        hints = [f"“{one[:40]}” may be meant as “{close[0]}”" for one in strange[:5] if (close := _near(one, COLUMNS))]
        hint = f" {'; '.join(hints)}." if hints else ""
        raise UnreadableList(f"The first line has a column that is not known: {named}.{hint} {expected}")
    if "name" not in places or not {"email", "reference"} & places.keys():
        lacking = "name" if "name" not in places else "email or reference"
        raise UnreadableList(f"The first line lacks the column {lacking}. {expected}")
    return places


def _near(word: str, known: Sequence[str]) -> list[str]:
    folded = {_folded(one): one for one in known}
    return [folded[one] for one in get_close_matches(_folded(word), folded, n=3, cutoff=0.55)]


def _rows(reader: Any, places: dict[str, int], sites: dict[str, str]) -> ReadList:
    read = ReadList()
    seen: dict[str, dict[str, int]] = {"email": {}, "reference": {}}
    line = 1
    for cells in reader:
        # A cell may hold line breaks: a row is named by the line it begins on.
        line, begins = reader.line_num, line + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(read.rows) >= MOST_ROWS:
            raise UnreadableList(
                f"The list has more than {MOST_ROWS:,} rows; reading stopped at line {begins}. Upload it in parts."
            )
        row, wrong = _row(begins, cells, places, sites)
        wrong += _twice(row, seen)
        read.rows.append(row)
        read.complaints += wrong
        if len(read.complaints) > MOST_COMPLAINTS:
            read.complaints, read.more_complaints = read.complaints[:MOST_COMPLAINTS], True
            return read
    if not read.rows:
        raise UnreadableList("The list has a header and no people. Write one person a line below it.")
    return read


Complain = Callable[[str, str], None]


def _row(line: int, cells: list[str], places: dict[str, int], sites: dict[str, str]) -> tuple[Row, list[Complaint]]:
    wrong: list[Complaint] = []

    def complain(column: str, sentence: str) -> None:
        wrong.append(Complaint(line, column, sentence))

    if any(cell.strip() for cell in cells[max(places.values()) + 1 :]):
        complain("", "The row has more cells than the header. A comma inside a cell needs quotation marks around it.")
    values = {
        column: _text(column, cells[place] if place < len(cells) else "", complain) for column, place in places.items()
    }
    starts, ends = _days(values, complain)
    post = _coded(values.get("post", ""), JobRole, "post", complain, several=False)
    row = Row(
        line=line,
        name=" ".join(values["name"].split()),
        email=values.get("email", "").lower(),
        reference=values.get("reference", ""),
        post=None if post is None else "".join(post),
        sites=_sites(values.get("site", ""), sites, complain),
        starts=starts,
        ends=ends,
        hats=_coded(values.get("hats", ""), HatKind, "hats", complain, several=True),
    )
    _demand_somebody(row, complain, already=bool(wrong))
    return row, wrong


def _text(column: str, cell: str, complain: Complain) -> str:
    value = cell.strip()
    if value.startswith("'") and spreadsheets.is_formula(value[1:]):
        value = value[1:]  # our own exports write it so: it is text
    elif spreadsheets.is_formula(value):
        complain(column, f"“{value[:30]}” is a formula. Put the value in its place.")
        return ""
    if len(value) > LONGEST.get(column, 300):
        complain(column, f"This is longer than {LONGEST.get(column, 300)} characters.")
        return ""
    return value


def _demand_somebody(row: Row, complain: Complain, *, already: bool) -> None:
    if row.email and not _is_email(row.email):
        complain("email", f"“{row.email[:60]}” is not an e-mail address.")
    if already:
        return  # an empty cell may be one that was complained about
    if not row.name:
        complain("name", "A name is missing.")
    if not row.email and not row.reference:
        complain("email", "Give an e-mail address, or a staff number for somebody without one.")


def _days(values: dict[str, str], complain: Complain) -> tuple[date | None, date | None]:
    starts, ends = (_day(values.get(column, "")) for column in ("starts", "ends"))
    for column, day in (("starts", starts), ("ends", ends)):
        if values.get(column) and day is None:
            complain(column, f"“{values[column][:30]}” is not a date. Write it like 2026-11-30 or 30/11/2026.")
    if starts and ends and ends < starts:
        complain("ends", f"The last day, {ends:%-d %B %Y}, is before the first, {starts:%-d %B %Y}.")
    return starts, ends


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _day(text: str) -> date | None:
    for form in DAY_FORMS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return day if 1950 <= day.year <= 2100 else None  # noqa: PLR2004 - a working life
    return None


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(";") if part.strip())


def _coded(text: str, choices: Any, column: str, complain: Complain, *, several: bool) -> tuple[str, ...] | None:
    if not text:
        return None
    if _folded(text) == NONE:
        return ()
    known = {_folded(word): code for code, label in choices.choices for word in (code, label)}
    found = []
    for part in _parts(text) if several else [text]:
        code = known.get(_folded(part))
        if code is None:
            close = [choices(known[_folded(one)]).label for one in _near(part, [*choices.values, *choices.labels])]
            hint = f" Do you mean {' or '.join(dict.fromkeys(close))}?" if close else " The page beside lists them."
            complain(column, f"“{part[:60]}” is not known here.{hint}")
        else:
            found.append(code)
    return tuple(sorted(set(found)))


def _sites(text: str, known: dict[str, str], complain: Complain) -> tuple[str, ...] | None:
    if not text:
        return None
    if _folded(text) == NONE:
        return ()
    found = []
    for part in _parts(text):
        if _folded(part) in known:
            found.append(known[_folded(part)])
        else:
            there = " and ".join(f"“{one}”" for one in known.values()) or "none yet; ask us to add it"
            complain("site", f"“{part[:60]}” is not a site of yours. Yours are {there}.")
    return tuple(sorted(set(found)))


def _twice(row: Row, seen: dict[str, dict[str, int]]) -> list[Complaint]:
    wrong = []
    for column, value in (("email", row.email), ("reference", row.reference.casefold())):
        if not value:
            continue
        first = seen[column].setdefault(value, row.line)
        if first != row.line:
            wrong.append(Complaint(row.line, column, f"“{value}” stands in line {first} already. Keep one of the two."))
    return wrong
