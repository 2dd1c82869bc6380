"""Judges a run of killing: what clients were told against what the database holds. Pure, so that it can be tested.

A client notes each commit before it sends it, and the acknowledgement when it comes. A commit without one may have
arrived or not; one with it must be there, once, with what was sent. Nothing here asks the code under test: the clients
send elements that are simply replaced, so the fold of a log is the newest value of each.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Held = dict[str, dict[int, tuple[str, dict[str, Any]]]]  # session -> number -> outcome and content


@dataclass
class History:
    """What is known of one learner: session -> number -> what was sent, and which numbers were acknowledged."""

    sent: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    acked: dict[str, set[int]] = field(default_factory=dict)
    finished: bool = False

    def note(self, session: str, seq: int, delta: dict[str, Any]) -> None:
        self.sent.setdefault(session, {})[seq] = delta

    def acknowledge(self, session: str, seq: int) -> None:
        self.acked.setdefault(session, set()).add(seq)

    @property
    def acknowledged(self) -> int:
        return sum(map(len, self.acked.values()))


@dataclass(frozen=True)
class Dump:
    """What the database holds: commits as (session, seq, outcome, delta) in the order of epochs, and the rest."""

    commits: list[tuple[str, int, str, dict[str, Any]]]
    states: Mapping[str, dict[str, Any]]  # by attempt
    revisions: Mapping[str, int]  # by attempt: how many commits its state says it has taken
    attempt_of: Mapping[str, str]  # session -> attempt
    certificates: Mapping[str, int]  # attempt -> how many
    ledger: Mapping[str, int]
    left: int = 0
    audit: list[str] = field(default_factory=list)  # what the certificates' own audit found


@dataclass
class Verdict:
    """Every broken promise, in words, by kind; all empty when all were kept."""

    lost: list[str]
    doubled: list[str]
    other: list[str]

    @property
    def all(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.other]


def judge(histories: Iterable[History], dump: Dump) -> Verdict:
    """Compare what clients were told with what is stored."""
    verdict = Verdict([], [], [])
    held: Held = {}
    for session, seq, outcome, delta in dump.commits:
        held.setdefault(session, {}).setdefault(seq, (outcome, delta))
    for (session, seq), times in Counter((row[0], row[1]) for row in dump.commits).items():
        if times > 1:
            verdict.doubled.append(f"commit {seq} of {session} is there {times} times")
    for history in histories:
        _of_learner(history, dump, held, verdict)
    _of_states(dump, verdict)
    for name, counted in (("certificate", dump.certificates), ("ledger entry", dump.ledger)):
        verdict.doubled += [f"attempt {one} has {times} of: {name}" for one, times in counted.items() if times > 1]
    verdict.other += [f"the certificates' audit: {finding}" for finding in dump.audit]
    if dump.left:
        verdict.other.append(f"{dump.left} duties were never done")
    return verdict


def _of_learner(history: History, dump: Dump, held: Held, verdict: Verdict) -> None:
    for session, numbers in history.acked.items():
        stored = held.get(session, {})
        for seq in sorted(numbers):
            outcome, delta = stored.get(seq, ("missing", None))
            if outcome != "applied":
                verdict.lost.append(f"acknowledged commit {seq} of {session} is {outcome}")
            elif delta != history.sent[session][seq]:
                verdict.lost.append(f"acknowledged commit {seq} of {session} holds something else")
        gaps = [seq for seq in range(1, max(numbers, default=0)) if seq not in stored]
        verdict.lost += [f"commit {seq} of {session} is missing before an acknowledged one" for seq in gaps]
    for session, sent in history.sent.items():
        strange = sorted(held.get(session, {}).keys() - sent.keys())
        verdict.other += [f"commit {seq} of {session} was never sent" for seq in strange]
    if history.finished:
        attempt = dump.attempt_of.get(next(iter(history.sent)), "of a session that is gone")
        for name, counted in (("certificate", dump.certificates), ("ledger entry", dump.ledger)):
            if counted.get(attempt, 0) == 0:
                verdict.lost.append(f"attempt {attempt} was finished and has no {name}")


def _of_states(dump: Dump, verdict: Verdict) -> None:
    folded: dict[str, dict[str, Any]] = {attempt: {} for attempt in dump.states}
    applied: Counter[str] = Counter()
    for session, _, outcome, delta in dump.commits:
        attempt = dump.attempt_of[session]
        if outcome == "applied":
            folded[attempt].update(delta)
            applied[attempt] += 1
    for attempt, state in dump.states.items():
        if folded[attempt] != state:
            verdict.other.append(f"the state of {attempt} is not the fold of its log")
        if applied[attempt] != dump.revisions[attempt]:
            verdict.other.append(
                f"the state of {attempt} counts {dump.revisions[attempt]} of {applied[attempt]} commits"
            )
