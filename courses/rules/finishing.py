"""What a run has come to when its session ends, and how the next one begins. The server is the judge.

Completion and success are two facts and never one. Sources: SCORM 1.2 RTE 3.4.4 (lesson_status, mastery_score, exit,
entry), SCORM 2004 4th Edition RTE 4.2; where the book is silent, docs/saving.md says what we do and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from courses.models.learning import Completion, Success

from . import elements

RESUME, AB_INITIO, BLANK = "resume", "ab-initio", ""
# How much longer than the clock on the wall a package may say that a session took: clocks and networks are slow.
TIME_GRACE_CS = 6_000

_FROM_12: Mapping[str, tuple[Completion, Success]] = {
    "passed": (Completion.COMPLETED, Success.PASSED),
    "failed": (Completion.COMPLETED, Success.FAILED),
    "completed": (Completion.COMPLETED, Success.UNKNOWN),
}

_RANK = (Completion.UNKNOWN, Completion.INCOMPLETE, Completion.COMPLETED)


@dataclass(frozen=True)
class PartRules:
    """What the manifest and the package version ask of one part."""

    standard: str
    asset: bool = False  # a page without a run-time: opening it is all there is to do
    mastery_score: Decimal | None = None
    mastery_override: bool = True
    glance_completes: bool = True
    scaled_passing_score: Decimal | None = None
    completion_threshold: Decimal | None = None


@dataclass(frozen=True)
class Verdict:
    """The two facts, the score (0 to 100), the lesson status that the content finds next time, and the next entry."""

    completion: Completion
    success: Success
    score: Decimal | None
    decided: str
    entry: str


def finish(part: PartRules, data: Mapping[str, Any], *, exit: str, terminated: bool) -> Verdict:  # noqa: A002
    """Judge a run whose session has ended.

    Args:
        part: what was asked.
        data: the state's elements.
        exit: what the content set as its way of ending; blank if nothing.
        terminated: the content called Finish itself. A page that was merely closed, or fell silent, never completes
            anything by that, and is resumed next time: losing the place is never the default.
    """
    if part.asset:
        return Verdict(Completion.COMPLETED, Success.UNKNOWN, None, "", BLANK)
    judge = _finish_2004 if part.standard == "scorm-2004" else _finish_12
    completion, success, decided = judge(part, data, terminated)
    entry = RESUME if not terminated or exit == "suspend" else BLANK
    return Verdict(completion, success, normal_score(part.standard, data), decided, entry)


def _finish_12(part: PartRules, data: Mapping[str, Any], terminated: bool) -> tuple[Completion, Success, str]:
    status = data.get("cmi.core.lesson_status", "")
    if status in ("", "not attempted"):
        # RTE 3-25: content that never sets a status is completed when it ends by itself.
        status = "completed" if terminated and part.glance_completes else "incomplete" if terminated else ""
    raw = elements.read_number(str(data.get("cmi.core.score.raw", "")))
    own_word = data.get("cmi.core.lesson_status") in ("passed", "failed")
    if part.mastery_score is not None and raw is not None and (part.mastery_override or not own_word):
        status = "passed" if raw >= part.mastery_score else "failed"
    completion, success = _FROM_12.get(status, (Completion.INCOMPLETE, Success.UNKNOWN))
    return completion, success, status


def _finish_2004(part: PartRules, data: Mapping[str, Any], terminated: bool) -> tuple[Completion, Success, str]:
    completion = {"completed": Completion.COMPLETED, "incomplete": Completion.INCOMPLETE}.get(
        data.get("cmi.completion_status", ""), Completion.UNKNOWN
    )
    success = {"passed": Success.PASSED, "failed": Success.FAILED}.get(
        data.get("cmi.success_status", ""), Success.UNKNOWN
    )
    if part.completion_threshold is not None:
        measure = elements.read_number(str(data.get("cmi.progress_measure", "")))
        if measure is not None:
            completion = Completion.COMPLETED if measure >= part.completion_threshold else Completion.INCOMPLETE
    if part.scaled_passing_score is not None:
        scaled = elements.read_number(str(data.get("cmi.score.scaled", "")))
        success = (
            Success.UNKNOWN
            if scaled is None
            else Success.PASSED
            if scaled >= part.scaled_passing_score
            else Success.FAILED
        )
    return completion, success, ""


def keep_best(before: tuple[str, str, Decimal | None], verdict: Verdict) -> tuple[Completion, Success, Decimal | None]:
    """The two facts and the score after another session: what was reached stays reached, the best score is kept."""
    completion, success, score = before
    best_completion = max(Completion(completion), verdict.completion, key=_RANK.index)
    if Success.PASSED in (success, verdict.success):
        best_success = Success.PASSED
    else:
        best_success = verdict.success if verdict.success != Success.UNKNOWN else Success(success)
    scores = [each for each in (score, verdict.score) if each is not None]
    return best_completion, best_success, max(scores, default=None)


def normal_score(standard: str, data: Mapping[str, Any]) -> Decimal | None:
    """One score of 0 to 100: scaled if given, else between min and max if they differ, else raw if it fits."""
    prefix = "cmi.score" if standard == "scorm-2004" else "cmi.core.score"

    def number(name: str) -> Decimal | None:
        return elements.read_number(str(data.get(f"{prefix}.{name}", "")))

    scaled, raw, least, most = number("scaled"), number("raw"), number("min"), number("max")
    if scaled is not None:
        result = scaled * 100
    elif raw is not None and least is not None and most is not None and most > least:
        result = (raw - least) * 100 / (most - least)
    elif raw is not None:
        result = raw
    else:
        return None
    return result.quantize(Decimal("0.001")) if 0 <= result <= 100 else None  # noqa: PLR2004 - per cent


def ends_attempt(standard: str, *, sequenced: bool, shared: Mapping[str, Any], exit: str, terminated: bool) -> bool:  # noqa: A002
    """Whether the learner's attempt is over, so that the next launch begins a new one with nothing in it.

    SCORM 2004: an attempt lasts until it ends without being suspended (RTE 4th Edition 2.1.1, SN 4.1), and with several
    activities the sequencer says when. A page that was merely closed never ends one. SCORM 1.2 knows no such end: its
    values outlive every session, and a new attempt is the learner's choice.
    """
    if standard != "scorm-2004":
        return False
    if sequenced:
        return shared.get(elements.ENDED) == "true"
    return terminated and exit != "suspend"


def counted_time(*, reported_cs: int | None, seen_cs: int, elapsed_cs: int) -> int:
    """What one session adds to the total: what was reported, at most what the clock allows; else what we saw."""
    if reported_cs is None or reported_cs == 0:
        return seen_cs
    return min(reported_cs, elapsed_cs + TIME_GRACE_CS)
