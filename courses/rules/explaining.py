"""Why is this not complete? The rule in words, the facts, and what to do next, for three readers. Pure.

The learner is spoken to; support reads everything, with the ids of the rules (docs/saving.md, "How a session ends").
What a manager may know, completion and no more, stands in rules/telling.py. Completion and success are two facts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from courses.models.catalogue import CourseItem
from courses.models.learning import Completion, Mode, RunSession, Success

from . import finishing
from .moments import in_words, length_in_words
from .naming import listed


class Reader(StrEnum):
    """Who asks."""

    LEARNER = "learner"
    SUPPORT = "support"


@dataclass(frozen=True)
class Outcome:
    """The two facts and the score, 0 to 100."""

    completion: str = Completion.UNKNOWN
    success: str = Success.UNKNOWN
    score: Decimal | None = None


@dataclass(frozen=True)
class PartFacts:
    """A part of a package that can be opened, as the newest attempt has it, and what is asked of it."""

    title: str
    asks: finishing.PartRules
    best: Outcome = Outcome()
    last: Outcome = Outcome()
    begun: bool = False
    own_word: str = ""  # what the content itself set, such as "incomplete"
    decided: str = ""
    locked: str = ""
    total_cs: int = 0
    seen_cs: int = 0


@dataclass(frozen=True)
class VisitFacts:
    """One session."""

    device: str
    started: datetime
    last_seen: datetime
    ended: datetime | None = None
    end_reason: str = ""
    mode: str = Mode.NORMAL
    exit: str = ""
    reported_cs: int | None = None
    seen_cs: int = 0
    counted_cs: int = 0


@dataclass(frozen=True)
class ItemFacts:
    """An item of an enrolment. `root` is what a sequenced package has rolled up; `stale` and `refused` count commits
    that were kept without being applied, and commits of which something was not taken."""

    kind: str
    title: str
    satisfied: bool = False
    begun: bool = False
    best: Outcome = Outcome()
    last: Outcome = Outcome()
    required: bool = True
    pass_mark: int | None = None
    missing: str = ""  # of a lesson: what is still open, in words
    parts: Sequence[PartFacts] = ()
    sequenced: bool = False
    root: Outcome | None = None
    attempts: int = 0
    visits: Sequence[VisitFacts] = ()  # the newest first
    stale: int = 0
    refused: int = 0
    recalled: str | None = None  # the sentence of a recall; None for none


@dataclass(frozen=True)
class Said:
    """A sentence, and the rule it comes from."""

    rule: str
    sentence: str


@dataclass(frozen=True)
class Explanation:
    """What is asked, what is known, and what to do."""

    asked: tuple[Said, ...]
    found: tuple[Said, ...]
    todo: tuple[Said, ...]


def explain(facts: ItemFacts, reader: Reader, *, at: datetime) -> Explanation:
    """The answer for one item. Scores and the content's own words are the learner's and support's to see."""
    return Explanation(tuple(_asked(facts, reader)), tuple(_found(facts, reader, at=at)), tuple(_todo(facts, reader)))


def outcome_in_words(outcome: Outcome) -> str:
    """ "passed with 90", "finished with 60, not passed", "complete", "not finished"."""
    points = "" if outcome.score is None else f" with {shown(outcome.score):f}"
    if outcome.success == Success.PASSED:
        return f"passed{points}" if outcome.completion == Completion.COMPLETED else f"passed{points}, not finished"
    if outcome.success == Success.FAILED:
        finished = "finished" if outcome.completion == Completion.COMPLETED else "not finished"
        return f"{finished}{points}, not passed"
    return f"complete{points}" if outcome.completion == Completion.COMPLETED else f"not finished{points}"


def best_and_last(best: Outcome, last: Outcome) -> str:
    """Both, where the last differs from the best; blank where it does not, or where nothing was judged yet."""
    if last in (best, Outcome()) or best == Outcome():
        return ""
    return f"Your best: {outcome_in_words(best)}. Last time: {outcome_in_words(last)}."


def shown(score: Decimal) -> Decimal:
    """One decimal is enough to read; cut, not rounded, so that a mark just missed is not shown as reached."""
    return score.quantize(Decimal("0.1"), rounding=ROUND_DOWN).normalize()


# --- What is asked ----------------------------------------------------------------------------------------------------


def _asked(facts: ItemFacts, reader: Reader) -> Iterator[Said]:
    if facts.kind == CourseItem.Kind.LESSON:
        yield Said(
            "lesson-done", "A lesson is done when it is marked as done and its checks are answered, rightly or not."
        )
    elif facts.kind == CourseItem.Kind.QUIZ:
        yield Said("pass-mark", f"The quiz is done when it is passed, with {facts.pass_mark or 0}% or more.")
    elif facts.sequenced:
        yield Said("root-rollup", "The package counts as a whole: its own rules add up what its parts report.")
    elif len(facts.parts) > 1:
        yield Said("all-parts", f"All {len(facts.parts)} parts must be finished, and none may be failed.")
    told: set[str] = set()
    for part in facts.parts:
        if reader == Reader.LEARNER and part.best.completion == Completion.COMPLETED and not _failed(part):
            continue
        for said in _asked_of(part, reader, alone=len(facts.parts) == 1):
            if said.sentence not in told:
                told.add(said.sentence)
                yield said
    if not facts.required and reader == Reader.SUPPORT:
        yield Said("optional", "The course does not ask for this item.")


def _asked_of(part: PartFacts, reader: Reader, *, alone: bool) -> Iterator[Said]:
    asks, name = part.asks, "It" if alone else f"“{part.title}”"
    if asks.asset:
        yield Said("asset-opened", f"{name} is a page to read: opening it is all that is asked.")
        return
    own_word_counts = True
    if asks.standard == "scorm-2004":
        if asks.completion_threshold is not None:
            own_word_counts = False
            yield Said("completion-threshold", f"{name} is complete at {_percent(asks.completion_threshold)} progress.")
        if asks.scaled_passing_score is not None:
            yield Said("passing-score", f"{name} is passed with {_percent(asks.scaled_passing_score)} of the points.")
    elif asks.mastery_score is not None:
        own_word_counts = False
        unless = "" if asks.mastery_override else ", unless it says itself whether you passed"
        yield Said("mastery-score", f"{name} needs a score of {shown(asks.mastery_score):f} or more{unless}.")
    if own_word_counts:
        subject = "It" if alone else "A part"
        yield Said("content-word", f"{subject} is complete when it reports so itself, mostly at its end.")
    if reader == Reader.SUPPORT and asks.standard == "scorm-1.2":
        glance = "completed" if asks.glance_completes else "incomplete"
        yield Said("status-never-set", f"A status never set counts as {glance} when the content finishes itself.")


# --- What is known ----------------------------------------------------------------------------------------------------


def _found(facts: ItemFacts, reader: Reader, *, at: datetime) -> Iterator[Said]:
    if facts.satisfied:
        yield Said("satisfied", "It is done. What was done stays done.")
    elif not facts.begun:
        yield Said("not-begun", "You have not begun it." if reader == Reader.LEARNER else "It has not been begun.")
    if facts.missing:
        yield Said("lesson-open", facts.missing)
    yield from _progress(facts)
    for part in facts.parts:
        yield from _found_of(part, reader, alone=len(facts.parts) == 1)
    if both := best_and_last(facts.best, facts.last):
        yield Said("best-kept", both if reader == Reader.LEARNER else both.replace("Your best", "Best"))
    if facts.root is not None:
        yield Said("root-rollup", f"The package as a whole: {outcome_in_words(facts.root)}.")
    visits = facts.visits if reader == Reader.SUPPORT else facts.visits[:1]
    for visit in visits:
        yield Said(f"session-{visit.end_reason or 'open'}", _visit(visit, reader, at=at))
        if reader == Reader.SUPPORT:
            yield from _time_of(visit)
    yield from _kept(facts, reader)


def _progress(facts: ItemFacts) -> Iterator[Said]:
    done = sum(part.best.completion == Completion.COMPLETED for part in facts.parts)
    if facts.begun and len(facts.parts) > 1 and not facts.sequenced:
        yield Said("all-parts", f"{done} of {len(facts.parts)} parts finished.")


def _found_of(part: PartFacts, reader: Reader, *, alone: bool) -> Iterator[Said]:
    name = "It" if alone else f"“{part.title}”"
    if part.locked:
        yield Said("prerequisite", f"{name} is locked. {part.locked}")
    elif _failed(part):
        yield Said("not-passed", f"{name} is {outcome_in_words(part.best)}{_needed(part)}.")
    elif part.begun and part.best.completion != Completion.COMPLETED:
        word = f"says “{part.own_word}”" if part.own_word else "has not reported that it is complete"
        yield Said("content-word", f"{name} was begun, and {word}.")
    elif reader == Reader.SUPPORT and part.begun:
        yield Said("part", f"{name} is {outcome_in_words(part.best)}.")
    if reader == Reader.SUPPORT:
        yield from _for_support(part, name)


def _for_support(part: PartFacts, name: str) -> Iterator[Said]:
    if part.own_word and part.decided and part.own_word != part.decided:
        yield Said("decided", f"{name}: the content set “{part.own_word}”; the rules decided “{part.decided}”.")
    if part.begun and part.last not in (part.best, Outcome()):
        yield Said("best-kept", f"{name}: best {outcome_in_words(part.best)}; last time {outcome_in_words(part.last)}.")
    if part.total_cs or part.seen_cs:
        counted, seen = (length_in_words(cs) or "no time" for cs in (part.total_cs, part.seen_cs))
        yield Said("time", f"{name}: {counted} counted over all its sessions, {seen} seen by the server.")


_ENDS = {
    RunSession.EndReason.FINISHED: "ended properly",
    RunSession.EndReason.LEFT: "ended when its page was closed; what was saved is kept",
    RunSession.EndReason.TAKEN_OVER: "was continued by a newer visit",
    RunSession.EndReason.SILENT: "ended without a word: nothing was heard for half an hour",
    RunSession.EndReason.RECALLED: "ended because the package was withdrawn",
}


def _visit(visit: VisitFacts, reader: Reader, *, at: datetime) -> str:
    who = "Your last visit" if reader == Reader.LEARNER else "A review" if visit.mode == Mode.REVIEW else "A visit"
    how = _ENDS.get(RunSession.EndReason(visit.end_reason)) if visit.end_reason else "has not ended yet"
    heard = in_words(visit.last_seen, at=at)
    if reader == Reader.LEARNER:
        return f"{who}, on {visit.device or 'a device'} {heard}, {how}."
    begun = in_words(visit.started, at=at)
    exits = f" The content's exit was “{visit.exit}”." if visit.exit else ""
    return f"{who} on {visit.device or 'a device'}, begun {begun} and last heard of {heard}, {how}.{exits}"


def _time_of(visit: VisitFacts) -> Iterator[Said]:
    if visit.ended is None or visit.mode != Mode.NORMAL:
        return
    counted, seen = (length_in_words(cs) or "no time" for cs in (visit.counted_cs, visit.seen_cs))
    if not visit.reported_cs:
        yield Said("time-seen", f"It reported no time; {counted} counted, which is what the server saw.")
    elif visit.counted_cs < visit.reported_cs:
        reported = length_in_words(visit.reported_cs)
        yield Said("time-capped", f"It reported {reported}; only {counted} counted, as the clock allows ({seen} seen).")


def _kept(facts: ItemFacts, reader: Reader) -> Iterator[Said]:
    if facts.stale:
        messages = "One message" if facts.stale == 1 else f"{facts.stale} messages"
        they = "It is" if facts.stale == 1 else "They are"
        told = f"{messages} came from an older visit after a newer one had begun. {they} kept, and not counted."
        yield Said("stale", told + (" If something is missing, tell us." if reader == Reader.LEARNER else ""))
    if facts.refused and reader == Reader.SUPPORT:
        messages = "One message" if facts.refused == 1 else f"{facts.refused} messages"
        yield Said("refused-elements", f"{messages} held something that was not taken; the trace names each element.")


# --- What to do -------------------------------------------------------------------------------------------------------


def _todo(facts: ItemFacts, reader: Reader) -> Iterator[Said]:
    if facts.recalled is not None:
        yield Said("recalled", _recalled(facts.recalled))
    elif facts.satisfied:
        return
    elif facts.kind == CourseItem.Kind.LESSON:
        yield Said("lesson-done", "Answer what is open, then mark the lesson as done at its foot.")
    elif facts.kind == CourseItem.Kind.QUIZ:
        yield Said("pass-mark", "Take the quiz to its last question. It can be taken again, as often as need be.")
    else:
        yield from _todo_in_package(facts)
    if reader == Reader.SUPPORT and any(visit.end_reason == RunSession.EndReason.SILENT for visit in facts.visits[:1]):
        yield Said("session-silent", "Have the course opened on that device: what it still holds comes home.")


def _recalled(sentence: str) -> str:
    return f"This package was withdrawn: {sentence}" if sentence else "This package was withdrawn."


def _todo_in_package(facts: ItemFacts) -> Iterator[Said]:
    failed = [part.title for part in facts.parts if _failed(part)]
    begun = [part for part in facts.parts if part.begun and part.best.completion != Completion.COMPLETED]
    # What comes next in a sequenced package, its own rules say: they may skip a part that looks open.
    open_ones = [part.title for part in facts.parts if not (part.begun or part.locked or facts.sequenced)]
    alone = len(facts.parts) == 1
    if failed:
        what = "it" if alone else listed(failed)
        yield Said("not-passed", f"Try {what} again: the best result counts, and a worse one takes nothing away.")
    if begun:
        what = "it" if alone else listed([part.title for part in begun])
        yield Said(
            "content-word",
            f"Open {what} and go on to the end. Leave by its own exit or by Save and leave: many report only there.",
        )
    if open_ones:
        yield Said("all-parts", f"Open {'it' if alone else listed(open_ones)}.")
    if facts.sequenced or not (failed or begun or open_ones):
        yield Said("root-rollup", "Open the package and follow what it offers next.")


def _failed(part: PartFacts) -> bool:
    return part.best.completion == Completion.COMPLETED and part.best.success == Success.FAILED


def _needed(part: PartFacts) -> str:
    if part.asks.mastery_score is not None:
        return f"; {shown(part.asks.mastery_score):f} or more is needed"
    if part.asks.scaled_passing_score is not None:
        return f"; {_percent(part.asks.scaled_passing_score)} is needed"
    return ""


def _percent(share: Decimal) -> str:
    return f"{shown(share * 100):f}%"
