"""Lessons and quizzes of our own, on the same path as packages: a session, numbered commits, a state that folds them.

The page carries its session and the next number, both made by the server (courses/visits.py). Unlike a package's, these
commits are joined: whatever device sends one, in whatever order, it adds to the state and takes nothing away. So there
is no epoch to lose, and nothing to take over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from courses.errors import CourseError, WrongSession
from courses.models import (
    Attempt,
    Commit,
    Completion,
    CourseItem,
    Enrolment,
    PrivateNote,
    RunSession,
    RunState,
    Success,
)
from courses.rules import lessons, marking
from courses.rules.folding import NATIVE, storable

from . import completion
from .attempts import open_attempt
from .saving import REPEAT, digest_of
from .sessions import HEARD_FIELDS, hear, locked, watch

LONGEST_NOTE = 10_000


class NotInThisItem(CourseError):
    code = "not-in-this-item"
    sentence = "That does not belong to this page. Load it again and go on."
    status = 400


class AttemptOver(CourseError):
    code = "attempt-over"
    sentence = "This attempt has ended; its answers are kept. Start a new one to try again."


class NoteTooLong(CourseError):
    code = "note-too-long"
    sentence = "This is longer than we can keep. Shorten it to 10,000 characters; nothing of it has been lost here."
    status = 413


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


def begin_quiz(enrolment: Enrolment, item: CourseItem, *, at: datetime) -> Attempt:
    """The open attempt at a quiz, made if there is none; asked twice, it is the same one."""
    with transaction.atomic():
        attempt = open_attempt(enrolment, item, at=at)
        _state_of(attempt)
        return attempt


def answer_question(
    enrolment: Enrolment, item: CourseItem, visit: Visit, question: str, sent: Iterable[str], *, at: datetime
) -> Saved:
    """Mark an answer of a quiz and keep it. The first answer to a question stands; with the last one the attempt ends.

    Raises:
        NotInThisItem: no such question; marking.NotAnAnswer: nothing or too much was chosen.
        AttemptOver: there is no open attempt.
    """
    return _commit(enrolment, item, visit, _marked(item.content.get("questions", ()), question, sent), at=at)


def answer_check(
    enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, sent: Iterable[str], *, at: datetime
) -> Saved:
    """Mark a knowledge check of a lesson and keep the answer. Raises as `answer_question`."""
    check = item.content.get("checks", {}).get(block)
    if check is None:
        raise NotInThisItem
    chosen = marking.chosen_of(check, sent)
    delta = {lessons.block_key(block): {"chosen": chosen, "right": marking.is_right(check, chosen)}}
    return _commit(enrolment, item, visit, delta | {lessons.PLACE: block}, at=at)


def take_path(enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, path: str, *, at: datetime) -> Saved:
    """Note which way a learner chose in a branching scene. Raises NotInThisItem."""
    branch = item.content.get("branches", {}).get(block)
    if branch is None or path not in {one["key"] for one in branch["paths"]}:
        raise NotInThisItem
    delta = {lessons.block_key(block): {"paths": [path]}, lessons.PLACE: block}
    return _commit(enrolment, item, visit, delta, at=at)


def write_note(enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, text: str, *, at: datetime) -> Saved:
    """Keep what the learner wrote for themselves. The trace of commits learns that they wrote, never what.

    Raises:
        NotInThisItem; NoteTooLong.
    """
    if block not in item.content.get("prompts", ()):
        raise NotInThisItem
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong
    with transaction.atomic():
        saved = _commit(
            enrolment, item, visit, {lessons.block_key(block): {"written": True}, lessons.PLACE: block}, at=at
        )
        PrivateNote.objects.update_or_create(
            enrolment=enrolment, item=item, block=block, defaults={"text": storable_text(text), "written_at": at}
        )
        return saved


def mark_done(enrolment: Enrolment, item: CourseItem, visit: Visit, *, at: datetime) -> Saved:
    """The learner says that they have read the lesson. It is complete once its checks are answered, too."""
    return _commit(enrolment, item, visit, {lessons.DONE: True}, at=at)


def note_place(enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, *, at: datetime) -> Saved:
    """Remember where on the page the learner is, for the next device. Raises NotInThisItem."""
    if block not in {one["id"] for one in item.content.get("body", ())}:
        raise NotInThisItem
    return _commit(enrolment, item, visit, {lessons.PLACE: block}, at=at)


def storable_text(text: str) -> str:
    """Text without the null character, which no database keeps."""
    return text.replace("\x00", "")


def _marked(questions: Iterable[marking.Question], key: str, sent: Iterable[str]) -> dict[str, Any]:
    question = next((one for one in questions if one["key"] == key), None)
    if question is None:
        raise NotInThisItem
    chosen = marking.chosen_of(question, sent)
    return {lessons.answer_key(key): {"chosen": chosen, "right": marking.is_right(question, chosen)}}


def _commit(enrolment: Enrolment, item: CourseItem, visit: Visit, delta: Mapping[str, Any], *, at: datetime) -> Saved:
    body = {"base": visit.seq - 1, "delta": storable(dict(delta))}
    digest = digest_of(body)
    with transaction.atomic():
        # One writer an enrolment: whatever two devices send meets here, one after the other.
        Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment.pk)
        session = _session(enrolment, item, visit, at=at)
        state, attempt = session.state, session.attempt
        attempt.item, attempt.enrolment = item, enrolment
        earlier = list(Commit.objects.filter(Q(seq=visit.seq) | Q(digest=digest), session=session))
        if any(commit.digest == digest for commit in earlier):
            return Saved(session.uuid, visit.seq, REPEAT, state)
        # A page that the back button brought back counts from where it was; joined commits take the next number.
        seq = session.last_seq + 1 if earlier else visit.seq
        if attempt.state == Attempt.State.ENDED:
            raise AttemptOver
        before = (state.completion, state.success)
        state.data = lessons.folded(state.data, body["delta"])
        state.revision += 1
        _judge(item, state)
        _append(session, seq, body, digest, at=at)
        state.save(update_fields=["data", "revision", "completion", "success", "score"])
        if item.kind == CourseItem.Kind.QUIZ and state.completion == Completion.COMPLETED:
            attempt.state, attempt.ended = Attempt.State.ENDED, at
            attempt.save(update_fields=["state", "ended"])
        Enrolment.objects.filter(pk=enrolment.pk).update(last_seen=at)
        if (state.completion, state.success) != before:
            completion.record(state, at=at)
        return Saved(session.uuid, seq, Commit.Outcome.APPLIED, state)


def _session(enrolment: Enrolment, item: CourseItem, visit: Visit, *, at: datetime) -> RunSession:
    found = locked().filter(uuid=visit.session).first()
    if found is not None:
        if found.attempt.enrolment_id != enrolment.pk or found.attempt.item_id != item.pk:
            raise WrongSession
        return found
    if item.kind == CourseItem.Kind.QUIZ:
        attempt = Attempt.objects.filter(enrolment=enrolment, item=item, state=Attempt.State.OPEN).first()
        if attempt is None:
            raise AttemptOver
    else:
        attempt = open_attempt(enrolment, item, at=at)
    attempt.epoch += 1
    attempt.save(update_fields=["epoch"])
    session = RunSession.objects.create(
        uuid=visit.session,
        attempt=attempt,
        state=_state_of(attempt),
        epoch=attempt.epoch,
        device=visit.device[:120],
        started=min(visit.opened, at),
        last_seen=min(visit.opened, at),
    )
    watch(session, at=at)
    return session


def _state_of(attempt: Attempt) -> RunState:
    state, _ = RunState.objects.get_or_create(
        attempt=attempt, package_item=None, defaults={"standard": NATIVE, "entry": ""}
    )
    return state


def _judge(item: CourseItem, state: RunState) -> None:
    if item.kind == CourseItem.Kind.QUIZ:
        state.completion, state.score = lessons.quiz_completion(item.content["questions"], state.data)
        if state.score is not None:
            reached = state.score >= (item.pass_mark or 0)
            state.success = Success.PASSED if reached else Success.FAILED
    elif state.completion != Completion.COMPLETED:
        state.completion = lessons.lesson_completion(item.content, state.data)


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
