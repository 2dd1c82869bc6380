"""What an item and a course have come to, from the facts of their runs, and why: in one sentence that a learner reads.

Results never go back: the best is kept (`best_of`), and what has been certified stays certified.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from courses.models.catalogue import CourseItem
from courses.models.learning import Completion, EvidenceClass, Success

_KNOWN_BY = {
    CourseItem.Kind.QUIZ: EvidenceClass.SERVER_MARKED,
    CourseItem.Kind.LESSON: EvidenceClass.OBSERVED,
    CourseItem.Kind.VIDEO: EvidenceClass.OBSERVED,
    CourseItem.Kind.PACKAGE: EvidenceClass.REPORTED,
}
_LONGEST = 300


@dataclass(frozen=True)
class Part:
    """One run of an item: a native item has one, a package one for each of its parts; `begun` is false for none yet."""

    title: str
    begun: bool = False
    completion: str = Completion.UNKNOWN
    success: str = Success.UNKNOWN
    score: Decimal | None = None


@dataclass(frozen=True)
class Standing:
    """What an item has come to."""

    completion: Completion
    success: Success
    score: Decimal | None
    satisfied: bool
    reason: str
    evidence: EvidenceClass


@dataclass(frozen=True)
class ItemFacts:
    """An item of a course, and whether it is done."""

    title: str
    required: bool
    satisfied: bool


@dataclass(frozen=True)
class CourseStanding:
    """What a course has come to."""

    complete: bool
    reason: str


def evidence_of(kind: str) -> EvidenceClass:
    """How a completion of such an item is known."""
    return _KNOWN_BY[CourseItem.Kind(kind)]


def item_standing(kind: str, parts: Sequence[Part], *, pass_mark: int | None = None) -> Standing:
    """The rule of an item: every part completed, none failed, and the pass mark reached where there is one."""
    completion = _together(parts)
    success = _success(parts)
    scores = [part.score for part in parts if part.score is not None]
    score = (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.001")) if scores else None
    if pass_mark is not None and score is not None and completion == Completion.COMPLETED:
        success = Success.PASSED if score >= pass_mark and success != Success.FAILED else Success.FAILED
    satisfied = completion == Completion.COMPLETED and success != Success.FAILED
    if pass_mark is not None and kind == CourseItem.Kind.QUIZ:
        satisfied = satisfied and success == Success.PASSED
    found = Standing(completion, success, score, satisfied, "", evidence_of(kind))
    return replace(found, reason=_reason(kind, parts, found, pass_mark)[:_LONGEST])


def best_of(before: Standing | None, now: Standing) -> Standing:
    """The better of what is stored and what was found now: satisfied beats not, a higher score beats a lower.

    Of two that are not satisfied the one that is under way is told, for what it still asks.
    """
    if before is None or before.satisfied < now.satisfied:
        return now
    if before.satisfied > now.satisfied:
        return before
    if before.satisfied:
        scores = [score for score in (before.score, now.score) if score is not None]
        best = now if now.score is not None and now.score == max(scores) else before
        return replace(best, success=Success.PASSED) if Success.PASSED in (before.success, now.success) else best
    waits = now.completion == Completion.COMPLETED and now.success == Success.UNKNOWN
    if before.completion == now.completion == Completion.COMPLETED and _points(before) > _points(now) and not waits:
        return before
    return now


def _points(standing: Standing) -> Decimal:
    return Decimal(-1) if standing.score is None else standing.score


def course_standing(items: Sequence[ItemFacts]) -> CourseStanding:
    """The rule of a course: every required item is done; a course of optional items only, when all of them are."""
    asked = [item for item in items if item.required] or list(items)
    missing = [item.title for item in asked if not item.satisfied]
    if asked and not missing:
        return CourseStanding(True, "Every required part is done." if len(asked) > 1 else "Its one part is done.")
    if not asked:
        return CourseStanding(False, "This course has no parts yet.")
    named = ", ".join(f"“{title}”" for title in missing[:3])
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""  # noqa: PLR2004 - three are named
    done = f"{len(asked) - len(missing)} of {len(asked)} part{'' if len(asked) == 1 else 's'} done"
    reason = f"{done}. Still to do: {named}{more}."
    return CourseStanding(False, reason if len(reason) <= _LONGEST else reason[: _LONGEST - 1] + "…")


def _together(parts: Sequence[Part]) -> Completion:
    if parts and all(part.completion == Completion.COMPLETED for part in parts):
        return Completion.COMPLETED
    return Completion.INCOMPLETE if any(part.begun for part in parts) else Completion.UNKNOWN


def _success(parts: Sequence[Part]) -> Success:
    told = [part.success for part in parts if part.success != Success.UNKNOWN]
    if Success.FAILED in told:
        return Success.FAILED
    return Success.PASSED if told else Success.UNKNOWN


def _reason(kind: str, parts: Sequence[Part], found: Standing, mark: int | None) -> str:
    if found.completion == Completion.UNKNOWN:
        return "Not started yet."
    if found.completion == Completion.COMPLETED:
        if kind == CourseItem.Kind.QUIZ and found.success == Success.UNKNOWN:
            return "All answered. It waits for a person to mark it; nothing is left for you to do."
        return _reason_at_the_end(found, mark)
    if len(parts) > 1:
        open_ones = [part.title for part in parts if part.completion != Completion.COMPLETED]
        return f"{len(parts) - len(open_ones)} of {len(parts)} parts finished; next is “{open_ones[0][:120]}”."
    if kind == CourseItem.Kind.PACKAGE:
        return "Started. It has not reported yet that it is complete: go on to its end, where it says so."
    return "Started, and not finished yet."


def _reason_at_the_end(found: Standing, mark: int | None) -> str:
    points = "" if found.score is None else f"{_shown(found.score):f} of 100"
    if found.success == Success.FAILED:
        needed = f", and {mark} are needed" if mark is not None else ""
        return f"Finished, but not passed{f': {points}{needed}' if points else ''}. It can be tried again."
    if found.success == Success.PASSED:
        return f"Passed{f' with {points}' if points else ''}."
    return "Completed."


def _shown(score: Decimal) -> Decimal:
    """One decimal is enough to read; cut, not rounded, so that a mark just missed is not shown as reached."""
    return score.quantize(Decimal("0.1"), rounding=ROUND_DOWN).normalize()
