"""From commits to a state: what of a commit is taken, and what the state is after it. The state is the fold of the log.

A state is flat: {"cmi.core.lesson_location": "3", ...}. What belongs to one session only, its time and its way of
ending, is taken out on the way, so that it can never leak into the next.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import elements, times

NATIVE = "native"  # lessons and quizzes of our own: the server writes them, so names are checked and values are free
MOST_ELEMENTS = 20_000
MOST_CHARACTERS = 2_000_000

_NATIVE_NAME = re.compile(r"[a-z][A-Za-z0-9_.-]{0,199}")
# What PostgreSQL's JSON cannot hold, and content may send: the null character and halves of surrogate pairs.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SESSION_TIME = {"cmi.core.session_time": times.read_timespan, "cmi.session_time": times.read_duration}
_EXIT = {"cmi.core.exit", "cmi.exit"}


@dataclass(frozen=True)
class Accepted:
    """What a commit changes: elements (None takes one away), the session's own facts, and what was not taken."""

    changes: dict[str, Any] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)  # what belongs to the attempt, not to one of its parts
    exit: str | None = None
    reported_cs: int | None = None
    warnings: list[dict[str, str]] = field(default_factory=list)


def accept(standard: str, given: Mapping[str, Any]) -> Accepted:
    """Check a commit's elements one by one: good ones are kept, bad ones reported. It never fails as a whole."""
    changes: dict[str, Any] = {}
    shared: dict[str, Any] = {}
    warnings: list[dict[str, str]] = []
    session: dict[str, Any] = {}
    for element, value in given.items():
        if wrong := _wrong_with(standard, element, value):
            warnings.append(_warning(element, *wrong))
        elif standard == NATIVE:
            changes[element] = storable(value)
        elif elements.is_shared(element):
            shared[element] = None if value is None else storable(str(value))
        elif value is None:
            changes[element] = None
        elif elements.is_ours(element):
            continue
        elif element in _EXIT:
            session["exit"] = str(value)
        elif element in _SESSION_TIME:
            session["reported_cs"] = _SESSION_TIME[element](str(value))
        else:
            changes[element] = storable(str(value))
    return Accepted(changes=changes, shared=shared, warnings=warnings, **session)


def _wrong_with(standard: str, element: str, value: Any) -> tuple[str, str] | None:
    """The code and the end of the sentence for an element that is not taken."""
    if standard == NATIVE:
        named = _NATIVE_NAME.fullmatch(element)
        return None if named else ("unknown-element", "is not a name that a lesson stores under")
    if elements.is_ours(element):
        return None
    check = elements.check_for(standard, element)
    if check is None:
        return "unknown-element", "is not an element that content may set"
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return "wrong-type", "is not text"
    wrong = check(str(value))
    return ("wrong-value", wrong) if wrong else None


def fold(data: Mapping[str, Any], accepted: Accepted, *, whole: bool) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The state after a commit, and warnings about what no longer fitted.

    Args:
        data: the state before.
        accepted: what `accept` took of the commit.
        whole: the commit is a full snapshot: what it does not name is gone, but for what it named and we refused.
    """
    refused = {warning["element"] for warning in accepted.warnings}
    after = {name: value for name, value in data.items() if name in refused} if whole else dict(data)
    return _put_in(after, accepted.changes)


def fold_shared(shared: Mapping[str, Any], accepted: Accepted) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The same for what the attempt's parts share; a snapshot of one part takes nothing away from it."""
    return _put_in(dict(shared), accepted.shared)


def _put_in(after: dict[str, Any], changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    warnings = []
    room = MOST_CHARACTERS - sum(map(_size, after.values()))
    for element, value in changes.items():
        room += _size(after.get(element))
        if value is None:
            after.pop(element, None)
        elif _size(value) > room or (element not in after and len(after) >= MOST_ELEMENTS):
            room -= _size(after.get(element))
            warnings.append(_warning(element, "state-full", "no longer fits: this attempt has stored too much"))
        else:
            after[element] = value
            room -= _size(value)
    return after, warnings


def storable(value: Any) -> Any:
    """A value that every database's JSON holds. Nothing is lost: `restored` gives back exactly what was sent."""
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            return {"utf16": base64.b64encode(value.encode("utf-16-le", "surrogatepass")).decode("ascii")}
        return value
    if isinstance(value, dict):
        return {_plain(key): storable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [storable(part) for part in value]
    return value


def restored(value: Any) -> Any:
    """The inverse of `storable`."""
    if isinstance(value, dict):
        if value.keys() == {"utf16"}:
            return base64.b64decode(value["utf16"]).decode("utf-16-le", "surrogatepass")
        return {key: restored(part) for key, part in value.items()}
    if isinstance(value, list):
        return [restored(part) for part in value]
    return value


def _plain(name: str) -> str:
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", name)


def _size(value: Any) -> int:
    return 0 if value is None else len(value) if isinstance(value, str) else len(str(value))


def _warning(element: str, code: str, wrong: str) -> dict[str, str]:
    shown = _plain(element[:100])
    return {"element": shown, "code": code, "sentence": f"{shown or 'An element without a name'} {wrong}."}
