"""Judges a run of killing: what clients were told against what the database holds. Pure, so that it can be tested.

A client notes each commit before it sends it, and the acknowledgement when it comes. A commit without one may have
arrived or not; one with it must be there, once, with what was sent.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.rules import folding


@dataclass
class History:
    """What one client knows: session -> number -> what it sent, and which numbers were acknowledged."""

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
    attempt_of: Mapping[str, str]  # session -> attempt
    certificates: Mapping[str, int]  # attempt -> how many
    ledger: Mapping[str, int]
    left: int = 0


def violations(histories: Iterable[History], dump: Dump) -> list[str]:
    """Every broken promise, in words; empty when all were kept."""
    found: list[str] = []
    held = {(session, seq): (outcome, delta) for session, seq, outcome, delta in dump.commits}
    doubled = [key for key, times in Counter((row[0], row[1]) for row in dump.commits).items() if times > 1]
    found += [f"commit {seq} of {session} is there more than once" for session, seq in doubled]
    for history in histories:
        found += _of_client(history, dump, held)
    found += _of_states(dump)
    if dump.left:
        found.append(f"{dump.left} duties were never done")
    return found


def _of_client(history: History, dump: Dump, held: Mapping[tuple[str, int], tuple[str, dict[str, Any]]]) -> list[str]:
    found = []
    for session, numbers in history.acked.items():
        for seq in sorted(numbers):
            outcome, delta = held.get((session, seq), ("missing", None))
            if outcome != "applied":
                found.append(f"acknowledged commit {seq} of {session} is {outcome}")
            elif delta != history.sent[session][seq]:
                found.append(f"acknowledged commit {seq} of {session} holds something else")
        gaps = [seq for seq in range(1, max(numbers, default=0)) if (session, seq) not in held]
        found += [f"commit {seq} of {session} is missing before an acknowledged one" for seq in gaps]
    known = {(session, seq) for session, numbers in history.sent.items() for seq in numbers}
    found += [f"commit {key} was never sent" for key in held if key[0] in history.sent and key not in known]
    if history.finished:
        attempt = dump.attempt_of[next(iter(history.sent))]
        for name, counted in (("certificate", dump.certificates), ("ledger entry", dump.ledger)):
            if counted.get(attempt, 0) != 1:
                found.append(f"attempt {attempt} was finished and has {counted.get(attempt, 0)} of: {name}")
    return found


def _of_states(dump: Dump) -> list[str]:
    folded: dict[str, dict[str, Any]] = {attempt: {} for attempt in dump.states}
    for session, _, outcome, delta in dump.commits:
        attempt = dump.attempt_of[session]
        if outcome == "applied":
            accepted = folding.accept("scorm-1.2", delta)
            folded[attempt], _ = folding.fold(folded[attempt], accepted, whole=False)
    return [
        f"the state of {attempt} is not the fold of its log"
        for attempt in folded
        if folded[attempt] != dump.states[attempt]
    ]
