"""From a click on the course page to a running session on the content host."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from courses.capabilities import hashed, label_for, new_secret, pseudonym_for
from courses.errors import ExpiredCode, LiveElsewhere, NothingToLaunch, NotInThisCourse, UnknownCode
from courses.models import Attempt, Completion, CourseItem, Enrolment, PackageItem, RunSession, RunState
from courses.rules.opening import Given, choose_part, opening_state

from .ending import end_now
from .sessions import Live, is_stale, live_session, locked, newest_session, session_of, watch

CODE_LIFE = timedelta(seconds=60)
# A person who is asked whether to take over reads first, and answers then.
CODE_LIFE_WHEN_ASKED = timedelta(minutes=10)


@dataclass(frozen=True)
class Launch:
    """The one-time code, the content host it is good on, and the session that is open elsewhere, if one is."""

    code: str
    label: str
    live: Live | None


@dataclass(frozen=True)
class Begun:
    """A session that runs: its token is told here and nowhere else."""

    token: str
    session: RunSession
    part: PackageItem
    state: dict[str, Any]

    @property
    def attempt(self) -> Attempt:
        return self.session.attempt


def launch(enrolment: Enrolment, item: CourseItem, *, device: str, at: datetime, part: UUID | None = None) -> Launch:
    """Give the browser a code with which the content host will begin a session. Nothing has begun yet.

    Args:
        enrolment: whose it is; the caller has checked that.
        item: a package item of the enrolment's version.
        device: browser and system in words, for the question at another device.
        at: now.
        part: which part of the package; by default the one to go on with.

    Raises:
        NotInThisCourse, NothingToLaunch.
    """
    if item.version_id != enrolment.version_id or item.package_version_id is None:
        raise NotInThisCourse
    with transaction.atomic():
        attempt = open_attempt(enrolment, item, at=at)
        chosen = _part_to_open(attempt, item.package_version_id, part)
        code = new_secret()
        session = RunSession.objects.create(
            attempt=attempt,
            state=_state_for(attempt, chosen),
            epoch=0,
            code_hash=hashed(code),
            code_until=at + CODE_LIFE,
            label=label_for(chosen.version.uuid, enrolment.person.uuid),
            device=device[:120],
            started=at,
            last_seen=at,
        )
        return Launch(code, session.label, live_session(attempt, at=at))


def begin(code: str, *, label: str, take_over: bool, at: datetime) -> Begun:
    """Open the session that a code was given for: the epoch moves on, and any earlier session is over.

    Raises:
        UnknownCode: used, wrong, another host's or a closed account's; ExpiredCode.
        LiveElsewhere: another session is live and `take_over` is false; the code stays good for the answer.
    """
    with transaction.atomic():
        session = locked().filter(code_hash=hashed(code), attempt__enrolment__person__is_active=True).first()
        if session is None or session.label != label:
            raise UnknownCode
        if session.code_until is None or session.code_until < at:
            raise ExpiredCode
        live = live_session(session.attempt, at=at)
        if live is None or take_over:
            return _open(session, at=at)
        session.code_until = at + CODE_LIFE_WHEN_ASKED
        session.save(update_fields=["code_until"])
        asked = live
    raise LiveElsewhere(live_session=asked.as_dict())


def go_on(token: str, *, label: str, at: datetime, part: UUID | None = None) -> Begun:
    """Open a new session in place of the one the token is for: a page that was reloaded, or the next part of a package.

    Raises:
        UnknownToken, ExpiredToken.
        LiveElsewhere: a newer session has taken over meanwhile.
        NothingToLaunch: the part is none of this package.
    """
    with transaction.atomic():
        before = session_of(token, label=label, at=at)
        if is_stale(before):
            newer = newest_session(before.attempt)
            raise LiveElsewhere(live_session=Live(newer.device, newer.started).as_dict() if newer else None)
        item = before.attempt.item
        if item.package_version_id is None:
            raise NotInThisCourse
        chosen = _part_to_open(before.attempt, item.package_version_id, part or _part_of(before.state).uuid)
        session = RunSession.objects.create(
            attempt=before.attempt,
            state=_state_for(before.attempt, chosen),
            epoch=0,
            label=label,
            device=before.device,
            started=at,
            last_seen=at,
        )
        return _open(session, at=at)


def open_attempt(enrolment: Enrolment, item: CourseItem, *, at: datetime) -> Attempt:
    """The open attempt of an item, made if there is none. Two requests at once make one."""
    attempts = Attempt.objects.filter(enrolment=enrolment, item=item)
    found = attempts.filter(state=Attempt.State.OPEN).first()
    if found is None:
        number = (attempts.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Attempt(enrolment=enrolment, item=item, number=number, started=at)
        # The database holds the rule "one open attempt"; losing the race is no error.
        Attempt.objects.bulk_create([made], ignore_conflicts=True)
        found = attempts.get(state=Attempt.State.OPEN)
    return found


def parts_of(package_version_id: int) -> list[PackageItem]:
    """The parts of a package that can be opened, in order."""
    heavy = ("version__organisations", "version__warnings", "prerequisites")
    parts = PackageItem.objects.filter(version_id=package_version_id).exclude(href="")
    return list(parts.select_related("version").defer(*heavy).order_by("order"))


def _open(session: RunSession, *, at: datetime) -> Begun:
    attempt = session.attempt
    before = newest_session(attempt)
    if before is not None and before.ended is None:
        # Both sessions write one attempt, which is locked; the one before is read again under that lock.
        end_now(locked().get(pk=before.pk), reason=RunSession.EndReason.TAKEN_OVER, at=at)
        session.state.refresh_from_db()
    token = new_secret()
    attempt.epoch += 1
    attempt.save(update_fields=["epoch"])
    session.epoch, session.token_hash = attempt.epoch, hashed(token)
    session.code_hash, session.code_until = None, None
    session.started = session.last_seen = at
    session.save(update_fields=["epoch", "token_hash", "code_hash", "code_until", "started", "last_seen"])
    watch(session, at=at)
    state = session.state
    part = _part_of(state)
    learner = attempt.enrolment.person
    given = Given(
        learner_id=pseudonym_for(learner.uuid),
        learner_name=learner.name,
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
    return Begun(token, session, part, opening_state(state.standard, state.data, given))


def _part_to_open(attempt: Attempt, package_version_id: int, wanted: UUID | None) -> PackageItem:
    parts = {part.pk: part for part in parts_of(package_version_id)}
    if wanted is not None:
        chosen = next((part for part in parts.values() if part.uuid == wanted), None)
    else:
        done = set(attempt.states.filter(completion=Completion.COMPLETED).values_list("package_item_id", flat=True))
        last = RunSession.objects.filter(attempt=attempt, epoch=attempt.epoch, epoch__gt=0)
        last_part = last.values_list("state__package_item_id", flat=True).first()
        chosen = parts.get(choose_part([(pk, pk in done) for pk in parts], last_part) or 0)
    if chosen is None:
        raise NothingToLaunch
    return chosen


def _state_for(attempt: Attempt, part: PackageItem) -> RunState:
    state, _ = RunState.objects.get_or_create(
        attempt=attempt, package_item=part, defaults={"standard": part.version.standard}
    )
    return state


def _part_of(state: RunState) -> PackageItem:
    if state.package_item_id is None:
        raise NothingToLaunch
    return PackageItem.objects.select_related("version").get(pk=state.package_item_id)
