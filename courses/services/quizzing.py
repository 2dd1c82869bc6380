"""Quizzes: begin an attempt, answer its questions, end it when its time is up, and mark what a person has to mark."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils import timezone

from courses.errors import CourseError
from courses.models import Allowance, Attempt, CourseItem, Enrolment, FreeTextMark, RunSession, RunState, Success
from courses.rules import drawing, lessons, marking, moments, quiz_terms
from foundation.outbox import api as outbox

from . import completion
from .attempts import open_attempt
from .committing import AttemptOver, NotInThisItem, Saved, Visit, Way, commit, lock, state_of

END_TIMED = "courses.end-timed"
_LONGEST_COMMENT = 2000


class NotDrawn(CourseError):
    code = "question-not-drawn"
    sentence = "This question is not asked in your attempt. Load the page again and go on with the one it shows."
    status = 400


class AlreadyAnswered(CourseError):
    code = "already-answered"
    sentence = "You have answered this question already, and your first answer counts. Go on with the next one."


class TimeOver(CourseError):
    code = "time-over"
    sentence = "The time was up before this answer arrived. What you had answered by then is marked; see your result."


class OldPage(CourseError):
    code = "old-page"
    sentence = "This page belongs to an earlier attempt of yours. Load it again and answer there."


class NoAttemptsLeft(CourseError):
    code = "no-attempts-left"


class TooSoon(CourseError):
    code = "too-soon"


class WaitsForMarking(CourseError):
    code = "waits-for-marking"
    sentence = "A person is marking your last attempt. Try again once you have its result."


class NothingToMark(CourseError):
    code = "nothing-to-mark"
    sentence = "This answer does not wait for a mark. Load the list again."
    status = 404


class OwnAnswer(CourseError):
    code = "own-answer"
    sentence = "This is your own answer. Somebody else marks it."
    status = 403


# --- Answering --------------------------------------------------------------------------------------------------------


def begin_quiz(enrolment: Enrolment, item: CourseItem, *, at: datetime) -> Attempt:
    """The open attempt at a quiz, made if there is none; asked twice, it is the same one.

    Raises:
        NoAttemptsLeft, TooSoon, WaitsForMarking: why no new one can begin.
    """
    close_if_over(enrolment, item, at=at)
    with transaction.atomic():
        lock(enrolment)
        found = _open(enrolment, item)
        if found is None:
            allowed = allowed_to(enrolment, on=timezone.localdate(at))
            _demand_may_begin(enrolment, item, allowed, at=at)
            found = open_attempt(enrolment, item, at=at)
            found.deadline = quiz_terms.deadline(item.content, allowed, begun=at)
            if found.deadline is not None:
                found.save(update_fields=["deadline"])
                outbox.add(END_TIMED, str(found.uuid), at=at, not_before=found.deadline + quiz_terms.GRACE)
        state_of(found)
        return found


def answer_question(
    enrolment: Enrolment, item: CourseItem, visit: Visit, question: str, sent: marking.Sent, *, at: datetime
) -> Saved:
    """Mark an answer of a quiz and keep it. The first answer to a question stands; with the last one the attempt ends.

    Raises:
        NotInThisItem: no such question. NotDrawn: the attempt does not ask it. marking.NotAnAnswer: see there.
        AttemptOver, TimeOver, OldPage, AlreadyAnswered: it can take no answer, or not this one.
    """
    known = next((one for one in item.content.get("questions", ()) if one["key"] == question), None)
    if known is None:
        raise NotInThisItem
    close_if_over(enrolment, item, at=at)

    def delta(session: RunSession) -> Mapping[str, Any]:
        if question not in {one["key"] for one in drawing.drawn(item.content, str(session.attempt.uuid))}:
            raise NotDrawn
        return {lessons.answer_key(question): marking.stored(known, marking.read_answer(known, sent))}

    def check(session: RunSession) -> None:
        _demand_in_time(session.attempt)
        if session.attempt.state == Attempt.State.OPEN and lessons.answer_key(question) in session.state.data:
            raise AlreadyAnswered

    def attempt() -> Attempt:
        found = _open(enrolment, item)
        if found is None:
            newest = Attempt.objects.filter(enrolment=enrolment, item=item).order_by("-number").first()
            if newest is not None:
                _demand_in_time(newest)
            raise AttemptOver
        if visit.opened < found.started.replace(microsecond=0):
            raise OldPage
        return found

    return commit(enrolment, item, visit, Way(delta, attempt, _judge, check), at=at)


def allowed_to(enrolment: Enrolment, *, on: date) -> quiz_terms.Allowed:
    """What the person is given in this course on a day: the longest extra time, all extra attempts. One statement."""
    current = Allowance.objects.filter(
        Q(course=None) | Q(course=enrolment.course_id),
        Q(ends_on=None) | Q(ends_on__gte=on),
        person=enrolment.person_id,
        starts_on__lte=on,
    ).aggregate(time=Max("extra_time"), attempts=Sum("extra_attempts"))
    return quiz_terms.Allowed(current["time"] or 0, current["attempts"] or 0)


def why_not(enrolment: Enrolment, item: CourseItem, *, at: datetime) -> str:
    """Why no other attempt can begin now, in one sentence; blank where one can. Two statements."""
    try:
        _demand_may_begin(enrolment, item, allowed_to(enrolment, on=timezone.localdate(at)), at=at)
    except CourseError as error:
        return error.words
    return ""


def _demand_may_begin(enrolment: Enrolment, item: CourseItem, allowed: quiz_terms.Allowed, *, at: datetime) -> None:
    # By the item's key: going on with a newer version of the course gives no attempts back.
    past = Attempt.objects.filter(enrolment=enrolment, item__key=item.key).order_by("-ended")
    ended = list(past.filter(state=Attempt.State.ENDED).values_list("ended", "states__completion", "states__success"))
    if any(success == Success.UNKNOWN and finished == "completed" for _, finished, success in ended):
        raise WaitsForMarking
    limit = quiz_terms.tries(item.content, allowed)
    if limit is not None and len(ended) >= limit:
        times = "the one attempt" if limit == 1 else f"all {limit} attempts"
        raise NoAttemptsLeft(f"You have used {times} that this quiz gives. Ring us if you need another one.")
    again = quiz_terms.next_try(item.content, ended[0][0] if ended else None)
    if again is not None and at < again:
        raise TooSoon(f"You can try again {moments.in_words(again, at=at)}.", again_at=again.isoformat())


def _demand_in_time(attempt: Attempt) -> None:
    late = attempt.deadline is not None and attempt.ended is not None and attempt.ended >= attempt.deadline
    if attempt.state == Attempt.State.ENDED and late:
        raise TimeOver


def _open(enrolment: Enrolment, item: CourseItem) -> Attempt | None:
    return Attempt.objects.filter(enrolment=enrolment, item=item, state=Attempt.State.OPEN).first()


# --- Judging ----------------------------------------------------------------------------------------------------------


def decisions_of(attempt: Attempt) -> dict[str, FreeTextMark]:
    """What people decided about an attempt's free text, the newest of each answer. One statement."""
    return {mark.question: mark for mark in FreeTextMark.objects.filter(attempt=attempt).order_by("marked_at", "pk")}


def _judge(state: RunState, *, decided: Mapping[str, bool] | None = None, over: bool = False) -> bool:
    item, attempt = state.attempt.item, state.attempt
    found = quiz_terms.outcome(
        item.content,
        drawing.drawn(item.content, str(attempt.uuid)),
        state.data,
        decided or {},
        pass_mark=item.pass_mark,
        over=over,
    )
    state.completion, state.success, state.score = found.completion, found.success, found.score
    return found.completion == "completed"


def close_if_over(enrolment: Enrolment, item: CourseItem, *, at: datetime) -> bool:
    """End the open attempt at a quiz whose time is up, and mark what was answered. Says whether it did."""
    if not item.content.get("time_limit"):
        return False
    found = _open(enrolment, item)
    if found is None or not quiz_terms.is_over(found.deadline, at=at):
        return False
    return _close(found.pk, enrolment, at=at)


def end_timed_duty(reference: str) -> None:
    """The duty "courses.end-timed": end an attempt that its learner has left until its time was up."""
    found = Attempt.objects.filter(uuid=reference).select_related("enrolment").first()
    at = timezone.now()
    if found is not None and quiz_terms.is_over(found.deadline, at=at):
        _close(found.pk, found.enrolment, at=at)


def _close(pk: int, enrolment: Enrolment, *, at: datetime) -> bool:
    with transaction.atomic():
        lock(enrolment)
        rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("item", "enrolment")
        attempt = rows.filter(pk=pk, state=Attempt.State.OPEN).first()
        if attempt is None or attempt.deadline is None:
            return False
        state = state_of(attempt)
        state.attempt = attempt
        _judge(state, over=True)
        state.save(update_fields=["completion", "success", "score"])
        attempt.state, attempt.ended = Attempt.State.ENDED, attempt.deadline
        attempt.save(update_fields=["state", "ended"])
        completion.record(state, at=at)
        return True


def decide(state: RunState, question: str, *, right: bool, comment: str, by: Any, at: datetime) -> RunState:
    """Mark an answer in free text. With the last mark the attempt has its result, and the award follows.

    A change of mind is another mark; the newest counts. What was certified stays certified.

    Raises:
        NothingToMark: no ended attempt, or no answer in free text to this question.
        OwnAnswer: whoever marks is the learner.
    """
    with transaction.atomic():
        lock(state.attempt.enrolment)
        rows = RunState.objects.select_for_update(of=("self",), no_key=True)
        found = rows.select_related("attempt__item", "attempt__enrolment").get(pk=state.pk)
        asked = {one["key"]: one["kind"] for one in found.attempt.item.content.get("questions", ())}
        kept = found.data.get(lessons.answer_key(question))
        if found.attempt.state != Attempt.State.ENDED or not kept or asked.get(question) != marking.FREE_TEXT:
            raise NothingToMark
        if found.attempt.enrolment.person_id == by.pk:
            raise OwnAnswer
        FreeTextMark.objects.create(
            attempt=found.attempt,
            question=question,
            right=right,
            comment=comment.replace("\x00", "").strip()[:_LONGEST_COMMENT],
            marked_by=by,
            marked_at=at,
        )
        decided = {key: mark.right for key, mark in decisions_of(found.attempt).items()}
        _judge(found, decided=decided, over=True)
        found.save(update_fields=["completion", "success", "score"])
        completion.record(found, at=at)
        return found
