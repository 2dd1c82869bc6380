"""Lessons and quizzes of our own: how what a learner does is folded into the state of an attempt, and what it comes to.

Everything here is a union: an answer once given stays, a mark is never taken back, and the order in which two devices
arrive does not matter. So the state never goes backwards.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from courses.models.learning import Completion

from . import measured, scenarios, watching

DONE, PLACE = "done", "place"
PLACED = "placed"  # when the page was opened that told the place: an older page, sent late, moves nobody back
READ = "read"  # per cent of the lesson that lies behind the learner; never falls
MOST_QUOTED = 120
_ASKS = frozenset(("knowledge_check", "match", "order", "branch", "scenario", "reflection", "to_do", "video"))


def block_key(block: str) -> str:
    """The element of a lesson's state that a block writes."""
    return f"block.{block}"


def answer_key(question: str) -> str:
    """The element of a quiz's state that a question writes."""
    return f"answer.{question}"


def folded(data: Mapping[str, Any], delta: Mapping[str, Any]) -> dict[str, Any]:
    """`data` with `delta` joined in. The first answer to a question stays; chosen paths, walks, ticks and marks add up;
    the place is wherever the learner was last.
    """
    after = dict(data)
    late = delta.get(PLACED, 0) < data.get(PLACED, 0)
    for key, value in delta.items():
        before = after.get(key)
        if key in (PLACE, PLACED):
            after[key] = before if late else value
        elif before is None:
            after[key] = value
        elif key == READ:
            after[key] = max(before, value)
        elif watching.is_video_key(key):
            after[key] = watching.joined_element(before, value)
        elif isinstance(before, dict):
            after[key] = _added(before, value)
    return after


def _added(before: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """A block's element with what a commit adds; what is no list of choices stays as it was first said."""
    for name in ("paths", "ticked"):
        if name in before:
            return {name: list(dict.fromkeys([*before[name], *value.get(name, [])]))}
    if "walked" in before:
        return {"walked": scenarios.joined(before["walked"], value.get("walked", []))}
    return dict(before)


@dataclass(frozen=True)
class Waiting:
    """A block that a lesson waits for: its id, and what to do there, in a sentence."""

    key: str
    sentence: str


def waiting_for(content: Mapping[str, Any], data: Mapping[str, Any]) -> list[Waiting]:
    """What a lesson still waits for, in the order of the text: checks and exercises without an answer, scenarios that
    have not come to an end, films that it asks to be watched. Branches, reflections and lists hold up nothing.
    """
    return [
        Waiting(block["id"], sentence)
        for block in content.get("body", ())
        if (sentence := _wanted(block["id"], content, data))
    ]


def _wanted(key: str, content: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    check = content.get("checks", {}).get(key)
    if check is not None:
        return "" if block_key(key) in data else f"Answer “{_short(check['stem'])}”."
    scenario = content.get("scenarios", {}).get(key)
    if scenario is not None:
        walked = data.get(block_key(key), {}).get("walked", [])
        ended = scenarios.reached_end(scenario, walked)
        return "" if ended else f"Walk the scenario “{_short(scenario['title'])}” to one of its ends."
    film = content.get("videos", {}).get(key)
    if film is not None and film["required"]:
        element = data.get(watching.video_key(key))
        enough = watching.is_enough(element, duration=film["duration"], share=watching.LESSON_SHARE)
        return "" if enough else f"Watch “{_short(film['title'])}”, or read its transcript."
    return ""


def _short(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else f"{text[: MOST_QUOTED - 1]}…"


def things_to_do(content: Mapping[str, Any], data: Mapping[str, Any]) -> tuple[int, int]:
    """How many of the blocks that ask something were done, of how many: what a lesson's own progress counts."""
    asked = [block["id"] for block in content.get("body", ()) if block["type"] in _ASKS]
    open_ones = {one.key for one in waiting_for(content, data)}
    done = [key for key in asked if _touched(key, data) and key not in open_ones]
    return len(done), len(asked)


def asks_the_same(old: Mapping[str, Any], new: Mapping[str, Any], block: str) -> bool:
    """Whether a block of a lesson asks in another version exactly what it asked: then work for it counts there."""
    if block in old.get("prompts", ()):
        return block in new.get("prompts", ())
    for kind in ("checks", "branches", "scenarios", "to_dos", "videos"):
        asked = old.get(kind, {}).get(block)
        if asked is not None:
            return bool(asked == new.get(kind, {}).get(block))
    return False


def touched_blocks(content: Mapping[str, Any], data: Mapping[str, Any]) -> list[str]:
    """The blocks that the learner did something with."""
    return [block["id"] for block in content.get("body", ()) if _touched(block["id"], data)]


def read_share(content: Mapping[str, Any], data: Mapping[str, Any]) -> int:
    """How much of a lesson lies behind the learner, in per cent."""
    films = {
        key: (film["duration"], _film_share(film, data.get(watching.video_key(key))))
        for key, film in content.get("videos", {}).items()
    }
    return measured.read_share(content.get("body", ()), data.get(PLACE) or "", touched_blocks(content, data), films)


def _film_share(film: Mapping[str, Any], element: Mapping[str, Any] | None) -> int:
    return watching.share_done(element, duration=film["duration"], share=watching.LESSON_SHARE)


def _touched(key: str, data: Mapping[str, Any]) -> bool:
    return block_key(key) in data or watching.video_key(key) in data


def lesson_completion(content: Mapping[str, Any], data: Mapping[str, Any]) -> Completion:
    """A lesson is complete when it is marked as done and waits for nothing; checks need an answer, right or not."""
    if data.get(DONE) and not waiting_for(content, data):
        return Completion.COMPLETED
    return Completion.INCOMPLETE if data else Completion.UNKNOWN


def lesson_reason(content: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """What is missing, in one sentence; empty where nothing is."""
    waiting = waiting_for(content, data)
    if waiting:
        count = "One thing is" if len(waiting) == 1 else f"{len(waiting)} things are"
        return f"{count} still open in this lesson. The first: {waiting[0].sentence}"
    return "" if data.get(DONE) else "Mark the lesson as done when you have read it."


def answers_in(questions: Iterable[Mapping[str, Any]], data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The answers that a quiz's state holds, by question."""
    found = {question["key"]: data.get(answer_key(question["key"])) for question in questions}
    return {key: answer for key, answer in found.items() if answer}
