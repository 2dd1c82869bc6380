"""Where work may lie that never reached the server: on the device of a visit that ended without a last word. Pure.

A page sends everything when it closes, and what it could not send comes home at the next visit to the same package on
the same device, as long as the session's token is good. What comes home counts while no newer visit has begun; after
that it is kept beside (docs/saving.md, "stale"). So a guess is worth a sentence about an attempt's newest visit only;
what a page has said itself is worth one about any visit, until something comes from it.
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
    newest: bool = True  # no later visit of the attempt has begun, so what it sends still counts
    title: str = ""  # of the item, where a list names several


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
    for visit in sorted(visits, key=lambda one: one.started, reverse=True):
        certain = _held_work(visit)
        likely = certain or (visit.newest and _ended_without_a_word(visit, at=at))
        named = any(one.device == visit.device for one in found)
        if likely and not named and visit.mode == Mode.NORMAL and visit.last_seen > at - WITHIN:
            sentence = _sentence(visit, certain, here=visit.device == here, at=at)
            found.append(Leftover(visit.device, visit.last_seen, certain, sentence))
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


def _sentence(visit: Visit, certain: bool, *, here: bool, at: datetime) -> str:
    device = visit.device or "another device"
    what = "Your last visit" if visit.newest else "An earlier visit"
    told = f"{what}{f' to “{visit.title}”' if visit.title else ''}, on {device} {in_words(visit.last_seen, at=at)},"
    if not certain:
        return f"{told} ended without a word. {_HERE if here else 'If something is missing here, open it there first.'}"
    told += " still held work that had not reached us."
    if not visit.newest:
        return f"{told} {_BESIDE}"
    return f"{told} {_HERE if here else f'Open it on {device} again to bring that home.'}"


_HERE = "If it was this device, opening it brings home what it still holds; if not, open it there first."
_BESIDE = "You have gone on elsewhere since: what comes home is kept beside. If you miss something, tell us."
