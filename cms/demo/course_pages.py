"""A course of the demo library as the outline of a course page: the raw stream data of courses/outline_blocks.py.

Keys of items come from the texts, so that planting the same library twice, or on two machines, makes the same course.
What has a row of its own (a page, a film, a bank) stands as `library:`, `film:` or `bank:` and its slug until planting
knows the rows.
"""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from .courses import CHOICE_KINDS, CourseText, Lesson, Question, Quiz
from .markdown import Block

QUIZ_TITLE = "Final quiz"
_NAMESPACE = uuid.UUID("5ad7d9f4-8f0f-4f0c-9f0b-6d0d3f2b6c11")


def outline_of(course: CourseText) -> list[dict[str, Any]]:
    """The whole course as one module: its lessons in order, then the quiz."""
    items = [_lesson(course, lesson) for lesson in course.lessons]
    items.append(_quiz(course, course.quiz))
    return [_block(course, "module", "module", {"title": "", "items": items})]


def questions_of(questions: tuple[Question, ...], course: str) -> list[dict[str, Any]]:
    """Questions as courses/question_blocks.py stores them; `course` begins the names that their keys are made of."""
    return [_question(question, course) for question in questions]


def _lesson(course: CourseText, lesson: Lesson) -> dict[str, Any]:
    body = [_reading(course, f"{lesson.key}/{number}", block) for number, block in enumerate(lesson.blocks)]
    return _block(course, lesson.key, "lesson", {"title": lesson.title, "minutes": lesson.minutes, "body": body})


def _reading(course: CourseText, key: str, block: Block) -> dict[str, Any]:
    kind, value = block.type, block.value
    if kind in _MADE:
        kind, value = _MADE[kind](course.slug, key, value)
    return _block(course, key, kind, value)


def _check(course: str, key: str, value: dict[str, Any]) -> tuple[str, Any]:
    return "knowledge_check", {"question": value["question"], "choices": _items(course, key, value["choices"])}


def _branch(course: str, key: str, value: dict[str, Any]) -> tuple[str, Any]:
    paths = [{"text": choice["text"], "consequence": choice["outcome"]} for choice in value["choices"]]
    return "branch", {"scene": value["situation"], "paths": _items(course, key, paths)}


def _scenario(course: str, key: str, value: dict[str, Any]) -> tuple[str, Any]:
    steps = [
        step | {"ways": _items(course, f"{key}/{number}", step["ways"])} for number, step in enumerate(value["steps"])
    ]
    return "scenario", value | {"steps": _items(course, key, steps)}


def _to_do(course: str, key: str, value: dict[str, Any]) -> tuple[str, Any]:
    return "to_do", value | {"items": _items(course, key, value["items"])}


def _match(course: str, key: str, value: dict[str, Any]) -> tuple[str, Any]:
    return "match", value | {"pairs": _items(course, key, value["pairs"]), "points_to": ""}


def _order(course: str, key: str, value: dict[str, Any]) -> tuple[str, Any]:
    return "order", value | {"steps": _items(course, key, value["steps"]), "points_to": ""}


_MADE: dict[str, Callable[[str, str, dict[str, Any]], tuple[str, Any]]] = {
    "check": _check,
    "branch": _branch,
    "reflect": lambda _course, _key, value: ("reflection", value),
    "scenario": _scenario,
    "to-do": _to_do,
    "match": _match,
    "order": _order,
    "video": lambda _course, _key, value: (
        "video",
        {"video": f"film:{value['film']}", "required": value["required"]},
    ),
    "page": lambda _course, _key, value: ("linked_page", value | {"page": f"library:{value['page']}"}),
}


def _quiz(course: CourseText, quiz: Quiz) -> dict[str, Any]:
    questions = questions_of(quiz.questions, course.slug)
    questions += [
        _block(course, f"quiz/from/{draw.bank}", "from_bank", {"bank": f"bank:{draw.bank}", "count": draw.count})
        for draw in quiz.draws
    ]
    return _block(
        course,
        "quiz",
        "quiz",
        {
            "title": QUIZ_TITLE,
            "minutes": course.quiz_minutes,
            "pass_mark": quiz.pass_mark,
            "intro": f"<p>{quiz.intro}</p>",
            "questions": questions,
            **quiz.terms,
        },
    )


def _question(question: Question, course: str) -> dict[str, Any]:
    key = f"quiz/{question.key}"
    facts: dict[str, Any] = {"stem": question.stem, "points_to": question.points_to, **question.facts}
    kind = question.kind.replace("-", "_")
    if question.kind in CHOICE_KINDS:
        choices = [
            {"text": choice.text, "right": choice.right, "rationale": choice.rationale} for choice in question.choices
        ]
        facts |= {"kind": question.kind, "choices": _items(course, key, choices)}
        kind = "choice"
    for name in ("steps", "pairs", "options"):
        if name in facts:
            facts[name] = _items(course, key, facts[name])
    if "vignettes" in facts:
        facts["vignettes"] = _items(course, f"{key}/vignettes", facts["vignettes"])
    return {"type": kind, "value": facts, "id": _key(f"{course}/{key}")}


def _items(course: str, key: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"type": "item", "value": value, "id": _key(f"{course}/{key}/{number}")} for number, value in enumerate(values)
    ]


def _block(course: CourseText, key: str, kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": _key(f"{course.slug}/{key}")}


def _key(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))
