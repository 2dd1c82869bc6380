"""A quiz as one learner sees it: its terms, one question at a time in the order of the attempt, and its result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils import timezone

from .models import Attempt, CourseItem, Enrolment, RunState
from .question_pages import Asked, Decision, asked
from .rules import drawing, lessons, marking, moments, quiz_terms
from .services import quizzing

Drawn = Sequence[marking.Question]


@dataclass(frozen=True)
class Term:
    """One of the lines on a quiz's first page."""

    icon: str
    strong: str
    rest: str = ""


@dataclass(frozen=True)
class Try:
    """An attempt that has ended, for the list of one's own."""

    number: int
    ended: datetime | None
    word: str
    score: Decimal | None = None
    passed: bool = False


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
    waits: int = 0  # answers that a person marks
    plain: bool = True  # right answers can be counted
    timed_out: bool = False
    read_again: Sequence[str] = ()  # keys of lessons, each once


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
    marks: Sequence[str] = ()  # one word a question, in order: right, wrong, part, waits, now or open
    terms: Sequence[Term] = ()
    tries: Sequence[Try] = field(default=())
    closed: str = ""  # why no other attempt can begin now
    deadline: datetime | None = None
    now: datetime | None = None


def quiz_page(
    enrolment: Enrolment,
    item: CourseItem,
    *,
    at: datetime,
    show: str = "",
    sent: marking.Sent | None = None,
    error: str = "",
) -> QuizPage:
    """The page of a quiz. Three statements; five where it has ended.

    Args:
        show: the key of a question that was answered just now, to be explained; otherwise the next open one is asked.
        sent: what was filled in when the answer was refused; it stays.
        error: why it was refused.
    """
    states = list(
        RunState.objects.filter(attempt__enrolment=enrolment, attempt__item=item, package_item__isnull=True)
        .select_related("attempt")
        .defer("data")
        .order_by("-attempt__number")
    )
    mark = item.pass_mark or 0
    total = drawing.total(item.content)
    head = QuizPage(item.content.get("intro", ""), total, marking.needed(total, mark), mark, now=at)
    if not states:
        return _with(head, terms=_terms(enrolment, item, head, at=at))
    state = states[0]
    questions = drawing.drawn(item.content, str(state.attempt.uuid))
    answers = lessons.answers_in(questions, state.data)
    ended = state.attempt.state == Attempt.State.ENDED
    current = _current(questions, answers, show)
    if ended and (current is None or not show or show not in answers):
        closed = quizzing.why_not(enrolment, item, at=at)
        result = _result(item, questions, answers, state, head.needed)
        return _with(head, result=result, tries=[_try(one) for one in states], closed=closed)
    question = current or questions[0]
    kept = quizzing.decisions_of(state.attempt).get(question["key"]) if ended else None
    decision = Decision(kept.right, kept.comment) if kept else None
    return _with(
        head,
        answered=len(answers),
        position=questions.index(question) + 1,
        question=asked(question, answers.get(question["key"]), sent=sent, error=error, decision=decision),
        points_to=question["points_to"],
        last=len(answers) == len(questions),
        marks=[_mark(one["key"], answers, question["key"]) for one in questions],
        deadline=None if ended else state.attempt.deadline,
    )


def _with(page: QuizPage, **facts: Any) -> QuizPage:
    return QuizPage(**{name: getattr(page, name) for name in QuizPage.__dataclass_fields__} | facts)


def _current(ordered: Sequence[dict[str, Any]], answers: Mapping[str, Any], show: str) -> dict[str, Any] | None:
    shown = next((one for one in ordered if one["key"] == show and show in answers), None)
    return shown or next((one for one in ordered if one["key"] not in answers), None)


def _mark(key: str, answers: Mapping[str, Any], current: str) -> str:
    if key in answers:
        right = answers[key]["right"]
        return "waits" if right is None else "right" if right else "wrong"
    return "now" if key == current else "open"


def _result(item: CourseItem, questions: Drawn, answers: Mapping[str, Any], state: RunState, needed: int) -> Result:
    free = [one["key"] for one in questions if one["kind"] == marking.FREE_TEXT and one["key"] in answers]
    found = quizzing.decisions_of(state.attempt) if free else {}
    decisions = {key: Decision(one.right, one.comment) for key, one in found.items()}
    shown = [
        (asked(one, answers.get(one["key"]), over=True, decision=decisions.get(one["key"])), one["points_to"])
        for one in questions
    ]
    attempt = state.attempt
    return Result(
        passed=state.success == "passed",
        right=sum(1 for one, _ in shown if one.right),
        total=len(questions),
        score=(state.score or Decimal(0)).quantize(Decimal("0.1"), rounding=ROUND_DOWN),
        needed=needed,
        questions=shown,
        number=attempt.number,
        waits=sum(1 for key in free if key not in decisions),
        plain=quiz_terms.is_plain(item.content),
        timed_out=bool(attempt.deadline and attempt.ended and attempt.ended >= attempt.deadline),
        read_again=list(dict.fromkeys(key for one, key in shown if key and not one.right and not one.waits)),
    )


def _try(state: RunState) -> Try:
    attempt = state.attempt
    words = {"passed": "Passed", "failed": "Not passed"}
    waiting = "Waits for marking" if state.completion == "completed" else "Not finished"
    score = None if state.score is None else state.score.quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return Try(attempt.number, attempt.ended, words.get(state.success, waiting), score, state.success == "passed")


def _terms(enrolment: Enrolment, item: CourseItem, head: QuizPage, *, at: datetime) -> list[Term]:
    content = item.content
    allowed = quizzing.allowed_to(enrolment, on=timezone.localdate(at))
    plain = quiz_terms.is_plain(content)
    some = f"{head.total} question{'' if head.total == 1 else 's'}"
    drawn = ", drawn anew for each attempt" if content.get("draws") else ""
    passing = (
        Term("target", f"{head.needed} right", f" to pass ({head.pass_mark}%)")
        if plain
        else Term("target", f"{head.pass_mark}% of the marks", " to pass")
    )
    found = [Term("list-checks", some, f"{drawn}, about {item.minutes} minutes"), passing, *_scoring(content)]
    limit = quiz_terms.minutes(content, allowed)
    if limit:
        own = f", your extra time of {limit - content['time_limit']} minutes included" if allowed.extra_time else ""
        found.append(
            Term("timer", f"{limit} minutes", f" from when you begin{own}. What is answered by then is marked.")
        )
    found.append(_tries(content, allowed))
    found.append(Term("save", "Each answer is saved", " as you give it; leave and come back"))
    return found


def _scoring(content: Mapping[str, Any]) -> list[Term]:
    kinds = {one["kind"] for one in content.get("questions", ())}
    found = []
    if kinds & {marking.MATCHING, marking.EXTENDED}:
        found.append(Term("scale", "Part marks", " for matching: each right line earns its share"))
    if marking.ORDERING in kinds:
        found.append(Term("list-ordered", "An order counts as a whole", ": every step in its place, or no mark"))
    if cost := content.get("negative"):
        found.append(
            Term(
                "circle-minus",
                f"A wrong answer costs {cost}% of a mark",
                "; one left open costs nothing, and no score is below 0",
            )
        )
    if marking.FREE_TEXT in kinds:
        found.append(Term("pen-line", "A person marks what you write", ", so the result follows later"))
    return found


def _tries(content: Mapping[str, Any], allowed: quiz_terms.Allowed) -> Term:
    number = quiz_terms.tries(content, allowed)
    pause = content.get("cool_down")
    after = f", with a pause of {moments.length_in_words(pause * 6000)} between them" if pause else ""
    if number is None:
        return Term("rotate-ccw", "As many tries as you like", after or ", in a new order each time")
    return Term("rotate-ccw", "One try" if number == 1 else f"{number} tries", after if number > 1 else "")
