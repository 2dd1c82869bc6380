"""What a run-time is given when a session begins: the state so far, and what only the server decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import times
from .folding import restored


@dataclass(frozen=True)
class Given:
    """What the server says at launch. `learner_id` is a pseudonym, `learner_name` as the person wrote it."""

    learner_id: str
    learner_name: str
    entry: str
    decided: str
    total_cs: int
    launch_data: str = ""
    mastery_score: Decimal | None = None
    max_time_allowed: str = ""
    time_limit_action: str = ""
    completion_threshold: Decimal | None = None
    scaled_passing_score: Decimal | None = None
    mode: str = "normal"


def opening_state(standard: str, data: Mapping[str, Any], given: Given) -> dict[str, Any]:
    """The flat state that `begin` answers with. Blank values are left out: the run-time has them blank already.

    The last session's time and way of ending are never fed back: the run-time would count and send them again.
    """
    state = {element: restored(value) for element, value in data.items()}
    ours = _ours_2004(given) if standard == "scorm-2004" else _ours_12(given) if standard == "scorm-1.2" else {}
    return state | {element: value for element, value in ours.items() if value != ""}


def _ours_12(given: Given) -> dict[str, str]:
    ours = {
        "cmi.core.student_id": given.learner_id,
        "cmi.core.student_name": given.learner_name[:255],
        "cmi.core.credit": "credit" if given.mode == "normal" else "no-credit",
        "cmi.core.lesson_mode": given.mode,
        "cmi.core.entry": given.entry,
        "cmi.core.total_time": times.write_timespan(given.total_cs),
        "cmi.launch_data": given.launch_data,
        "cmi.student_data.mastery_score": _decimal(given.mastery_score),
        "cmi.student_data.max_time_allowed": given.max_time_allowed,
        "cmi.student_data.time_limit_action": given.time_limit_action,
    }
    return ours | ({"cmi.core.lesson_status": given.decided} if given.decided else {})


def _ours_2004(given: Given) -> dict[str, str]:
    return {
        "cmi.learner_id": given.learner_id,
        "cmi.learner_name": given.learner_name[:250],
        "cmi.credit": "credit" if given.mode == "normal" else "no-credit",
        "cmi.mode": given.mode,
        "cmi.entry": given.entry,
        "cmi.total_time": times.write_duration(given.total_cs),
        "cmi.launch_data": given.launch_data,
        "cmi.max_time_allowed": given.max_time_allowed,
        "cmi.time_limit_action": given.time_limit_action,
        "cmi.completion_threshold": _decimal(given.completion_threshold),
        "cmi.scaled_passing_score": _decimal(given.scaled_passing_score),
    }


def choose_part(parts: Iterable[tuple[int, bool]], last: int | None) -> int | None:
    """Which part a launch opens: the last one used if it is not done, else the first that is not, else the first.

    One that was finished and not passed is not done: who failed the assessment goes on with it.

    Args:
        parts: (id, done) of the parts that can be opened, in order.
        last: the id of the part used last, if any.
    """
    listed = list(parts)
    undone = [identity for identity, done in listed if not done]
    if last in undone:
        return last
    return undone[0] if undone else listed[0][0] if listed else None


def _decimal(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
