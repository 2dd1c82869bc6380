"""The end of a session: its time is counted once, the finish rules run, and the next launch learns where to start."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from courses.models import Attempt, Mode, RunSession, RunState
from courses.rules import elements, finishing

from . import completion
from .sessions import SILENT, hundredths, locked, watch

SESSION_FIELDS = ("ended", "end_reason", "counted_cs")
LAST_FIELDS = ("last_completion", "last_success", "last_score")
STATE_FIELDS = ("completion", "success", "score", *LAST_FIELDS, "decided", "entry", "total_cs", "seen_cs")
ATTEMPT_FIELDS = ("state", "ended")


def end(session: RunSession, *, reason: RunSession.EndReason) -> None:
    """Judge the session's run, without saving: `SESSION_FIELDS`, `STATE_FIELDS` and `ATTEMPT_FIELDS` are
    what may have changed.

    The caller holds the locks of `sessions.locked`. May be called again for a session that spoke after its end: times
    are summed anew from the sessions, so none is counted twice.
    """
    state = session.state
    state.attempt = session.attempt
    session.ended, session.end_reason = session.last_seen, reason
    if session.mode != Mode.NORMAL:
        return  # who looks again earns no time and changes no result
    session.counted_cs = finishing.counted_time(
        reported_cs=session.reported_cs,
        seen_cs=session.seen_cs,
        elapsed_cs=hundredths(session.last_seen - session.started),
    )
    rules, counted_cs, seen_cs = _rules_and_times(session)
    state.total_cs = counted_cs + session.counted_cs
    state.seen_cs = seen_cs + session.seen_cs
    if state.package_item_id is None:
        return  # a native item's completion is written by the service that marked it
    terminated = reason == RunSession.EndReason.FINISHED
    verdict = finishing.finish(rules, state.data, exit=session.exit, terminated=terminated)
    state.last_completion, state.last_success, state.last_score = verdict.completion, verdict.success, verdict.score
    state.completion, state.success, state.score = finishing.keep_best(
        (state.completion, state.success, state.score), verdict
    )
    state.decided, state.entry = verdict.decided, verdict.entry
    if finishing.ends_attempt(
        state.standard,
        sequenced=elements.TREE in session.attempt.shared,
        shared=session.attempt.shared,
        exit=session.exit,
        terminated=terminated,
    ):
        session.attempt.state, session.attempt.ended = Attempt.State.ENDED, session.ended


def end_now(session: RunSession, *, reason: RunSession.EndReason, at: datetime) -> None:
    """End a locked session in the caller's transaction, and recompute the results."""
    end(session, reason=reason)
    session.save(update_fields=SESSION_FIELDS)
    session.state.save(update_fields=STATE_FIELDS)
    if session.mode != Mode.NORMAL:
        return
    if session.attempt.ended is not None:
        session.attempt.save(update_fields=ATTEMPT_FIELDS)
    # The end of a native session judges nothing. And answers lock the enrolment first (answering.py): asking for it
    # here, with the attempt locked, could meet one of them head-on.
    if session.state.package_item_id is not None:
        completion.record(session.state, at=at)


def end_if_silent(session_uuid: UUID | str, *, at: datetime) -> bool:
    """End the session if it has been silent for 30 minutes; if it still speaks, promise to look again later."""
    with transaction.atomic():
        session = locked().filter(uuid=session_uuid).first()
        if session is None or session.ended is not None:
            return False
        if session.last_seen > at - SILENT:
            watch(session, at=at)
            return False
        end_now(session, reason=RunSession.EndReason.SILENT, at=at)
        return True


def end_silent_duty(reference: str) -> None:
    """The outbox's handler of `sessions.END_SILENT`; the reference is the session's uuid."""
    end_if_silent(reference, at=timezone.now())


def _rules_and_times(session: RunSession) -> tuple[finishing.PartRules, int, int]:
    """What manifest and version ask of the session's part, and the time of the state's other sessions that have
    ended, counted and seen, in hundredths of a second. One statement; a native item asks nothing.
    """
    others = Q(sessions__mode=Mode.NORMAL, sessions__ended__isnull=False) & ~Q(sessions__pk=session.pk)
    found = (
        RunState.objects.filter(pk=session.state_id)
        .values(*_PART.values())
        .annotate(
            counted=Sum("sessions__counted_cs", filter=others, default=0),
            seen=Sum("sessions__seen_cs", filter=others, default=0),
        )
        .get()
    )
    asked = {name: found[column] for name, column in _PART.items()}
    asked["asset"] = asked["asset"] == "asset"
    return finishing.PartRules(**asked), found["counted"], found["seen"]


# Where the fields of finishing.PartRules stand, seen from a state.
_PART = {
    "standard": "package_item__version__standard",
    "asset": "package_item__scorm_type",
    "mastery_score": "package_item__mastery_score",
    "mastery_override": "package_item__version__mastery_override",
    "glance_completes": "package_item__version__glance_completes",
    "scaled_passing_score": "package_item__scaled_passing_score",
    "completion_threshold": "package_item__completion_threshold",
}
