"""How lessons and quizzes are saved: one commit, joined into the state of an attempt, from whatever device sends it.

Unlike a package's, these commits add to the state and take nothing away. So there is no epoch to lose, and nothing to
take over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from courses.errors import CourseError, WrongSession
from courses.models import Attempt, Commit, CourseItem, Enrolment, RunSession, RunState
from courses.rules import lessons
from courses.rules.folding import NATIVE, storable

from . import completion
from .saving import REPEAT, digest_of
from .sessions import HEARD_FIELDS, hear, locked, watch

PRESENCE = timedelta(minutes=5)  # finer than that nobody's list of courses is ordered


class NotInThisItem(CourseError):
    code = "not-in-this-item"
    sentence = "That does not belong to this page. Load it again and go on."
    status = 400


class AttemptOver(CourseError):
    code = "attempt-over"
    sentence = "This attempt has ended; its answers are kept. Start a new one to try again."


@dataclass(frozen=True)
class Visit:
    """One showing of a page to one person: the session that it writes as, and the number of its next commit."""

    session: UUID
    seq: int
    opened: datetime
    device: str = ""


@dataclass(frozen=True)
class Saved:
    """What was saved: the acknowledgement, and the state after it."""

    session: UUID
    ack: int
    outcome: str
    state: RunState
    sent: int = 0  # the number under which the page sent it


@dataclass(frozen=True)
class Way:
    """What differs between the kinds of item.

    Attributes:
        delta: what the commit adds, now that its attempt is known. May refuse.
        attempt: the attempt that a page's first commit belongs to. May refuse.
        judge: recomputes the state; true where the attempt ends with it.
        check: a last look at the attempt, after a repeat has been told from something new. May refuse.
        named: stands in the log only, and tells commits apart whose deltas are the same.
    """

    delta: Callable[[RunSession], Mapping[str, Any]]
    attempt: Callable[[], Attempt]
    judge: Callable[[RunState], bool]
    check: Callable[[RunSession], None] = lambda _: None
    named: Mapping[str, str] = field(default_factory=dict)


def commit(enrolment: Enrolment, item: CourseItem, visit: Visit, way: Way, *, at: datetime) -> Saved:
    """Append a commit and join it into the state: one transaction, and nothing of it where anything refuses.

    A save of a page that has saved before is one read and three writes, like a package's.

    Raises:
        WrongSession: the session belongs to another item. AttemptOver: its attempt has ended. And what `way` refuses.
    """
    with transaction.atomic():
        session = _session(enrolment, item, visit, way, at=at)
        state, attempt = session.state, session.attempt
        attempt.item, attempt.enrolment = item, enrolment
        body = {"base": visit.seq - 1, "delta": storable(dict(way.delta(session)))} | dict(way.named)
        digest = digest_of(body)
        # What was sent under a number is stored under that or a higher one: a number above all of them is new.
        new = visit.seq > session.last_seq
        earlier = [] if new else list(Commit.objects.filter(Q(seq=visit.seq) | Q(digest=digest), session=session))
        if any(one.digest == digest for one in earlier):
            return Saved(session.uuid, visit.seq, REPEAT, state, visit.seq)
        # A page that the back button brought back counts from where it was; joined commits take the next number.
        seq = session.last_seq + 1 if earlier else visit.seq
        way.check(session)
        if attempt.state == Attempt.State.ENDED:
            raise AttemptOver
        before = (state.completion, state.success)
        state.data = lessons.folded(state.data, body["delta"])
        state.revision += 1
        ends = way.judge(state)
        _append(session, seq, body, digest, at=at)
        state.save(update_fields=["data", "revision", "completion", "success", "score"])
        if ends:
            attempt.state, attempt.ended = Attempt.State.ENDED, at
            attempt.save(update_fields=["state", "ended"])
        if enrolment.last_seen is None or enrolment.last_seen < at - PRESENCE:
            Enrolment.objects.filter(pk=enrolment.pk).update(last_seen=at)
        if (state.completion, state.success) != before:
            completion.record(state, at=at)
        return Saved(session.uuid, seq, Commit.Outcome.APPLIED, state, visit.seq)


def lock(enrolment: Enrolment) -> None:
    """One writer an enrolment: whatever two devices send meets here, one after the other."""
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment.pk)


def state_of(attempt: Attempt) -> RunState:
    """The state of an attempt at a native item, made if there is none."""
    state, _ = RunState.objects.get_or_create(
        attempt=attempt, package_item=None, defaults={"standard": NATIVE, "entry": ""}
    )
    return state


def _session(enrolment: Enrolment, item: CourseItem, visit: Visit, way: Way, *, at: datetime) -> RunSession:
    """The locked session of a visit, begun by its first save.

    The enrolment is locked first, in the same statement where there is a session.
    """
    rows = RunSession.objects.select_for_update(of=("attempt__enrolment", "attempt", "self", "state"), no_key=True)
    found = next(iter(rows.select_related("attempt__enrolment", "state").filter(uuid=visit.session)), None)
    if found is None:
        lock(enrolment)
        found = next(iter(locked().filter(uuid=visit.session)), None)  # another request began it meanwhile
    if found is not None:
        if found.attempt.enrolment_id != enrolment.pk or found.attempt.item_id != item.pk:
            raise WrongSession
        return found
    attempt = way.attempt()
    attempt.epoch += 1
    attempt.save(update_fields=["epoch"])
    session = RunSession.objects.create(
        uuid=visit.session,
        attempt=attempt,
        state=state_of(attempt),
        epoch=attempt.epoch,
        device=visit.device[:120],
        started=min(visit.opened, at),
        last_seen=min(visit.opened, at),
    )
    watch(session, at=at)
    return session


def _append(session: RunSession, seq: int, body: dict[str, Any], digest: str, *, at: datetime) -> None:
    hear(session, at=at)
    session.last_seq = max(session.last_seq, seq)
    session.save(update_fields=[*HEARD_FIELDS, "last_seq"])
    Commit(
        session=session,
        seq=seq,
        received=at,
        body=body,
        digest=digest,
        outcome=Commit.Outcome.APPLIED,
        revision=session.state.revision,
    ).save(force_insert=True)
