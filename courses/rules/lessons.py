"""Lessons and quizzes of our own: how what a learner does is folded into the state of an attempt, and what it comes to.

Everything here is a union: an answer once given stays, a mark is never taken back, and the order in which two devices
arrive does not matter. So the state never goes backwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from courses.models.learning import Completion

from . import marking

DONE, PLACE = "done", "place"


def block_key(block: str) -> str:
    """The element of a lesson's state that a block writes."""
    return f"block.{block}"


def answer_key(question: str) -> str:
    """The element of a quiz's state that a question writes."""
    return f"answer.{question}"


def folded(data: Mapping[str, Any], delta: Mapping[str, Any]) -> dict[str, Any]:
    """`data` with `delta` joined in. The first answer to a question stays; chosen paths and marks add up; the place is
    wherever the learner was last.
    """
    after = dict(data)
    for key, value in delta.items():
        before = after.get(key)
        if before is None or key == PLACE:
            after[key] = value
        elif isinstance(before, dict) and "paths" in before:
            after[key] = {"paths": list(dict.fromkeys([*before["paths"], *value.get("paths", [])]))}
    return after


def open_checks(content: Mapping[str, Any], data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The checks of a lesson that have no answer yet, in the order of the text (a database's JSON keeps no order)."""
    checks = content.get("checks", {})
    inside = [block["id"] for block in content.get("body", ()) if block["id"] in checks]
    return [checks[key] for key in inside if block_key(key) not in data]


def lesson_completion(content: Mapping[str, Any], data: Mapping[str, Any]) -> Completion:
    """A lesson is complete when it is marked as done and each of its checks has been answered, rightly or not."""
    if data.get(DONE) and not open_checks(content, data):
        return Completion.COMPLETED
    return Completion.INCOMPLETE if data else Completion.UNKNOWN


def lesson_reason(content: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """What is missing, in one sentence; empty where nothing is."""
    waiting = open_checks(content, data)
    if waiting:
        count = "One check has" if len(waiting) == 1 else f"{len(waiting)} checks have"
        return f"{count} no answer yet. The first is: “{waiting[0]['stem'][:120]}”"
    return "" if data.get(DONE) else "Mark the lesson as done when you have read it."


def answers_in(questions: Iterable[Mapping[str, Any]], data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The answers that a quiz's state holds, by question."""
    found = {question["key"]: data.get(answer_key(question["key"])) for question in questions}
    return {key: answer for key, answer in found.items() if answer}


def quiz_completion(
    questions: Sequence[Mapping[str, Any]], data: Mapping[str, Any]
) -> tuple[Completion, Decimal | None]:
    """A quiz is complete when every question is answered; only then it has a score."""
    answers = answers_in(questions, data)
    if questions and len(answers) == len(questions):
        return Completion.COMPLETED, marking.score(questions, answers)
    return (Completion.INCOMPLETE if answers else Completion.UNKNOWN), None
