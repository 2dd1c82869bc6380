"""A quiz as one learner sees it: one question at a time, in the order of the attempt; explained once answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .models import Attempt, CourseItem, RunState
from .question_pages import Asked, asked
from .rules import drawing, lessons, marking


@dataclass(frozen=True)
class Result:
    """An attempt that has ended."""

    passed: bool
    right: int
    total: int
    score: Decimal
    needed: int
    questions: Sequence[tuple[Asked, str]]  # each with the key of the lesson to read again
    number: int


@dataclass(frozen=True)
class QuizPage:
    """What is shown now: `question` while the attempt is open, `result` once it has ended, neither before it begins."""

    intro: str
    total: int
    needed: int
    pass_mark: int
    answered: int = 0
    position: int = 0
    question: Asked | None = None
    points_to: str = ""
    last: bool = False
    result: Result | None = None
    marks: Sequence[str] = ()  # one word a question, in order: right, wrong, now or open


def quiz_page(
    item: CourseItem, state: RunState | None, *, show: str = "", sent: marking.Sent | None = None, error: str = ""
) -> QuizPage:
    """The page of a quiz.

    Args:
        item: the quiz.
        state: the state of its latest attempt, if there is one.
        show: the key of a question that was answered just now, to be explained; otherwise the next open one is asked.
        sent: what was ticked when the answer was refused; it stays ticked.
        error: why it was refused.
    """
    questions = item.content.get("questions", [])
    mark = item.pass_mark or 0
    needed = marking.needed(len(questions), mark)
    intro = item.content.get("intro", "")
    if state is None:
        return QuizPage(intro, len(questions), needed, mark)
    answers = lessons.answers_in(questions, state.data)
    ordered: list[marking.Question] = [*drawing.shuffled(questions, str(state.attempt.uuid))]
    ended = state.attempt.state == Attempt.State.ENDED
    current = _current(ordered, answers, show)
    if ended and (current is None or not show):
        return QuizPage(intro, len(questions), needed, mark, result=_result(ordered, answers, state, needed))
    question: marking.Question = current or ordered[0]
    answer = answers.get(question["key"])
    return QuizPage(
        intro,
        len(questions),
        needed,
        mark,
        answered=len(answers),
        position=ordered.index(question) + 1,
        question=asked(question, answer, sent=sent, error=error),
        points_to=question["points_to"],
        last=len(answers) == len(questions),
        marks=[_mark(one["key"], answers, question["key"]) for one in ordered],
    )


def _current(ordered: Sequence[marking.Question], answers: Mapping[str, Any], show: str) -> marking.Question | None:
    shown = next((one for one in ordered if one["key"] == show and show in answers), None)
    return shown or next((one for one in ordered if one["key"] not in answers), None)


def _mark(key: str, answers: Mapping[str, Any], current: str) -> str:
    if key in answers:
        return "right" if answers[key]["right"] else "wrong"
    return "now" if key == current else "open"


def _result(ordered: Sequence[marking.Question], answers: Mapping[str, Any], state: RunState, needed: int) -> Result:
    return Result(
        passed=state.success == "passed",
        right=sum(1 for answer in answers.values() if answer["right"]),
        total=len(ordered),
        score=state.score or Decimal(0),
        needed=needed,
        questions=[(asked(one, answers.get(one["key"])), one["points_to"]) for one in ordered],
        number=state.attempt.number,
    )
