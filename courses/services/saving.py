"""The save: one durable transaction a commit, and an acknowledgement that is true. docs/saving.md is its contract.

A commit is known by its session and number. Its elements are cumulative: a delta names every element that has changed
at any time since commit `base`, with its newest value, so it may be applied to the state of `base` or of any later one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.errors import DifferentRepeat
from courses.models import Commit, Mode, RunSession
from courses.rules import folding

from . import completion, ending
from .remembering import remember
from .sessions import HEARD_FIELDS, demand_same, hear, is_stale, session_of, stale_facts

NEED_FULL, REPEAT = "need_full", "repeat"
_MOST_WARNINGS = 50


@dataclass(frozen=True)
class Sent:
    """A commit as it was sent, its shape checked.

    Attributes:
        seq: counts the commits of a session from 1.
        base: the commit that a delta builds on; 0 is the state that `begin` answered with.
        elements: what changed since `base`, or everything if `whole`. None takes an element away.
        final: the content called Finish.
        leaving: the page is closing without that; the session ends and is resumed next time.
        device_time: what the device's own clock said; recorded for support, and no part of what makes a repeat.
    """

    session: UUID
    epoch: int
    seq: int
    base: int
    elements: Mapping[str, Any]
    whole: bool = False
    final: bool = False
    leaving: bool = False
    device_time: str = ""

    def body(self) -> dict[str, Any]:
        """What is kept of it: storable in any database, and enough to fold the state again."""
        kind = "state" if self.whole else "delta"
        body = {"base": self.base, kind: folding.storable(dict(self.elements))}
        return body | ({"final": True} if self.final else {}) | ({"leaving": True} if self.leaving else {})


@dataclass(frozen=True)
class Answer:
    """The acknowledgement: commit `ack` of `session` is safe, or why it is not (`need_full`)."""

    ack: int
    session: UUID
    revision: int
    outcome: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        named = {"ack": self.ack, "session": str(self.session), "revision": self.revision, "outcome": self.outcome}
        return named | self.facts


def save(token: str, sent: Sent, *, label: str, at: datetime) -> Answer:
    """Append the commit, fold it into the state, and answer; nothing is acknowledged before the database has it.

    A repeat is answered as the first time. A commit of a session that a newer one has replaced is kept, and answered
    `stale`; one of a review is kept, and answered `kept`: it changes no result. A delta whose base never arrived is not
    taken: the answer `need_full` asks for the whole state.

    Raises:
        UnknownToken, ExpiredToken, WrongSession: see sessions.
        DifferentRepeat: the number was used for other content.
    """
    with transaction.atomic(durable=True):
        session = session_of(token, label=label, at=at)
        demand_same(session, sent.session, sent.epoch)
        stale = is_stale(session)
        body = sent.body()
        digest = digest_of(body)
        if stale or session.mode != Mode.NORMAL or sent.seq <= session.last_seq:
            return _repeat(session, sent, digest) or _keep(session, sent, body, digest, stale=stale, at=at)
        if not sent.whole and sent.base > session.last_seq:
            return Answer(session.last_seq, session.uuid, session.state.revision, NEED_FULL)
        return _apply(session, sent, body, digest, at=at)


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 of a commit's body in one canonical form."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _apply(session: RunSession, sent: Sent, body: dict[str, Any], digest: str, *, at: datetime) -> Answer:
    state = session.state
    accepted = folding.accept(state.standard, sent.elements)
    state.data, more = folding.fold(state.data, accepted, whole=sent.whole)
    state.revision += 1
    attempt = session.attempt
    if accepted.shared:
        attempt.shared, refused = folding.fold_shared(attempt.shared, accepted)
        more += refused
    warnings = [*accepted.warnings, *more][:_MOST_WARNINGS]
    Commit(
        session=session,
        seq=sent.seq,
        received=at,
        device_time=sent.device_time,
        body=body,
        digest=digest,
        outcome=Commit.Outcome.APPLIED,
        revision=state.revision,
        final=sent.final,
        warnings=warnings,
    ).save(force_insert=True)

    hear(session, at=at)
    session.last_seq = sent.seq
    session.exit = session.exit if accepted.exit is None else accepted.exit
    session.reported_cs = session.reported_cs if accepted.reported_cs is None else accepted.reported_cs
    changed: tuple[str, ...] = (*HEARD_FIELDS, "last_seq", "exit", "reported_cs")
    state_changed: tuple[str, ...] = ("data", "revision")
    reason = _ends(session, sent)
    if reason:
        ending.end(session, reason=reason)
        changed, state_changed = (*changed, "counted_cs"), (*state_changed, *ending.STATE_FIELDS)
    state.save(update_fields=state_changed)
    session.save(update_fields=changed)
    if accepted.shared or (reason and attempt.ended is not None):
        attempt.save(update_fields=("shared", *ending.ATTEMPT_FIELDS))
    remember(attempt, accepted.changes, accepted.shared)
    facts: dict[str, Any] = {"warnings": warnings} if warnings else {}
    if reason:
        facts["standing"] = completion.record(state, at=at).as_dict()
    return Answer(sent.seq, session.uuid, state.revision, Commit.Outcome.APPLIED, facts)


def _ends(session: RunSession, sent: Sent) -> RunSession.EndReason | None:
    # Content that writes after it has finished is heard, and the finish rules run again.
    if sent.final or session.end_reason == RunSession.EndReason.FINISHED:
        return RunSession.EndReason.FINISHED
    return RunSession.EndReason.LEFT if sent.leaving else None


def _repeat(session: RunSession, sent: Sent, digest: str) -> Answer | None:
    earlier = Commit.objects.filter(session=session, seq=sent.seq).first()
    if earlier is None:
        return None
    if earlier.digest != digest:
        raise DifferentRepeat(seq=session.last_seq)
    if earlier.outcome == Commit.Outcome.STALE:
        return Answer(sent.seq, session.uuid, earlier.revision, Commit.Outcome.STALE, stale_facts(session))
    if earlier.outcome == Commit.Outcome.KEPT:
        return Answer(sent.seq, session.uuid, earlier.revision, Commit.Outcome.KEPT)
    facts = {"warnings": earlier.warnings} if earlier.warnings else {}
    if earlier.final:
        facts["standing"] = completion.standing_of(session.state).as_dict()
    return Answer(sent.seq, session.uuid, earlier.revision, REPEAT, facts)


def _keep(session: RunSession, sent: Sent, body: dict[str, Any], digest: str, *, stale: bool, at: datetime) -> Answer:
    """Append a commit that must not change the state: a newer session, a review, or a later commit that included it."""
    reviewed = session.mode != Mode.NORMAL
    outcome = Commit.Outcome.STALE if stale else Commit.Outcome.KEPT if reviewed else Commit.Outcome.LATE
    Commit(
        session=session,
        seq=sent.seq,
        received=at,
        device_time=sent.device_time,
        body=body,
        digest=digest,
        outcome=outcome,
        revision=session.state.revision,
        final=sent.final,
    ).save(force_insert=True)
    if stale:
        return Answer(sent.seq, session.uuid, session.state.revision, outcome, stale_facts(session))
    if reviewed:
        hear(session, at=at)
        session.last_seq = max(session.last_seq, sent.seq)
        reason = _ends(session, sent)
        if reason:
            ending.end(session, reason=reason)
        session.save(update_fields=(*HEARD_FIELDS, "last_seq"))
        return Answer(sent.seq, session.uuid, session.state.revision, outcome)
    return Answer(sent.seq, session.uuid, session.state.revision, REPEAT)
