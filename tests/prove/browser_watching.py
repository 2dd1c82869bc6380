"""Judges a player page: what it tells the learner, against what its device keeps and what the database holds.

`SCRIPT` runs in the page before anything else. It notes what content has set (`said`) and what a Commit has promised
(`promised`), and every moment at which the line said "Saved". The rest is pure: it takes what was seen and answers with
every broken promise, in words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

SAVED = re.compile(r"^Saved \d\d:\d\d$")
NOTHING_NEW = "Nothing new to save"
ON_DEVICE = "Saved on this device only"
ELSEWHERE = "Continued elsewhere"

SCRIPT = """
if (window === window.top && location.host.includes(".content.")) {
  const proof = (window.proof = { said: {}, promised: {}, claims: [] });
  const sco = () => document.getElementById("player-frame").contentWindow.sco;
  const line = () => document.getElementById("player-line")?.textContent ?? "";
  proof.act = (values, commit) => {
    if (!sco()) return; // its content has been taken away
    for (const [name, value] of Object.entries(values)) if (sco().set(name, value) === "true") proof.said[name] = value;
    if (commit && sco().commit() === "true") Object.assign(proof.promised, proof.said);
  };
  proof.finish = () => {
    if (sco()?.finish() === "true") Object.assign(proof.promised, proof.said);
  };
  proof.look = () => {
    const records = Object.entries(localStorage).filter(([key]) => key.startsWith("candour:run:"));
    const { session } = JSON.parse(sessionStorage.getItem("candour:tab") ?? "{}");
    return { ...proof, line: line(), session, records: records.map(([, text]) => JSON.parse(text)) };
  };
  document.addEventListener("DOMContentLoaded", () => {
    const note = () => /^Saved \\d/.test(line()) && proof.claims.push({ at: Date.now(), said: { ...proof.said } });
    new MutationObserver(note).observe(document.getElementById("player-line"), { childList: true, subtree: true });
  });
}
"""

Values = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A commit as the database holds it: what it names, and when it was received, in ms since 1970."""

    outcome: str
    values: Values
    received: float


@dataclass(frozen=True)
class Look:
    """What a page was seen to say and to keep, in one instant."""

    line: str
    session: str
    said: Values
    promised: Values
    claims: list[dict[str, Any]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)


def broken_now(look: Look, rows: Iterable[Row]) -> list[str]:
    """What is not as the page says, while it says so. The rows are its session's, read after the look."""
    applied: dict[str, str] = {}
    anywhere = [row.values for row in rows]
    for row in rows:
        if row.outcome == "applied":
            applied |= row.values
    kept = [values for record in look.records if record["session"] == look.session for values in _slots(record)]
    found = []
    if SAVED.match(look.line) or look.line == NOTHING_NEW:
        missing = [name for name, value in look.said.items() if applied.get(name) != value]
        found += [f"the line says “{look.line}”, and the server has no such {name}" for name in missing]
    if look.line == ON_DEVICE:
        missing = [name for name, value in look.said.items() if not _holds([applied, *kept], name, value)]
        found += [f"the line says “{look.line}”, and the device keeps no such {name}" for name in missing]
    lost = [name for name, value in look.promised.items() if not _holds([*anywhere, *kept], name, value)]
    found += [f"Commit answered true, and {name} is neither on the device nor on the server" for name in lost]
    return found


def broken_claims(look: Look, rows: Iterable[Row]) -> list[str]:
    """Every "Saved" of the past that was said before the server had heard of what it was said of."""
    first: dict[tuple[str, str], float] = {}
    for row in rows:
        if row.outcome == "applied":
            for item in row.values.items():
                first.setdefault(item, row.received)
    return [
        f"the line said “Saved” of {name} before the server had it"
        for claim in look.claims
        for name, value in claim["said"].items()
        if first.get((name, value), float("inf")) > claim["at"] + 1
    ]


def broken_in_the_end(look: Look, rows: Iterable[Row], *, device_lives: bool) -> list[str]:
    """What a page had promised and what is nowhere, once everybody has come back and the network is well.

    A device that was thrown away takes with it what had never left it; what was called "Saved" is there all the same.
    """
    anywhere = [row.values for row in rows]
    owed = look.promised if device_lives else {}
    lost = [name for name, value in owed.items() if not _holds(anywhere, name, value)]
    return [f"{name} was promised by session {look.session} and never arrived" for name in lost]


def _slots(record: dict[str, Any]) -> list[Values]:
    sent = record["inflight"] or {}
    return [sent.get("delta") or sent.get("state") or {}, record["state"] if record["newest"] else {}]


def _holds(places: Iterable[Values], name: str, value: str) -> bool:
    return any(place.get(name) == value for place in places)
