"""A commit as support reads it: what was sent, element by element, with nothing in it that could do harm. Pure.

Whatever a package sent is hostile text: here it loses its control characters, and templates and files escape the rest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import folding

SHOWN = 400  # characters of a value that a page shows; the rest is folded away and can be downloaded
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SAME_CLOCK = timedelta(seconds=2)
_SECONDS_OF_A_MINUTE, _SECONDS_OF_AN_HOUR, _SECONDS_OF_A_DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class Element:
    """An element of a commit. `value` is cut at SHOWN characters; `length` is the whole value's."""

    name: str
    value: str
    length: int
    taken_away: bool = False

    @property
    def cut(self) -> bool:
        return self.length > len(self.value)


def elements_of(body: Mapping[str, Any], *, most: int = SHOWN) -> list[Element]:
    """What a commit said, in the order of names."""
    given = body.get("state", body.get("delta")) or {}
    return [_element(name, given[name], most) for name in sorted(given)]


def is_whole(body: Mapping[str, Any]) -> bool:
    """Whether it was a full snapshot and not a delta."""
    return "state" in body


def trigger_of(body: Mapping[str, Any], *, final: bool) -> str:
    """Why it was sent, in words."""
    if final:
        return "the content finished"
    return "the page closed" if body.get("leaving") else "on the way"


def legible(text: str) -> str:
    """Text with every character that cannot be seen, or that turns the reading direction, written as its number."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def clock_difference(device_time: str, received: datetime) -> str:
    """How far the device's clock was from ours when it wrote the commit; blank where it did not say or makes no sense.

    Some of it is the way here: a commit that waited on the device looks as if the clock were behind.
    """
    try:
        told = datetime.fromisoformat(device_time)
        apart = told - received
    except (ValueError, TypeError, OverflowError):  # no time; or one without its zone, which cannot be compared
        return ""
    if abs(apart) <= _SAME_CLOCK:
        return "as ours"
    return f"{_length(abs(apart))} {'ahead' if apart > timedelta(0) else 'behind'}"


def _length(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for size, word in ((_SECONDS_OF_A_DAY, "day"), (_SECONDS_OF_AN_HOUR, "hour"), (_SECONDS_OF_A_MINUTE, "minute")):
        if seconds >= size:
            number = round(seconds / size)
            return f"{number} {word}{'' if number == 1 else 's'}"
    return f"{seconds} s"


def _element(name: str, value: Any, most: int) -> Element:
    if value is None:
        return Element(legible(name), "", 0, taken_away=True)
    whole = folding.restored(value)
    text = whole if isinstance(whole, str) else _plain(whole)
    return Element(legible(name), legible(text[:most]), max(len(text), len(legible(text[:most]))))


def _plain(value: Any) -> str:
    """A native item's value, {"chosen": [...], "right": true}, as short words."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(part) for part in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
