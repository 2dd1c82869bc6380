"""What happened with one item of one enrolment: its attempts, its parts, its sessions. Read by learner and support.

Five statements for a package, three for an item of our own, however long the history is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.fields.json import KeyTextTransform

from courses.models import (
    Attempt,
    Commit,
    Completion,
    CourseItem,
    Enrolment,
    PackageItem,
    PackageVersion,
    RunSession,
    RunState,
    Success,
)
from courses.rules import elements, explaining, finishing, leftovers, progress, rollup, standing
from courses.rules.moments import in_words, length_in_words
from courses.selectors import ItemLine
from courses.services.parts import Part, outline_of, parts_of
from courses.services.sessions import LIVE

NEWEST = 30  # sessions that are read; older ones stand in the trace
_ROOT = {
    "root_completion": elements.ROOT_COMPLETION,
    "root_success": elements.ROOT_SUCCESS,
    "root_score": elements.ROOT_SCORE,
}
_WORDS = {
    "word_12": "cmi.core.lesson_status",
    "word_completion": "cmi.completion_status",
    "word_success": "cmi.success_status",
}


@dataclass(frozen=True)
class PartLine:
    """A part as a list shows it: how deep it lies, and its word."""

    part: Part
    depth: int
    state: progress.State

    @property
    def title(self) -> str:
        return self.part.item.title


@dataclass(frozen=True)
class AttemptLine:
    """One attempt and what it came to, in words."""

    attempt: Attempt
    outcome: str
    last_seen: datetime | None
    total_cs: int

    @property
    def spent(self) -> str:
        """Its time in words; blank for none."""
        return length_in_words(self.total_cs)


@dataclass(frozen=True)
class History:
    """An item's past. `attempts` and `sessions` have the newest first."""

    attempts: tuple[AttemptLine, ...]
    parts: tuple[PartLine, ...]
    sessions: tuple[RunSession, ...]
    facts: explaining.ItemFacts
    leftovers: tuple[leftovers.Leftover, ...]
    live: RunSession | None
    last: RunSession | None  # the newest session that began
    last_part: str  # the title of the part it was in, of a package with several
    last_when: str  # "today at 14:02"

    @property
    def spent(self) -> str:
        """Time counted over all attempts, in words; blank for none."""
        return length_in_words(sum(line.total_cs for line in self.attempts))

    @property
    def begun(self) -> bool:
        return any(line.attempt.epoch for line in self.attempts)

    @property
    def newest(self) -> Attempt | None:
        return self.attempts[0].attempt if self.attempts else None

    @property
    def best_and_last(self) -> str:
        """ "Your best: passed with 90. Last time: finished with 60, not passed."; blank where they are the same."""
        return explaining.best_and_last(self.facts.best, self.facts.last)


def history_of(enrolment: Enrolment, item: CourseItem, line: ItemLine, *, device: str = "", at: datetime) -> History:
    """The history of an item. `line` is what `selectors` read of it, `device` what asks, in words."""
    attempts = list(
        Attempt.objects.filter(enrolment=enrolment, item=item)
        .defer("shared")
        .annotate(**{name: KeyTextTransform(key, "shared") for name, key in _ROOT.items()})
        .order_by("-number")
    )
    states = _states(attempts)
    sessions = sessions_of(attempts)
    newest = attempts[0] if attempts else None
    outline = outline_of(item.package_version_id, item.organisation) if item.package_version_id is not None else []
    parts = parts_of(newest, outline) if outline else []
    sequenced, asked = _is_sequenced(outline), {part.pk for part in _asked(outline)}
    of_newest = states.get(newest.pk, {}) if newest else {}
    root = _root(newest) if newest else None
    facts = explaining.ItemFacts(
        kind=item.kind,
        title=item.title,
        satisfied=line.done,
        begun=any(attempt.epoch for attempt in attempts),
        best=explaining.Outcome(line.completion, line.success, line.score),
        last=_last(item, outline, of_newest, root),
        required=item.required,
        pass_mark=item.pass_mark,
        parts=[_facts_of(part, of_newest.get(part.item.pk)) for part in parts if part.item.pk in asked],
        sequenced=sequenced,
        root=root,
        attempts=len(attempts),
        visits=[_visit(session) for session in sessions],
        stale=sum(getattr(session, "stale", 0) for session in sessions),
        refused=sum(getattr(session, "refused", 0) for session in sessions),
        recalled=_recalled(outline),
    )
    last = sessions[0] if sessions else None
    return History(
        attempts=tuple(_attempt(attempt, item, outline, states.get(attempt.pk, {}), sessions) for attempt in attempts),
        parts=tuple(_lines(parts)),
        sessions=tuple(sessions),
        facts=facts,
        leftovers=tuple(leftovers.leftovers([as_visit(one) for one in sessions], here=device, at=at)),
        live=last if last and last.ended is None and last.last_seen > at - LIVE else None,
        last=last,
        last_part=_title_of(outline, last) if last and len(parts) > 1 else "",
        last_when=in_words(last.last_seen, at=at) if last else "",
    )


def leftovers_of(enrolment: Enrolment, *, device: str, at: datetime) -> list[leftovers.Leftover]:
    """Where unsent work of any package of the course may lie. One statement."""
    sessions = (
        RunSession.objects.filter(attempt__enrolment=enrolment, epoch__gt=0, last_seen__gt=at - leftovers.WITHIN)
        .exclude(label="")
        .annotate(last_commit=Max("commits__received"))
        .select_related("attempt__item")
        .defer("attempt__shared", "attempt__item__content")
        .order_by("-started")[:NEWEST]
    )
    visits = [as_visit(one, title=one.attempt.item.title) for one in sessions]
    return leftovers.leftovers(visits, here=device, at=at)


def sessions_of(attempts: Sequence[Attempt]) -> list[RunSession]:
    """The newest sessions that began, the newest first, each with its counts of commits. One statement."""
    if not attempts:
        return []
    return list(
        RunSession.objects.filter(attempt__in=[attempt.pk for attempt in attempts], epoch__gt=0)
        .annotate(
            last_commit=Max("commits__received"),
            commits_count=Count("commits"),
            stale=Count("commits", filter=Q(commits__outcome=Commit.Outcome.STALE)),
            refused=Count("commits", filter=~Q(commits__warnings=[])),
        )
        .select_related("attempt", "state__package_item")
        .defer("attempt__shared", "state__data")
        .order_by("-started", "-pk")[:NEWEST]
    )


def as_visit(session: RunSession, *, title: str = "") -> leftovers.Visit:
    """A session, read with its attempt, as the question of leftovers sees it."""
    return leftovers.Visit(
        device=session.device,
        started=session.started,
        last_seen=session.last_seen,
        ended=session.ended,
        end_reason=session.end_reason,
        mode=session.mode,
        waiting_since=session.waiting_since,
        last_commit=getattr(session, "last_commit", None),
        newest=session.epoch == session.attempt.epoch,
        title=title,
    )


# --- Attempts and states ----------------------------------------------------------------------------------------------


def _states(attempts: Sequence[Attempt]) -> dict[int, dict[int | None, RunState]]:
    """By attempt and part, without what the content stored but for its own words."""
    rows = RunState.objects.filter(attempt__in=[attempt.pk for attempt in attempts]).defer("data")
    found: dict[int, dict[int | None, RunState]] = {}
    if attempts:
        for state in rows.annotate(**{name: KeyTextTransform(key, "data") for name, key in _WORDS.items()}):
            found.setdefault(state.attempt_id, {})[state.package_item_id] = state
    return found


def _root(attempt: Attempt) -> explaining.Outcome | None:
    told = {key: getattr(attempt, name) for name, key in _ROOT.items() if getattr(attempt, name, None) is not None}
    found = rollup.root_of(told)
    return None if found is None else explaining.Outcome(found.completion, found.success, found.score)


def _attempt(
    attempt: Attempt,
    item: CourseItem,
    outline: Sequence[PackageItem],
    states: Mapping[int | None, RunState],
    sessions: Sequence[RunSession],
) -> AttemptLine:
    seen = [session.last_seen for session in sessions if session.attempt_id == attempt.pk]
    outcome = _root(attempt) or _together(item, outline, states, last=False)
    begun = attempt.epoch > 0
    return AttemptLine(
        attempt,
        explaining.outcome_in_words(outcome) if begun else "not begun",
        max(seen, default=None),
        sum(state.total_cs for state in states.values()),
    )


def _last(
    item: CourseItem,
    outline: Sequence[PackageItem],
    states: Mapping[int | None, RunState],
    root: explaining.Outcome | None,
) -> explaining.Outcome:
    """What the newest attempt came to when a session of it last ended; blank where none has."""
    if root is not None:
        return root
    judged = any(state.last_completion != Completion.UNKNOWN for state in states.values())
    return _together(item, outline, states, last=True) if judged else explaining.Outcome()


def _together(
    item: CourseItem, outline: Sequence[PackageItem], states: Mapping[int | None, RunState], *, last: bool
) -> explaining.Outcome:
    wanted: list[int | None] = [part.pk for part in _asked(outline)] or [None]
    runs = [states.get(pk) for pk in wanted]
    parts = [
        standing.Part(item.title)
        if run is None
        else standing.Part(
            item.title,
            True,
            run.last_completion if last else run.completion,
            run.last_success if last else run.success,
            run.last_score if last else run.score,
        )
        for run in runs
    ]
    found = standing.item_standing(item.kind, parts, pass_mark=item.pass_mark)
    return explaining.Outcome(found.completion, found.success, found.score)


# --- Parts ------------------------------------------------------------------------------------------------------------


def _lines(parts: Sequence[Part]) -> list[PartLine]:
    """The parts that a learner sees, with their depth. Hiding an item hides no other (SCORM 2004 CAM, isvisible): what
    lies below it takes its place."""
    found: list[PartLine] = []
    below: dict[str | None, int] = {None: 0}
    for part in parts:
        depth = below.get(part.parent, 0)
        below[part.item.identifier] = depth + 1 if part.item.visible else depth
        if not part.item.visible:
            continue
        begun = part.state is not None and bool(part.state.revision)
        done = part.completion == Completion.COMPLETED and part.success != Success.FAILED
        state = progress.state_of(satisfied=done, begun=begun, completion=part.completion, success=part.success)
        found.append(PartLine(part, depth, state))
    return found


def _asked(outline: Sequence[PackageItem]) -> list[PackageItem]:
    """The parts that a completion asks for, as services/completion.py counts them."""
    launchable = [part for part in outline if part.href]
    return [part for part in launchable if part.visible] or launchable


def _facts_of(part: Part, state: RunState | None) -> explaining.PartFacts:
    item = part.item
    asks = finishing.PartRules(
        standard=item.version.standard,
        asset=item.scorm_type == "asset",
        mastery_score=item.mastery_score,
        mastery_override=item.version.mastery_override,
        glance_completes=item.version.glance_completes,
        scaled_passing_score=item.scaled_passing_score,
        completion_threshold=item.completion_threshold,
    )
    if state is None:
        return explaining.PartFacts(item.title, asks, locked=part.locked)
    return explaining.PartFacts(
        item.title,
        asks,
        best=explaining.Outcome(state.completion, state.success, state.score),
        last=explaining.Outcome(state.last_completion, state.last_success, state.last_score),
        begun=state.revision > 0 or state.completion != Completion.UNKNOWN,
        own_word=_own_word(state),
        decided=state.decided,
        locked=part.locked,
        total_cs=state.total_cs,
        seen_cs=state.seen_cs,
    )


def _own_word(state: Any) -> str:
    """What the content itself last set, as it set it."""
    said = [getattr(state, name, None) for name in _WORDS]
    return ", ".join(str(word) for word in said if word)


def _visit(session: RunSession) -> explaining.VisitFacts:
    return explaining.VisitFacts(
        device=session.device,
        started=session.started,
        last_seen=session.last_seen,
        ended=session.ended,
        end_reason=session.end_reason,
        mode=session.mode,
        exit=session.exit,
        reported_cs=session.reported_cs,
        seen_cs=session.seen_cs,
        counted_cs=session.counted_cs,
    )


def _is_sequenced(outline: Sequence[PackageItem]) -> bool:
    """Several activities of SCORM 2004 always go through the sequencer (rules/rollup.py)."""
    several = sum(1 for item in outline if item.href) > 1
    return several and outline[0].version.standard == PackageVersion.Standard.SCORM_2004


def _recalled(outline: Sequence[PackageItem]) -> str | None:
    recalled = bool(outline) and outline[0].version.state == PackageVersion.State.RECALLED
    return outline[0].version.recall_reason if recalled else None


def _title_of(outline: Sequence[PackageItem], session: RunSession) -> str:
    return next((item.title for item in outline if item.pk == session.state.package_item_id), "")
