"""Which elements a package may store, of what kind and size. The run-time in the browser checks too; here is the judge.

Sources: SCORM 1.2 Run-Time Environment (October 2001), section 3.4; SCORM 2004 4th Edition RTE, section 4.2. Where real
packages need more than the book gives (suspend_data of 64,000 characters in 1.2) we take what they need.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from . import times

# Says what is wrong with a value, in words that end a sentence; None where nothing is.
Check = Callable[[str], str | None]

SUSPEND_DATA = 64_000
_REPLY = 4_096  # learners' answers and patterns: beyond the book's 255, which authoring tools pass daily

_INDEX = re.compile(r"\.(?:0|[1-9]\d{0,3})(?=\.)", re.ASCII)
# As many places as a script writes: 5 / 6 is 0.8333333333333334, and the standards set none (real(10,7) is a least).
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{0,60})?|-?\.\d{1,60}", re.ASCII)


def _text(most: int) -> Check:
    return lambda value: f"is longer than {most:,} characters" if len(value) > most else None


def _words(*allowed: str) -> Check:
    return lambda value: None if value in allowed else "is not one of the words that the standard knows"


def _decimal(least: int | None = None, most: int | None = None) -> Check:
    def check(value: str) -> str | None:
        if value == "":
            return None
        number = read_number(value)
        if number is None:
            return "is not a decimal number"
        if (least is not None and number < least) or (most is not None and number > most):
            return f"is not between {least} and {most}"
        return None

    return check


def _either(*checks: Check) -> Check:
    def check(value: str) -> str | None:
        found = [each(value) for each in checks]
        return None if None in found else found[0]

    return check


def _timespan(value: str) -> str | None:
    return "is not a time such as 0001:30:00.00" if times.read_timespan(value) is None else None


def _duration(value: str) -> str | None:
    return "is not a duration such as PT1H30M" if times.read_duration(value) is None else None


def read_number(text: str) -> Decimal | None:
    """A decimal number as the standards write one; None for blank or anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


_STATUS_12 = ("passed", "completed", "failed", "incomplete", "browsed")
_SCORE_12 = {part: _decimal(0, 100) for part in ("raw", "min", "max")}
_INTERACTION_12 = ("true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric")
_RESULTS = ("correct", "wrong", "incorrect", "unanticipated", "neutral")

SCORM_12: Mapping[str, Check] = {
    "cmi.core.lesson_location": _text(255),
    # "not attempted" may not be set by content; the run-time sends it as what it found.
    "cmi.core.lesson_status": _words(*_STATUS_12, "not attempted", ""),
    "cmi.core.exit": _words("time-out", "suspend", "logout", ""),
    "cmi.core.session_time": _timespan,
    **{f"cmi.core.score.{part}": check for part, check in _SCORE_12.items()},
    "cmi.suspend_data": _text(SUSPEND_DATA),
    "cmi.comments": _text(4_096),
    "cmi.objectives.n.id": _text(255),
    "cmi.objectives.n.status": _words(*_STATUS_12, "not attempted", ""),
    **{f"cmi.objectives.n.score.{part}": check for part, check in _SCORE_12.items()},
    "cmi.student_preference.audio": _decimal(-1, 100),
    "cmi.student_preference.language": _text(255),
    "cmi.student_preference.speed": _decimal(-100, 100),
    "cmi.student_preference.text": _decimal(-1, 1),
    "cmi.interactions.n.id": _text(255),
    "cmi.interactions.n.objectives.n.id": _text(255),
    "cmi.interactions.n.time": _text(20),
    "cmi.interactions.n.type": _words(*_INTERACTION_12, ""),
    "cmi.interactions.n.correct_responses.n.pattern": _text(_REPLY),
    "cmi.interactions.n.weighting": _decimal(),
    "cmi.interactions.n.student_response": _text(_REPLY),
    "cmi.interactions.n.result": _either(_words(*_RESULTS, ""), _decimal()),
    "cmi.interactions.n.latency": _either(_words(""), _timespan),
}

_COMPLETION = _words("completed", "incomplete", "not attempted", "unknown", "")
_SUCCESS = _words("passed", "failed", "unknown", "")
_SCORE_2004 = {"scaled": _decimal(-1, 1), "raw": _decimal(), "min": _decimal(), "max": _decimal()}

SCORM_2004: Mapping[str, Check] = {
    "cmi.location": _text(1_000),
    "cmi.suspend_data": _text(SUSPEND_DATA),
    "cmi.completion_status": _COMPLETION,
    "cmi.success_status": _SUCCESS,
    "cmi.progress_measure": _decimal(0, 1),
    **{f"cmi.score.{part}": check for part, check in _SCORE_2004.items()},
    "cmi.exit": _words("time-out", "suspend", "logout", "normal", ""),
    "cmi.session_time": _duration,
    "cmi.objectives.n.id": _text(4_000),
    "cmi.objectives.n.success_status": _SUCCESS,
    "cmi.objectives.n.completion_status": _COMPLETION,
    "cmi.objectives.n.progress_measure": _decimal(0, 1),
    "cmi.objectives.n.description": _text(250),
    **{f"cmi.objectives.n.score.{part}": check for part, check in _SCORE_2004.items()},
    "cmi.interactions.n.id": _text(4_000),
    "cmi.interactions.n.type": _words(*_INTERACTION_12, "long-fill-in", "other", ""),
    "cmi.interactions.n.objectives.n.id": _text(4_000),
    "cmi.interactions.n.timestamp": _text(40),
    "cmi.interactions.n.correct_responses.n.pattern": _text(_REPLY),
    "cmi.interactions.n.weighting": _decimal(),
    "cmi.interactions.n.learner_response": _text(_REPLY),
    "cmi.interactions.n.result": _either(_words(*_RESULTS, ""), _decimal()),
    "cmi.interactions.n.latency": _either(_words(""), _duration),
    "cmi.interactions.n.description": _text(250),
    "cmi.comments_from_learner.n.comment": _text(4_000),
    "cmi.comments_from_learner.n.location": _text(250),
    "cmi.comments_from_learner.n.timestamp": _text(40),
    "cmi.learner_preference.audio_level": _decimal(0, 1_000),
    "cmi.learner_preference.language": _text(250),
    "cmi.learner_preference.delivery_speed": _decimal(0, 1_000),
    "cmi.learner_preference.audio_captioning": _words("-1", "0", "1", ""),
}

# What the parts of a SCORM 2004 package share. It belongs to the attempt; our player writes it, content never does.
TREE, OBJECTIVES, STORE, ENDED = "adl.tree", "adl.objectives", "adl.store.", "adl.ended"
ROOT_COMPLETION, ROOT_SUCCESS = "adl.root.completion_status", "adl.root.success_status"
ROOT_SCORE, ROOT_PROGRESS = "adl.root.score_scaled", "adl.root.progress_measure"
SHARED: Mapping[str, Check] = {
    TREE: _text(400_000),  # the sequencer's own state, opaque here
    OBJECTIVES: _text(200_000),  # the shared global objectives (SN 3.10.3), opaque here
    ENDED: _words("true", ""),  # the sequencing session is over: the next launch is a new attempt (SN OP.1)
    ROOT_COMPLETION: _COMPLETION,
    ROOT_SUCCESS: _SUCCESS,
    ROOT_SCORE: _decimal(-1, 1),
    ROOT_PROGRESS: _decimal(0, 1),
}
# A store's id: a URI of at most 4,000 characters (CAM 4th Edition), of characters that a database holds in a name.
_STORE_NAME = re.compile("[^\x00\ud800-\udfff]{1,4000}")
_STORE_TEXT = _text(64_000)  # RTE 4th Edition 4.3.1: the smallest permitted maximum of adl.data.n.store

# What every package is given as the person left it, whatever package they left it in.
PREFERENCES = re.compile(r"cmi\.(?:student|learner)_preference\.[a-z_]+")

# What only the server says. The run-time's snapshots may hold them; they are passed over without a word.
_OURS = re.compile(
    r"cmi\._version|.*\._(?:children|count)"
    r"|cmi\.core\.(?:student_id|student_name|credit|entry|total_time|lesson_mode)"
    r"|cmi\.(?:launch_data|comments_from_lms.*|student_data\..*)"
    r"|cmi\.(?:learner_id|learner_name|credit|entry|mode|total_time|max_time_allowed|time_limit_action)"
    r"|cmi\.(?:completion_threshold|scaled_passing_score)"
)

TABLES = {"scorm-1.2": SCORM_12, "scorm-2004": SCORM_2004}


def check_for(standard: str, element: str) -> Check | None:
    """The check of an element's values; None for an element that the standard does not let content set."""
    if element.startswith("adl."):
        return None if standard != "scorm-2004" else _STORE_TEXT if _is_store(element) else SHARED.get(element)
    return TABLES[standard].get(_INDEX.sub(".n", element))


def is_shared(element: str) -> bool:
    """Whether an element belongs to the attempt and not to one of its parts."""
    return element in SHARED or _is_store(element)


def _is_store(element: str) -> bool:
    return element.startswith(STORE) and _STORE_NAME.fullmatch(element, len(STORE)) is not None


def is_ours(element: str) -> bool:
    """Whether the element is one that only the server decides."""
    return _OURS.fullmatch(element) is not None
