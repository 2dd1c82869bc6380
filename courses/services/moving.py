"""Going on with the version of a course that is offered now: the learner's own choice, shown beforehand.

Publishing a version never moves anybody. A move re-pins the enrolment; attempts, results and private notes go along
with every part whose content is the same, and what was satisfied stays satisfied. No fact is deleted.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from courses.errors import CourseError
from courses.models import (
    Attempt,
    CourseItem,
    CourseVersion,
    Enrolment,
    EnrolmentMove,
    ItemResult,
    PrivateNote,
    RunSession,
)
from courses.rules import moving as rules
from courses.rules.moments import in_words

from .completion import recompute
from .ending import end_now
from .sessions import LIVE, locked

_PACKAGE = CourseItem.Kind.PACKAGE


class NothingToMoveTo(CourseError):
    code = "no-other-version"
    sentence = "There is no other version of this course to go on with."


class AlreadyComplete(CourseError):
    code = "course-complete"
    sentence = "You have completed this course in the version you began, and that stands."


class StillOpen(CourseError):
    code = "still-open"
    sentence = "A part of this course is open somewhere at this moment. Close it there first."


class AnotherVersionMeanwhile(CourseError):
    code = "version-changed"
    sentence = "The course was published again since you looked. Look once more at what changes; nothing was moved."


@dataclass(frozen=True)
class Offer:
    """A move that a learner may choose: from, to, and what each part becomes."""

    before: CourseVersion
    after: CourseVersion
    plan: rules.Plan

    @property
    def newer(self) -> bool:
        """Whether the version was published later; an editor may also go back to an earlier one."""
        return self.after.number > self.before.number


def offered_version(enrolment: Enrolment) -> CourseVersion | None:
    """The version that a learner could go on with; None where there is none or the course is complete. One statement
    where the versions differ, none where not."""
    result = getattr(enrolment, "result", None)
    current = enrolment.course.current_id
    if current in (None, enrolment.version_id) or (result is not None and result.completed_at is not None):
        return None
    return enrolment.course.current


def preview(enrolment: Enrolment) -> Offer | None:
    """What a move would do, without doing it; None where none is offered. Five statements."""
    after = offered_version(enrolment)
    return None if after is None else Offer(enrolment.version, after, _plan(enrolment, after))


def move(enrolment: Enrolment, *, to: UUID, at: datetime) -> Offer:
    """Go on with the version `to`, and recompute the results: the course may be complete by that.

    Args:
        enrolment: the learner's own; the caller has checked that.
        to: the version that the preview showed.
        at: now.

    Raises:
        NothingToMoveTo, AlreadyComplete, AnotherVersionMeanwhile.
        StillOpen: a session was heard of in the last 90 seconds; it is named.
    """
    with transaction.atomic():
        # Everybody who writes a package locks the attempt first, who writes a lesson the enrolment: so do we, in turn.
        held = _lock_attempts(enrolment)
        _refuse_live(enrolment, at=at)
        for pk in _open_sessions(held):
            end_now(locked().get(pk=pk), reason=RunSession.EndReason.TAKEN_OVER, at=at)
        Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment.pk)
        own = Enrolment.objects.select_related("course__current", "version", "result").get(pk=enrolment.pk)
        offer = _offer_of(own, to)
        held += Attempt.objects.filter(enrolment=own).exclude(item__kind=_PACKAGE).values_list("pk", flat=True)
        for step in offer.plan.steps:
            _carry(own, step, offer.before, held, at=at)
        own.version = offer.after
        own.save(update_fields=["version"])
        EnrolmentMove.objects.create(
            enrolment=own, before=offer.before, after=offer.after, moved_at=at, carried=_record_of(offer.plan)
        )
        recompute(own, at=at)
    enrolment.version = offer.after
    return offer


def _lock_attempts(enrolment: Enrolment) -> list[int]:
    """Lock every attempt at a package, those included that others began while we waited for the ones before.

    Whatever is begun after that stays where it is: with the enrolment locked it is too late to wait for its lock.
    """
    packages = Attempt.objects.filter(enrolment=enrolment, item__kind=_PACKAGE).order_by("pk")
    rows = packages.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)
    held: list[int] | None = None
    while held != (held := list(rows)):
        pass
    return held


def _offer_of(own: Enrolment, to: UUID) -> Offer:
    result = getattr(own, "result", None)
    if result is not None and result.completed_at is not None:
        raise AlreadyComplete
    offer = preview(own)
    if offer is None:
        raise NothingToMoveTo
    if offer.after.uuid != to:
        raise AnotherVersionMeanwhile
    return offer


def _plan(enrolment: Enrolment, after: CourseVersion) -> rules.Plan:
    satisfied = set(
        ItemResult.objects.filter(enrolment=enrolment, satisfied_at__isnull=False).values_list("item_id", flat=True)
    )
    begun = set(Attempt.objects.filter(enrolment=enrolment).values_list("item_id", flat=True))
    items: dict[int, list[rules.Item]] = {enrolment.version_id: [], after.pk: []}
    for item in CourseItem.objects.filter(version_id__in=items).order_by("order"):
        items[item.version_id].append(
            rules.Item(
                id=item.pk,
                key=item.key,
                title=item.title,
                content=_what_is_asked(item),
                required=item.required,
                satisfied=item.pk in satisfied,
                begun=item.pk in begun,
            )
        )
    return rules.plan(items[enrolment.version_id], items[after.pk])


def _what_is_asked(item: CourseItem) -> Any:
    """What makes a part the same in two versions: of a lesson its checks, branches and prompts, not its prose."""
    if item.kind == CourseItem.Kind.LESSON:
        return item.kind, {name: item.content.get(name) for name in ("checks", "branches", "prompts", "scenarios")}
    if item.kind == CourseItem.Kind.PACKAGE:
        return item.kind, item.package_version_id, item.organisation
    # The number of a wording came later than the first quizzes, and says nothing that the wording does not.
    questions = [
        {name: value for name, value in question.items() if name != "version"}
        for question in item.content.get("questions", ())
    ]
    terms = [item.content.get(name) for name in ("draws", "attempts", "cool_down", "time_limit", "negative")]
    return item.kind, questions, terms, item.pass_mark


def _carry(own: Enrolment, step: rules.Step, before: CourseVersion, held: list[int], *, at: datetime) -> None:
    if step.before is None:
        return
    result = ItemResult.objects.filter(enrolment=own, item_id=step.before).first()
    goes_along = step.fate in (rules.Fate.SAME, rules.Fate.CREDITED)
    if step.after is not None and goes_along and result is not None:
        # A result is derived: one that an earlier move has left behind on the new item is the poorer of the two.
        ItemResult.objects.filter(enrolment=own, item_id=step.after).delete()
        result.item_id = step.after
        if step.fate == rules.Fate.CREDITED:
            result.reason = f"Done in version {before.number} of this course, and that counts."
        result.save(update_fields=["item", "reason"])
    if step.after is not None:
        PrivateNote.objects.filter(enrolment=own, item_id=step.before).update(item_id=step.after)
    if step.fate == rules.Fate.SAME and step.after is not None:
        _repin(own, held, step.before, step.after, at=at)
    else:
        # A launch that was asked for and not begun would begin what is no longer in the course.
        RunSession.objects.filter(attempt__enrolment=own, attempt__item_id=step.before, epoch=0).update(code_hash=None)


def _repin(own: Enrolment, held: list[int], before: int, after: int, *, at: datetime) -> None:
    """Move the attempts to the item of the new version; what is there already from an earlier move comes first."""
    there = Attempt.objects.filter(enrolment=own, item_id=after)
    last = there.aggregate(last=Max("number"))["last"] or 0
    if last:
        there.filter(state=Attempt.State.OPEN, pk__in=held).update(state=Attempt.State.ENDED, ended=at)
    Attempt.objects.filter(pk__in=held, item_id=before).update(item_id=after, number=F("number") + last)


def _refuse_live(enrolment: Enrolment, *, at: datetime) -> None:
    live = RunSession.objects.filter(
        attempt__enrolment=enrolment, epoch__gt=0, ended__isnull=True, last_seen__gt=at - LIVE
    )
    session = live.select_related("attempt__item").order_by("-last_seen").first()
    if session is not None:
        raise StillOpen(
            f"“{session.attempt.item.title}” is open on {session.device or 'a device'}, heard of "
            f"{in_words(session.last_seen, at=at)}. Close it there, wait two minutes, and ask again."
        )


def _open_sessions(held: list[int]) -> list[int]:
    """The sessions of these attempts that have fallen silent: they are judged before anything moves."""
    rows = RunSession.objects.filter(attempt__in=held, epoch__gt=0, ended__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _record_of(plan: rules.Plan) -> list[dict[str, str]]:
    return [{"key": step.key, "title": step.title, "carried": step.sentence} for step in plan.steps]
