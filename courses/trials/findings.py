"""What a trial saw, in an author's words. Pure.

The notes come from a page that the package shares, so they are evidence that the package could have painted: nothing is
taken without looking at its type and its length. What was not seen is called that, and never called missing.
"""

from dataclasses import dataclass, field
from typing import Any

from courses.rules.tracing import legible

GOOD, ATTENTION, UNSEEN = "good", "attention", "unseen"
BOOK_12 = 4096  # characters of suspend_data by the SCORM 1.2 standard; ours is the 64,000 of SCORM 2004
OURS = 64_000
_DONE = {"completed", "passed"}
_LISTED = 5


@dataclass
class _Visit:
    """The shell's notes on one opening, made safe."""

    opened: int | None = None
    initialised: int | None = None
    finished: int | None = None
    first_press: int | None = None
    pressed: int = 0
    late: int = 0
    suspend: int = 0
    location: int = 0
    reads: dict[str, int] = field(default_factory=dict)
    writes: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    statuses: list[tuple[int, str, str]] = field(default_factory=list)
    scores: list[tuple[int, str, str]] = field(default_factory=list)
    told: str = ""


def judged(seen: dict[str, Any], standard: str, part: str, *, glance_completes: bool) -> list[dict[str, Any]]:
    """Findings in the order of a visit: {group, code, sentence, remedy}.

    Args:
        seen: the runner's answer.
        standard: scorm-1.2 or scorm-2004.
        part: title of the part that was opened.
        glance_completes: the version's policy for content that never sets a status.
    """
    visits = [_visit(each) for each in _list(seen.get("visits")) if isinstance(each, dict)] or [_Visit()]
    first, second = visits[0], visits[1] if len(visits) > 1 else _Visit()
    found: list[dict[str, Any]] = [_opening(first, part), _interface(first)]
    if first.initialised is not None:
        found += [
            _status(first, standard, glance_completes=glance_completes),
            _score(first),
            _size(first, standard),
            _finish(first),
            _resume(first, second),
        ]
        found += _oddities(first)
    found += _surroundings(seen)
    return found


def _opening(visit: _Visit, part: str) -> dict[str, Any]:
    if visit.opened is None:
        return _said(
            ATTENTION,
            "page-not-opened",
            f"The page of “{part}” did not come to an end of loading.",
            "Play it as a learner; look at the files below that it asked for in vain.",
        )
    return _said(GOOD, "page-opened", f"“{part}” opened within {_seconds(visit.opened)}.")


def _interface(visit: _Visit) -> dict[str, Any]:
    if visit.initialised is None:
        return _said(
            UNSEEN,
            "api-not-seen",
            "No call to the SCORM interface was seen. It may wait for a click that the trial did not make, or be a "
            "plain page that tracks nothing.",
            "Play it as a learner. If it never reports, export it again as SCORM, or use it as a link.",
        )
    return _said(GOOD, "api-found", f"It found the SCORM interface after {_seconds(visit.initialised)}.")


def _status(visit: _Visit, standard: str, *, glance_completes: bool) -> dict[str, Any]:
    if not visit.statuses:
        if standard == "scorm-1.2" and glance_completes:
            return _said(
                UNSEEN,
                "status-not-seen",
                "No status was reported. It may come later in the course; if it never comes, then by the standard the "
                "package is completed as soon as it is closed, read or not.",
                "If it never reports a status, a reviewer can switch off “opening completes it”.",
            )
        return _said(
            UNSEEN,
            "status-not-seen",
            "No status was reported. It may come later in the course; if it never comes, nobody completes it.",
            "Play it to its end as a learner before you publish it.",
        )
    told = ", then ".join(f"“{value}”" for value in _in_turn([value for _, _, value in visit.statuses])[:_LISTED])
    when = visit.statuses[0][0]
    early = [s for s in visit.statuses if s[2] in _DONE and (visit.first_press is None or s[0] < visit.first_press)]
    if early:
        return _said(
            ATTENTION,
            "completes-at-a-glance",
            f"It reported “{early[0][2]}” {_seconds(early[0][0])} after opening, before anything was done.",
            "Whoever opens it once has completed it. Unless that is meant, mend its completion rule where it was made.",
        )
    return _said(GOOD, "status-reported", f"It reported the status {told}, first {_seconds(when)} after opening.")


def _score(visit: _Visit) -> dict[str, Any]:
    if not visit.scores:
        return _said(
            UNSEEN, "score-not-seen", "No score was reported. It may come at a quiz that the trial did not reach."
        )
    values = ", then ".join(_in_turn([value or "blank" for _, _, value in visit.scores])[:_LISTED])
    return _said(GOOD, "score-reported", f"It reported a score: {values}.")


def _size(visit: _Visit, standard: str) -> dict[str, Any]:
    if not visit.suspend:
        return _said(UNSEEN, "state-not-seen", "It stored no suspend_data while the trial played.")
    told = f"It stored up to {visit.suspend:,} characters of suspend_data"
    if visit.suspend > OURS:
        return _said(
            ATTENTION,
            "state-too-large",
            f"{told}; {OURS:,} are kept here, and no system keeps more.",
            "Learners will lose their place. Make the course shorter, or let it remember less.",
        )
    if standard == "scorm-1.2" and visit.suspend > BOOK_12:
        return _said(
            ATTENTION,
            "state-large",
            f"{told}. That works here; the standard of SCORM 1.2 allows {BOOK_12:,}, so it may fail elsewhere.",
            "Nothing to do here. For other systems export it as SCORM 2004.",
        )
    return _said(GOOD, "state-size", f"{told}, well within what every system keeps.")


def _finish(visit: _Visit) -> dict[str, Any]:
    if visit.finished is None:
        return _said(
            UNSEEN,
            "finish-not-seen",
            "It did not call Finish when its page was closed. Nothing is lost here: the player ends the session.",
        )
    return _said(GOOD, "finish-called", "It called Finish by itself.")


def _resume(first: _Visit, second: _Visit) -> dict[str, Any]:
    if not first.suspend and not first.location:
        return _said(
            UNSEEN,
            "resume-not-seen",
            "Whether a learner comes back to the same place was not seen: it stored nothing to come back to.",
        )
    if second.told == "fresh":
        return _said(
            UNSEEN,
            "resume-not-asked",
            "Its own Finish ended the attempt, so a second visit begins afresh, by the rules of SCORM 2004.",
            "If learners should come back to their place, let it set cmi.exit to “suspend”.",
        )
    if second.initialised is None:
        return _said(
            UNSEEN, "resume-not-seen", "On a second visit it did not call the interface, so nothing was seen of it."
        )
    asked = {"cmi.suspend_data", "cmi.core.lesson_location", "cmi.location"} & set(second.reads)
    if not asked:
        return _said(
            ATTENTION,
            "resume-not-read",
            "On a second visit it did not ask for what it had stored: learners may begin at the start again.",
            "Switch on bookmarking or “resume” where it was made.",
        )
    return _said(GOOD, "resumes", f"On a second visit it asked where it had stopped ({', '.join(sorted(asked))}).")


def _oddities(visit: _Visit) -> list[dict[str, Any]]:
    found = []
    if visit.late:
        found.append(
            _said(
                ATTENTION,
                "writes-after-finish",
                f"It went on writing after Finish ({visit.late:,} value{'' if visit.late == 1 else 's'}). "
                "They are kept here; other systems drop them.",
            )
        )
    if visit.refused:
        named = ", ".join(f"{name} ({code})" for name, code in list(visit.refused.items())[:_LISTED])
        found.append(
            _said(
                ATTENTION,
                "values-refused",
                f"The interface refused what it did with {len(visit.refused)} elements: {named}.",
                "Mostly harmless. Look whether scores and places arrive.",
            )
        )
    return found


_SURROUNDINGS = (
    (
        "missing",
        "files-missing",
        "It asked for files that are not in the package or are not served: {}.",
        "Export again.",
    ),
    (
        "blocked",
        "blocked",
        "It tried to reach other places, which packages here cannot: {}.",
        "Put what it needs into the package, or make sure that it works without.",
    ),
    ("errors", "script-errors", "Its scripts broke off with: {}.", "Play it as a learner and see what does not work."),
    ("dialogs", "dialogs", "It showed browser messages: {}.", ""),
    ("popups", "popups", "It opened windows of its own: {}. On telephones they are often blocked.", ""),
)


def _surroundings(seen: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for key, code, sentence, remedy in _SURROUNDINGS:
        told = [each[:200] for each in _list(seen.get(key)) if isinstance(each, str)]
        if told:
            more = f" and {len(told) - _LISTED} more" if len(told) > _LISTED else ""
            found.append(_said(ATTENTION, code, sentence.format("; ".join(told[:_LISTED]) + more), remedy))
    return found


def _said(group: str, code: str, sentence: str, remedy: str = "") -> dict[str, Any]:
    # What a package said may hold characters that no database and no page takes, such as halves of surrogate pairs.
    return {"group": group, "code": code, "sentence": legible(sentence), "remedy": remedy}


def _visit(raw: dict[str, Any]) -> _Visit:
    return _Visit(
        opened=_time(raw.get("opened")),
        initialised=_time(raw.get("initialised")),
        finished=_time(raw.get("finished")),
        first_press=_time(raw.get("firstPress")),
        pressed=_time(raw.get("pressed")) or 0,
        late=_time(raw.get("late")) or 0,
        suspend=_time(raw.get("suspend")) or 0,
        location=_time(raw.get("location")) or 0,
        reads=_counts(raw.get("reads")),
        writes=_counts(raw.get("writes")),
        refused=_counts(raw.get("refused")),
        statuses=_moments(raw.get("statuses")),
        scores=_moments(raw.get("scores")),
        told=raw["told"] if raw.get("told") in ("resume", "blank", "fresh") else "",
    )


def _time(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and 0 <= value < 10**9 else None


def _counts(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        return {}
    return {str(name)[:120]: _time(count) or 0 for name, count in list(value.items())[:60]}


def _moments(value: Any) -> list[tuple[int, str, str]]:
    told = [
        each for each in _list(value)[:60] if isinstance(each, list) and len(each) == len(("when", "element", "word"))
    ]
    return [(_time(when) or 0, str(element)[:60], str(word)[:40]) for when, element, word in told]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _in_turn(values: list[str]) -> list[str]:
    """Without repeats of what was said just before."""
    return [value for place, value in enumerate(values) if place == 0 or value != values[place - 1]]


def _seconds(milliseconds: int) -> str:
    return f"{max(milliseconds, 100) / 1000:.1f} seconds"
