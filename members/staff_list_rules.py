"""What a staff list would change: its rows beside today's people. Pure, so that it is asked twice and answers the same.

Somebody is found by staff number, then by e-mail address. An address is the person's own: no list changes one. A list
never ends the last manager, nor whoever uploads it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from .models import HatKind, JobRole
from .staff_list_reading import Row


class Change(StrEnum):
    """What becomes of a row, or of somebody who is in no row."""

    JOIN = "join"
    CHANGE = "change"
    LEAVE = "leave"
    SAME = "same"
    CLASH = "clash"


@dataclass(frozen=True)
class Held:
    """Somebody of the organisation as they stand today, or as they were when they left (`is_here` false)."""

    person: int
    membership: int  # the one that carries post, sites and staff number
    name: str
    email: str
    reference: str
    post: str
    sites: tuple[str, ...]
    hats: tuple[str, ...]
    starts: date
    ends: date | None
    is_manager: bool
    is_here: bool


@dataclass(frozen=True)
class Planned:
    """One line of the plan. `doing` is what is to be done, for the service; `says` is the same for a person."""

    change: Change
    name: str
    says: tuple[str, ...]
    line: int | None = None
    person: int | None = None
    membership: int | None = None
    doing: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Everything that a list would do. Two plans of one digest do the same."""

    lines: tuple[Planned, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many join, change, leave, stay the same and clash."""
        found = Counter(line.change for line in self.lines)
        return {change.value: found[change] for change in Change}

    @property
    def digest(self) -> str:
        """SHA-256 over all lines."""
        return hashlib.sha256(json.dumps([asdict(line) for line in self.lines], default=str).encode()).hexdigest()


def plan(
    rows: Sequence[Row],
    people: Iterable[Held],
    *,
    invited: Iterable[str],
    uploader: int,
    today: date,
    leave_on: date | None = None,
) -> Plan:
    """The plan of a list.

    Args:
        rows: as read, without complaints.
        people: who belongs or is to come, and who has left.
        invited: the addresses whose invitation still waits.
        uploader: the person's id.
        leave_on: the last day of whoever is in no row; None: they stay.
    """
    people = list(people)
    here = [one for one in people if one.is_here]
    finder, former = _Finder(here), _Finder([one for one in people if not one.is_here])
    waiting, managers = frozenset(invited), {one.person for one in here if one.is_manager and one.ends is None}
    found: set[int] = set()
    lines: list[Planned] = []
    for row in rows:
        held, clash = finder.find(row)
        if clash or (held is not None and held.person in found):
            lines.append(_clash(row, clash or f"Another row of the list is about {held.name if held else ''} already."))
        elif held is None:
            lines.append(_joiner(row, former, waiting, today))
        else:
            found.add(held.person)
            lines.append(_changed(row, held, uploader=uploader, only_manager=managers == {held.person}, today=today))
    if leave_on is not None:
        rest = [one for one in here if one.person not in found]
        lines += _leavers(rest, leave_on, uploader, managers - _ending(lines))
    if managers and not managers - (ending := _ending(lines)):
        lines = [_clash_of(line) if line.person in ending else line for line in lines]
    return Plan(tuple(lines))


def _ending(lines: Iterable[Planned]) -> set[int]:
    return {line.person for line in lines if line.person is not None and "ends" in line.doing}


class _Finder:
    def __init__(self, people: Iterable[Held]) -> None:
        self._by_reference: dict[str, Held] = {}
        self._by_email: dict[str, Held] = {}
        for one in people:
            if one.reference:
                self._by_reference.setdefault(one.reference.casefold(), one)
            if one.email:
                self._by_email.setdefault(one.email, one)

    def find(self, row: Row) -> tuple[Held | None, str]:
        by_number = self._by_reference.get(row.reference.casefold()) if row.reference else None
        by_email = self._by_email.get(row.email) if row.email else None
        if by_number and by_email and by_number.person != by_email.person:
            return None, (
                f"The staff number {row.reference} belongs to {by_number.name}, "
                f"the address {row.email} to {by_email.name}."
            )
        if by_number and row.email and row.email != by_number.email:
            has = f"has the address {by_number.email}" if by_number.email else "signs in without an address"
            return None, (
                f"{by_number.name}, staff number {row.reference}, {has}; the list says {row.email}. "
                "An address is changed by the person, under My details."
            )
        return by_number or by_email, ""


def _clash(row: Row, sentence: str) -> Planned:
    return Planned(Change.CLASH, row.name, (sentence,), line=row.line)


def _clash_of(line: Planned) -> Planned:
    says = ("Nobody would be left to look after your people here. Invite another manager first.",)
    return Planned(Change.CLASH, line.name, says, line=line.line, person=line.person)


def _joiner(row: Row, former: _Finder, waiting: frozenset[str], today: date) -> Planned:
    says: tuple[str, ...]
    if row.ends and row.ends < today:
        return Planned(Change.SAME, row.name, ("Has left already.",), line=row.line)
    facts = tuple(_told(row))
    if row.email:
        if row.email in waiting:
            says = ("Is invited already and has not answered yet. No second mail is sent.",)
            return Planned(Change.SAME, row.name, says, line=row.line)
        says = (f"An invitation goes to {row.email}.", *facts)
        return Planned(Change.JOIN, row.name, says, line=row.line, doing={"do": "invite"})
    held, _ = former.find(row)
    if held is not None and held.email:
        # Their account is their own, with what they learn elsewhere: they are asked, as anybody with an address is.
        return _clash(
            row,
            f"Left on {held.ends:%-d %B %Y} and has the address {held.email}. Write it into the row: they are then "
            "invited, and come back by accepting.",
        )
    if held is not None:
        doing: dict[str, Any] = {"do": "begin-again"}
        says = (f"Comes back; left on {held.ends:%-d %B %Y}.", *facts)
        return Planned(Change.JOIN, row.name, says, line=row.line, person=held.person, doing=doing)
    says = ("Has no e-mail address: print a desk card afterwards, so that they can sign in.", *facts)
    return Planned(Change.JOIN, row.name, says, line=row.line, doing={"do": "open"})


def _told(row: Row) -> Iterable[str]:
    if row.post:
        yield f"Post: {JobRole(row.post).label}."
    if row.sites:
        yield f"Site: {' and '.join(row.sites)}."
    if row.hats:
        yield f"Duties: {_hats(row.hats)}."
    if row.starts:
        yield f"From {row.starts:%-d %B %Y}."
    if row.ends:
        yield f"Until {row.ends:%-d %B %Y}."


def _hats(codes: Iterable[str]) -> str:
    return ", ".join(HatKind(code).label for code in codes) or "none"


def _changed(row: Row, held: Held, *, uploader: int, only_manager: bool, today: date) -> Planned:
    ends = row.ends if row.ends != held.ends else None
    if ends and (wrong := _why_not_ended(ends, held, uploader=uploader, only_manager=only_manager)):
        return _clash(row, wrong)
    doing: dict[str, Any] = {}
    says = list(_renamed(row, held, doing))
    says += _placed(row, held, doing)
    if row.starts and row.starts != held.starts:
        if held.starts > today:
            doing["starts"] = row.starts.isoformat()
            says.append(f"First day: {held.starts:%-d %B %Y} becomes {row.starts:%-d %B %Y}.")
        else:
            says.append(f"Keeps the first day, {held.starts:%-d %B %Y}: it is past.")
    change = Change.CHANGE if doing else Change.SAME
    if ends:
        doing["ends"] = ends.isoformat()
        says.append(f"Last day: {ends:%-d %B %Y}.")
        change = Change.LEAVE
    return Planned(
        change, held.name, tuple(says), line=row.line, person=held.person, membership=held.membership, doing=doing
    )


def _why_not_ended(ends: date, held: Held, *, uploader: int, only_manager: bool) -> str:
    if held.person == uploader:
        return "This is you. Somebody else ends your membership."
    if only_manager:
        return "This is your only manager. Invite another one first."
    if ends < held.starts:
        return f"The last day, {ends:%-d %B %Y}, is before the first, {held.starts:%-d %B %Y}."
    return ""


def _renamed(row: Row, held: Held, doing: dict[str, Any]) -> Iterable[str]:
    if row.name != held.name:
        if held.email:
            yield f"Keeps the name “{held.name}”, which is their own to change."
        else:
            doing["name"] = row.name
            yield f"Name: {held.name} becomes {row.name}."
    if row.reference and row.reference != held.reference:
        doing["reference"] = row.reference
        yield f"Staff number: {held.reference or 'none'} becomes {row.reference}."


def _placed(row: Row, held: Held, doing: dict[str, Any]) -> Iterable[str]:
    if row.post is not None and row.post != held.post:
        doing["post"] = row.post
        yield f"Post: {_post(held.post)} becomes {_post(row.post)}."
    if row.sites is not None and row.sites != held.sites:
        doing["sites"] = list(row.sites)
        yield f"Site: {' and '.join(held.sites) or 'none'} becomes {' and '.join(row.sites) or 'none'}."
    if row.hats is not None and row.hats != held.hats:
        doing["hats"] = list(row.hats)
        yield f"Duties: {_hats(held.hats)} becomes {_hats(row.hats)}."


def _post(code: str) -> str:
    return JobRole(code).label if code else "not said"


def _leavers(rest: list[Held], on: date, uploader: int, managers: set[int]) -> Iterable[Planned]:
    staying = managers - {one.person for one in rest}
    if not staying:
        # Somebody must look after the people: the uploader where they may, else the first of the managers by name.
        named = sorted(
            (one for one in rest if one.person in managers), key=lambda one: (one.name.casefold(), one.person)
        )
        staying = {one.person for one in named if one.person == uploader} or {one.person for one in named[:1]}
    for one in rest:
        if one.person == uploader:
            yield Planned(Change.SAME, one.name, ("Is not in the list, and stays: this is you.",), person=one.person)
        elif one.person in staying:
            says = ("Is not in the list, and stays: nobody else would look after your people.",)
            yield Planned(Change.SAME, one.name, says, person=one.person)
        elif one.ends is not None and one.ends <= on:
            says = (f"Leaves on {one.ends:%-d %B %Y} anyway.",)
            yield Planned(Change.SAME, one.name, says, person=one.person)
        else:
            last = max(on, one.starts)
            yield Planned(
                Change.LEAVE,
                one.name,
                (f"Is not in the list. Last day: {last:%-d %B %Y}.",),
                person=one.person,
                membership=one.membership,
                doing={"ends": last.isoformat()},
            )
