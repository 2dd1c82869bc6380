"""Where work may lie that never reached the server: on the device of a visit that ended without a last word. Pure.

A page sends everything when it closes, and what it could not send comes home at the next visit on the same device. So a
visit is worth a sentence only while no later visit on such a device has begun, and as long as its token is good.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.models.learning import Mode, RunSession

from .moments import in_words

WITHIN = timedelta(days=7)  # as long as a session's token is good after its last word
QUIET = timedelta(seconds=90)
_SETTLED = (RunSession.EndReason.FINISHED, RunSession.EndReason.LEFT)


@dataclass(frozen=True)
class Visit:
    """A session as this question sees it; `last_commit` is when its newest commit came, if any did."""

    device: str
    started: datetime
    last_seen: datetime
    ended: datetime | None
    end_reason: str
    mode: str = Mode.NORMAL
    waiting_since: datetime | None = None
    last_commit: datetime | None = None


@dataclass(frozen=True)
class Leftover:
    """A device on which work may lie. `certain` where its page itself said that it held some."""

    device: str
    when: datetime
    certain: bool
    sentence: str


def leftovers(visits: Iterable[Visit], *, here: str, at: datetime) -> list[Leftover]:
    """The devices on which work may lie, the newest visit of each.

    Args:
        visits: the sessions of an item or a course, in any order.
        here: the device that asks, in words: there the way home is to open the course.
        at: now.
    """
    found: list[Leftover] = []
    seen: set[str] = set()
    for visit in sorted(visits, key=lambda one: one.started, reverse=True):
        newer_on_such_a_device = visit.device in seen
        seen.add(visit.device)
        certain = _held_work(visit)
        likely = certain or (not newer_on_such_a_device and _ended_without_a_word(visit, at=at))
        named = any(one.device == visit.device for one in found)
        if visit.mode == Mode.NORMAL and visit.last_seen > at - WITHIN and likely and not named:
            found.append(
                Leftover(
                    visit.device,
                    visit.last_seen,
                    certain,
                    _sentence(visit, certain, here=visit.device == here, first=not found, at=at),
                )
            )
    return found


def _held_work(visit: Visit) -> bool:
    """Its page said that it holds work, and nothing came after that."""
    if visit.waiting_since is None or visit.end_reason in (*_SETTLED, RunSession.EndReason.RECALLED):
        return False
    return visit.last_commit is None or visit.last_commit <= visit.waiting_since


def _ended_without_a_word(visit: Visit, *, at: datetime) -> bool:
    if visit.ended is None:
        return visit.last_seen <= at - QUIET
    return visit.end_reason in (RunSession.EndReason.SILENT, RunSession.EndReason.TAKEN_OVER)


def _sentence(visit: Visit, certain: bool, *, here: bool, first: bool, at: datetime) -> str:
    device = visit.device or "another device"
    what = "Your last visit" if first else "An earlier visit"
    told = f"{what}, on {device} {in_words(visit.last_seen, at=at)},"
    if certain:
        told += " still held work that had not reached us."
        way = f"Open the course on {device} again to bring it home." if not here else _HERE_CERTAIN
    else:
        told += " ended without a word."
        way = "If something is missing here, open the course on that device first." if not here else _HERE_SOFT
    return f"{told} {way}"


_HERE_CERTAIN = "If it was this device, open the course now and it comes home; if not, open it there first."
_HERE_SOFT = "If it was this device, opening the course brings home what it still holds; if not, open it there first."
