"""Sessions as the services share them: find one by its secret, lock what it writes, hear from it, say who is live."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from courses.capabilities import hashed
from courses.errors import ExpiredToken, UnknownToken, WrongSession
from courses.models import Attempt, Mode, RunSession
from foundation.outbox import api as outbox

LIVE = timedelta(seconds=90)  # longer silent than this, and a session no longer stands in another's way
SILENT = timedelta(minutes=30)  # longer silent than this, and the sweeper ends it
TOKEN_LIFE = timedelta(days=7)  # after the last word heard; leftovers of a crashed tab come home within it
LONGEST_GAP = timedelta(minutes=5)  # a longer silence is no time seen
END_SILENT = "courses.end-silent"


@dataclass(frozen=True)
class Live:
    """A session that is open somewhere: on what device, and since when."""

    device: str
    since: datetime

    def as_dict(self) -> dict[str, str]:
        return {"device": self.device, "since": self.since.isoformat()}


def locked() -> QuerySet[RunSession]:
    """Sessions with their attempt and state, all three locked: one statement, and writers of an attempt take turns.

    The attempt is named, and so locked, first: everybody locks in the order attempt, session, state, enrolment. The
    services of native items lock the enrolment before all of these.
    """
    rows = RunSession.objects.select_for_update(of=("attempt", "self", "state"), no_key=True)
    return rows.select_related("attempt", "state")


def session_of(token: str, *, label: str, at: datetime) -> RunSession:
    """The locked session that a token was given for.

    Raises:
        UnknownToken: there is none, it belongs to another host or to a closed account; the answer is the same.
        ExpiredToken: it has been silent for too long.
    """
    # An account that was closed writes nothing any more, whatever its tabs still hold.
    rows = locked().filter(token_hash=hashed(token), attempt__enrolment__person__is_active=True)
    # There is one or none; `first` would sort, and this is the statement that every commit begins with.
    session = next(iter(rows), None)
    if session is None or session.label != label:
        raise UnknownToken
    if session.last_seen < at - TOKEN_LIFE:
        raise ExpiredToken
    return session


def demand_same(session: RunSession, uuid: UUID, epoch: int) -> None:
    """Raise WrongSession where a message names another session or epoch than its token's."""
    if session.uuid != uuid or session.epoch != epoch:
        raise WrongSession


def is_stale(session: RunSession) -> bool:
    """Whether a newer session of the attempt has begun. A review is never replaced, and replaces nothing."""
    return session.mode == Mode.NORMAL and session.epoch != session.attempt.epoch


def hear(session: RunSession, *, at: datetime) -> None:
    """Note a sign of life, without saving. A session that had fallen silent or was left is open again.

    What the page was waiting to send has arrived, unless it says otherwise (services/staying.py).
    """
    gap = at - session.last_seen
    if timedelta(0) < gap <= LONGEST_GAP:
        session.seen_cs += hundredths(gap)
    session.last_seen, session.waiting_since = max(session.last_seen, at), None
    if session.ended is not None and session.end_reason != RunSession.EndReason.FINISHED:
        session.ended, session.end_reason = None, ""
        watch(session, at=at)


def watch(session: RunSession, *, at: datetime) -> None:
    """Promise that somebody will look whether the session has fallen silent."""
    outbox.add(END_SILENT, str(session.uuid), at=at, not_before=session.last_seen + SILENT)


def live_session(attempt: Attempt, *, at: datetime) -> Live | None:
    """The attempt's session that is open somewhere and was heard of in the last 90 seconds."""
    return live_of(newest_session(attempt), at=at)


def live_of(newest: RunSession | None, *, at: datetime) -> Live | None:
    """The same of an attempt whose newest session is at hand."""
    if newest is None or newest.ended is not None or newest.last_seen <= at - LIVE:
        return None
    return Live(newest.device, newest.started)


def newest_session(attempt: Attempt) -> RunSession | None:
    """The session of the attempt's epoch, ended or not; reviews stand beside."""
    return RunSession.objects.filter(attempt=attempt, epoch=attempt.epoch, epoch__gt=0, mode=Mode.NORMAL).first()


def hundredths(length: timedelta) -> int:
    """A length of time in whole hundredths of a second."""
    return int(length / timedelta(milliseconds=10))


HEARD_FIELDS: tuple[str, ...] = ("last_seen", "seen_cs", "ended", "end_reason", "waiting_since")


def stale_facts(session: RunSession) -> dict[str, Any]:
    """Who continued instead: joins the answer to a stale session, so that its page can say so."""
    newer = newest_session(session.attempt)
    return {} if newer is None else {"continued": Live(newer.device, newer.started).as_dict()}
