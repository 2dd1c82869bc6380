"""The end of a session: its time is counted once, the finish rules run, and the next launch learns where to start."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from courses.models import Attempt, Mode, PackageItem, RunSession
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
    others = RunSession.objects.filter(state=state, mode=Mode.NORMAL, ended__isnull=False).exclude(pk=session.pk)
    sums = others.aggregate(counted=Sum("counted_cs"), seen=Sum("seen_cs"))
    state.total_cs = (sums["counted"] or 0) + session.counted_cs
    state.seen_cs = (sums["seen"] or 0) + session.seen_cs
    if state.package_item_id is None:
        return  # a native item's completion is written by the service that marked it
    terminated = reason == RunSession.EndReason.FINISHED
    rules = part_rules(state.package_item_id)
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


def part_rules(package_item_id: int) -> finishing.PartRules:
    """What the manifest and the package version ask of a part."""
    item = (
        PackageItem.objects.select_related("version")
        .defer("version__organisations", "version__warnings")
        .get(pk=package_item_id)
    )
    return finishing.PartRules(
        standard=item.version.standard,
        asset=item.scorm_type == "asset",
        mastery_score=item.mastery_score,
        mastery_override=item.version.mastery_override,
        glance_completes=item.version.glance_completes,
        scaled_passing_score=item.scaled_passing_score,
        completion_threshold=item.completion_threshold,
    )
