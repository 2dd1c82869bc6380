"""From a click on the course page to a running session on the content host."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.capabilities import hashed, label_for, new_secret, pseudonym_for
from courses.errors import (
    ExpiredCode,
    LeftBehind,
    LiveElsewhere,
    NothingToLaunch,
    NotInThisCourse,
    PartLocked,
    Recalled,
    UnknownCode,
)
from courses.models import (
    Attempt,
    Completion,
    CourseItem,
    Enrolment,
    Mode,
    PackageItem,
    PackageVersion,
    RunSession,
    RunState,
    Success,
)
from courses.rules import rollup
from courses.rules.opening import Given, choose_part, opening_state

from .attempts import open_attempt
from .ending import end_now
from .parts import Part, outline_of, parts_of, tree_of
from .remembering import remembered
from .sessions import Live, is_stale, live_of, live_session, locked, newest_session, session_of, watch

CODE_LIFE = timedelta(seconds=60)
# A person who is asked whether to take over reads first, and answers then.
CODE_LIFE_WHEN_ASKED = timedelta(minutes=10)
_PLACE = ("attempt", "state")
_OF_THE_COURSE = ("attempt", "state", "attempt__item", "attempt__enrolment__person", "attempt__enrolment__version")


@dataclass(frozen=True)
class Launch:
    """The one-time code, the content host it is good on, and the session that is open elsewhere, if one is."""

    code: str
    label: str
    live: Live | None


@dataclass(frozen=True)
class Begun:
    """A session that runs: its token is told here and nowhere else. A preview has no session and no enrolment.

    Attributes:
        part: what is opened; of a sequenced package a first guess, since only the sequencer knows.
        parts: the whole outline with what has been reached.
        tree: the activity tree for the sequencer; {} where nothing is to be sequenced.
    """

    token: str
    part: PackageItem
    state: dict[str, Any]
    version: PackageVersion
    label: str
    title: str
    course: str
    mode: str = Mode.NORMAL
    session: RunSession | None = None
    enrolment: UUID | None = None
    parts: Sequence[Part] = ()
    tree: Mapping[str, Any] = field(default_factory=dict)


def launch(
    enrolment: Enrolment,
    item: CourseItem,
    *,
    device: str,
    at: datetime,
    part: UUID | None = None,
    mode: Mode = Mode.NORMAL,
) -> Launch:
    """Give the browser a code with which the content host will begin a session. Nothing has begun yet.

    Args:
        enrolment: whose it is; the caller has checked that.
        item: a package item of the enrolment's version.
        device: browser and system in words, for the question at another device.
        at: now.
        part: which part of the package; by default the one to go on with.
        mode: REVIEW looks again at the latest attempt that was begun, and changes nothing.

    Raises:
        NotInThisCourse, NothingToLaunch, PartLocked, Recalled.
    """
    if item.version_id != enrolment.version_id or item.package_version_id is None:
        raise NotInThisCourse
    with transaction.atomic():
        attempt = _attempt_for(enrolment, item, mode, at=at)
        outline = outline_of(item.package_version_id, item.organisation)
        _refuse_recalled(outline)
        chosen = _part_to_open(attempt, outline, part, mode)
        code = new_secret()
        session = RunSession.objects.create(
            attempt=attempt,
            state=_state_for(attempt, chosen),
            epoch=0,
            mode=mode,
            code_hash=hashed(code),
            code_until=at + CODE_LIFE,
            label=label_for(chosen.version.uuid, enrolment.person.uuid),
            device=device[:120],
            started=at,
            last_seen=at,
        )
        return Launch(code, session.label, live_session(attempt, at=at) if mode == Mode.NORMAL else None)


def begin(code: str, *, label: str, take_over: bool, at: datetime) -> Begun:
    """Open the session that a code was given for: the epoch moves on, and any earlier session is over.

    Raises:
        UnknownCode: used, wrong, another host's or a closed account's; ExpiredCode.
        LiveElsewhere: another session is live and `take_over` is false; the code stays good for the answer.
        Recalled: the package was recalled since the code was given.
    """
    with transaction.atomic():
        rows = locked().filter(code_hash=hashed(code), attempt__enrolment__person__is_active=True)
        # All that a launch reads of the course comes with the same statement.
        session = next(iter(rows.select_related(*_OF_THE_COURSE)), None)
        if session is None or session.label != label:
            raise UnknownCode
        if session.attempt.item.version_id != session.attempt.enrolment.version_id:
            raise UnknownCode  # the learner has moved to a newer version of the course since the click
        if session.code_until is None or session.code_until < at:
            raise ExpiredCode
        # Between the click and now the attempt may have ended: work that was left on this device came home first, or
        # the learner finished on the device that they were asked about.
        _leave_ended_attempt(session, at=at)
        before = newest_session(session.attempt) if session.mode == Mode.NORMAL else None
        live = live_of(before, at=at)
        if live is None or take_over:
            return _open(session, before, at=at)
        session.code_until = at + CODE_LIFE_WHEN_ASKED
        session.save(update_fields=["code_until", *_PLACE])
        asked = live
    raise LiveElsewhere(live_session=asked.as_dict())


def go_on(token: str, *, label: str, at: datetime, part: UUID | None = None, unopened: bool = False) -> Begun:
    """Open a new session in place of the one the token is for: a page that was reloaded, or the next part of a package.

    Where the attempt has ended meanwhile, the new session is the first of a new attempt.

    Args:
        token: of the page's own session.
        label: the content host that asks.
        at: now.
        part: the part to open; by default the session's own.
        unopened: the page has not shown the session's part, because the sequencer wants another one. As long as nothing
            was committed, the session then changes its part and stays what it is.

    Raises:
        UnknownToken, ExpiredToken.
        LiveElsewhere: a newer session has taken over meanwhile, or is live in the new attempt.
        LeftBehind: the learner has moved to another version of the course, in which this part is another or none.
        NothingToLaunch: the part is none of this package. PartLocked, Recalled.
    """
    with transaction.atomic():
        before = session_of(token, label=label, at=at)
        if is_stale(before):
            newer = newest_session(before.attempt)
            raise LiveElsewhere(live_session=Live(newer.device, newer.started).as_dict() if newer else None)
        item = before.attempt.item
        if item.package_version_id is None:
            raise NotInThisCourse
        if item.version_id != before.attempt.enrolment.version_id:
            raise LeftBehind
        attempt = before.attempt
        if attempt.state == Attempt.State.ENDED and before.mode == Mode.NORMAL:
            attempt = _attempt_after(attempt, at=at)
            live = live_session(attempt, at=at)
            if live is not None:  # begun on another device, which nobody has been asked about
                raise LiveElsewhere(live_session=live.as_dict())
        outline = outline_of(item.package_version_id, item.organisation)
        _refuse_recalled(outline)
        chosen = _part_to_open(attempt, outline, part or _uuid_of(outline, before.state.package_item_id), before.mode)
        if unopened and before.last_seq == 0 and before.ended is None and attempt.pk == before.attempt_id:
            before.state = _state_for(attempt, chosen)
            before.save(update_fields=["state"])
            return _begun(before, token, outline, chosen)
        session = RunSession.objects.create(
            attempt=attempt,
            state=_state_for(attempt, chosen),
            epoch=0,
            mode=before.mode,
            label=label,
            device=before.device,
            started=at,
            last_seen=at,
        )
        return _open(session, before if before.mode != Mode.NORMAL else newest_session(attempt), at=at)


def opening(state: RunState, part: PackageItem, *, mode: str, person: Any, more: Mapping[str, Any]) -> dict[str, Any]:
    """The flat state that a run-time is given: what is stored, `more` over it, and what only the server says."""
    given = Given(
        learner_id=pseudonym_for(person.uuid),
        learner_name=person.name,
        mode=mode,
        entry=state.entry,
        decided=state.decided,
        total_cs=state.total_cs,
        launch_data=part.launch_data,
        mastery_score=part.mastery_score,
        max_time_allowed=part.max_time_allowed,
        time_limit_action=part.time_limit_action,
        completion_threshold=part.completion_threshold,
        scaled_passing_score=part.scaled_passing_score,
    )
    return opening_state(state.standard, {**state.data, **more}, given)


def _open(session: RunSession, before: RunSession | None, *, at: datetime) -> Begun:
    outline = outline_of(session.attempt.item.package_version_id or 0, session.attempt.item.organisation)
    _refuse_recalled(outline)
    if before is not None and before.ended is None:
        # Both sessions write one attempt, which is locked; the one before is read again under that lock.
        end_now(locked().get(pk=before.pk), reason=RunSession.EndReason.TAKEN_OVER, at=at)
        session.state.refresh_from_db()
        session.attempt.refresh_from_db(fields=["state", "ended"])
        _leave_ended_attempt(session, at=at)  # the sequencer had said so already
    attempt = session.attempt
    token = new_secret()
    if session.mode == Mode.NORMAL:  # a review takes no turn: whoever learns elsewhere goes on undisturbed
        attempt.epoch += 1
        attempt.save(update_fields=["epoch"])
    session.epoch, session.token_hash = attempt.epoch, hashed(token)
    session.code_hash, session.code_until = None, None
    session.started = session.last_seen = at
    session.save(update_fields=[*_PLACE, "epoch", "token_hash", "code_hash", "code_until", "started", "last_seen"])
    watch(session, at=at)
    chosen = next((item for item in outline if item.pk == session.state.package_item_id), None)
    if chosen is None:
        raise NothingToLaunch
    return _begun(session, token, outline, chosen)


def _begun(session: RunSession, token: str, outline: Sequence[PackageItem], part: PackageItem) -> Begun:
    attempt, state = session.attempt, session.state
    version = part.version
    tree = tree_of(version, attempt.item.organisation) if version.standard == PackageVersion.Standard.SCORM_2004 else {}
    preferences, lasting = remembered(attempt.enrolment.person_id, version, tree=tree)
    ours = {name: value for name, value in preferences.items() if _same_standard(name, version.standard)}
    more = {**lasting, **attempt.shared, **ours} if tree else ours
    return Begun(
        token=token,
        part=part,
        state=opening(state, part, mode=session.mode, person=attempt.enrolment.person, more=more),
        version=version,
        label=session.label,
        title=attempt.item.title,
        course=attempt.enrolment.version.title,
        mode=session.mode,
        session=session,
        enrolment=attempt.enrolment.uuid,
        parts=parts_of(attempt, outline),
        tree=tree if rollup.is_sequenced(tree) else {},
    )


def _attempt_for(enrolment: Enrolment, item: CourseItem, mode: Mode, *, at: datetime) -> Attempt:
    if mode == Mode.NORMAL:
        return open_attempt(enrolment, item, at=at)
    # One that was only asked for has nothing to show, and a look into it would be its beginning.
    latest = Attempt.objects.filter(enrolment=enrolment, item=item, epoch__gt=0).order_by("-number").first()
    if latest is None:
        raise NothingToLaunch("There is nothing to look at again yet: this part has not been begun.")
    return latest


def _leave_ended_attempt(session: RunSession, *, at: datetime) -> None:
    """Put a session that has not begun into the open attempt, without saving; `_PLACE` is what may have changed.

    Opened in an attempt that is over, it would gather work that the next launch does not find again.
    """
    attempt = session.attempt
    if attempt.state != Attempt.State.ENDED or session.mode != Mode.NORMAL:
        return
    session.attempt = _attempt_after(attempt, at=at)
    outline = outline_of(attempt.item.package_version_id or 0, attempt.item.organisation)
    session.state = _state_for(session.attempt, _part_to_open(session.attempt, outline, None, session.mode))


def _attempt_after(ended: Attempt, *, at: datetime) -> Attempt:
    """The open attempt that follows one that is over, locked: after the one before it, as everybody does."""
    opened = open_attempt(ended.enrolment, ended.item, at=at)
    following = Attempt.objects.select_for_update(no_key=True).get(pk=opened.pk)
    following.item, following.enrolment = ended.item, ended.enrolment
    return following


def _part_to_open(attempt: Attempt, outline: Sequence[PackageItem], wanted: UUID | None, mode: str) -> PackageItem:
    parts = {part.item.pk: part for part in parts_of(attempt, outline) if part.launchable}
    if wanted is not None:
        chosen = next((part for part in parts.values() if part.uuid == wanted), None)
        if chosen is not None and chosen.locked and mode == Mode.NORMAL:
            raise PartLocked(f"“{chosen.item.title}” cannot be opened yet. {chosen.locked}")
    else:
        last = RunSession.objects.filter(attempt=attempt, epoch=attempt.epoch, epoch__gt=0, mode=Mode.NORMAL)
        last_part = last.values_list("state__package_item_id", flat=True).first()
        open_ones = [
            (pk, part.completion == Completion.COMPLETED and part.success != Success.FAILED)
            for pk, part in parts.items()
            if not part.locked and (part.item.visible or pk == last_part or len(parts) == 1)
        ]
        chosen = parts.get(choose_part(open_ones or [(pk, False) for pk in parts], last_part) or 0)
    if chosen is None:
        raise NothingToLaunch
    return chosen.item


def _refuse_recalled(outline: Sequence[PackageItem]) -> None:
    if outline and outline[0].version.state == PackageVersion.State.RECALLED:
        raise Recalled(outline[0].version.recall_reason)


def _state_for(attempt: Attempt, part: PackageItem) -> RunState:
    state, _ = RunState.objects.get_or_create(
        attempt=attempt, package_item=part, defaults={"standard": part.version.standard}
    )
    return state


def _uuid_of(outline: Sequence[PackageItem], pk: int | None) -> UUID | None:
    return next((item.uuid for item in outline if item.pk == pk), None)


def _same_standard(element: str, standard: str) -> bool:
    return element.startswith("cmi.learner_" if standard == PackageVersion.Standard.SCORM_2004 else "cmi.student_")
