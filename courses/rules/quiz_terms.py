"""The terms of a quiz: how often, after which pause, until when; and what its answers come to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from courses.models.learning import Completion, Success

from . import lessons, marking

# An answer sent in the last second is on its way for a while; the learner is shown the deadline itself.
GRACE = timedelta(seconds=10)
_ALL = 100


@dataclass(frozen=True)
class Allowed:
    """What a person is given beside a quiz's own terms: per cent of its time, and attempts."""

    extra_time: int = 0
    extra_attempts: int = 0


@dataclass(frozen=True)
class Outcome:
    """What an attempt has come to; `waits` are the answers that a person has to mark first."""

    completion: Completion
    success: Success = Success.UNKNOWN
    score: Decimal | None = None
    waits: tuple[str, ...] = ()


def tries(content: Mapping[str, Any], allowed: Allowed) -> int | None:
    """How many attempts somebody has; None for as many as they like."""
    own = content.get("attempts")
    return own + allowed.extra_attempts if own else None


def minutes(content: Mapping[str, Any], allowed: Allowed) -> int | None:
    """The time limit in minutes, extra time included and rounded up; None for none."""
    limit = content.get("time_limit")
    return -(-limit * (_ALL + allowed.extra_time) // _ALL) if limit else None


def deadline(content: Mapping[str, Any], allowed: Allowed, *, begun: datetime) -> datetime | None:
    """When an attempt that begins now closes."""
    limit = minutes(content, allowed)
    return begun + timedelta(minutes=limit) if limit else None


def is_over(deadline: datetime | None, *, at: datetime) -> bool:
    """Whether an attempt's time is up, with the moment that an answer may take to arrive."""
    return deadline is not None and at >= deadline + GRACE


def next_try(content: Mapping[str, Any], ended: datetime | None) -> datetime | None:
    """From when on it may be tried again after an attempt that ended then; None for at once."""
    pause = content.get("cool_down")
    return ended + timedelta(minutes=pause) if pause and ended else None


def outcome(
    content: Mapping[str, Any],
    questions: Sequence[marking.Question],
    data: Mapping[str, Any],
    decided: Mapping[str, bool],
    *,
    pass_mark: int | None,
    over: bool = False,
) -> Outcome:
    """What an attempt with these drawn questions has come to.

    It is complete when every question is answered or its time is up; it has a score once nothing waits for a person.
    """
    answers = lessons.answers_in(questions, data)
    if not over and (not questions or len(answers) < len(questions)):
        return Outcome(Completion.INCOMPLETE if answers else Completion.UNKNOWN)
    free = {one["key"] for one in questions if one["kind"] == marking.FREE_TEXT}
    waits = tuple(key for key in answers if key in free and key not in decided)
    if waits:
        return Outcome(Completion.COMPLETED, waits=waits)
    score = marking.score(questions, answers, decided, negative=content.get("negative", 0))
    return Outcome(Completion.COMPLETED, Success.PASSED if score >= (pass_mark or 0) else Success.FAILED, score)


def is_plain(content: Mapping[str, Any]) -> bool:
    """Whether every question is simply right or wrong, so that right answers can be counted."""
    kinds = {one["kind"] for one in content.get("questions", ())}
    return not content.get("negative") and not kinds & {marking.MATCHING, marking.EXTENDED, marking.FREE_TEXT}
