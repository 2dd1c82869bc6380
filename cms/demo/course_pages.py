"""A course of the demo library as the outline of a course page: the raw stream data of courses/learning_blocks.py.

Keys of items come from the texts, so that planting the same library twice, or on two machines, makes the same course.
"""

import uuid
from typing import Any

from .courses import CourseText, Lesson, Quiz
from .markdown import Block

QUIZ_TITLE = "Final quiz"
_NAMESPACE = uuid.UUID("5ad7d9f4-8f0f-4f0c-9f0b-6d0d3f2b6c11")


def outline_of(course: CourseText) -> list[dict[str, Any]]:
    """The whole course as one module: its lessons in order, then the quiz."""
    items = [_lesson(course, lesson) for lesson in course.lessons]
    items.append(_quiz(course, course.quiz))
    return [_block(course, "module", "module", {"title": "", "items": items})]


def _lesson(course: CourseText, lesson: Lesson) -> dict[str, Any]:
    body = [_reading(course, f"{lesson.key}/{number}", block) for number, block in enumerate(lesson.blocks)]
    return _block(course, lesson.key, "lesson", {"title": lesson.title, "minutes": lesson.minutes, "body": body})


def _reading(course: CourseText, key: str, block: Block) -> dict[str, Any]:
    value = block.value
    if block.type == "check":
        choices = [_item(course, f"{key}/{number}", choice) for number, choice in enumerate(value["choices"])]
        return _block(course, key, "knowledge_check", {"question": value["question"], "choices": choices})
    if block.type == "branch":
        paths = [
            _item(course, f"{key}/{number}", {"text": choice["text"], "consequence": choice["outcome"]})
            for number, choice in enumerate(value["choices"])
        ]
        return _block(course, key, "branch", {"scene": value["situation"], "paths": paths})
    return _block(course, key, "reflection" if block.type == "reflect" else block.type, value)


def _quiz(course: CourseText, quiz: Quiz) -> dict[str, Any]:
    questions = []
    for question in quiz.questions:
        choices = [
            _item(
                course,
                f"quiz/{question.key}/{number}",
                {"text": choice.text, "right": choice.right, "rationale": choice.rationale},
            )
            for number, choice in enumerate(question.choices)
        ]
        facts = {"kind": question.kind, "stem": question.stem, "points_to": question.points_to, "choices": choices}
        questions.append(_block(course, f"quiz/{question.key}", "choice", facts))
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
        },
    )


def _block(course: CourseText, key: str, kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid5(_NAMESPACE, f"{course.slug}/{key}"))}


def _item(course: CourseText, key: str, value: dict[str, Any]) -> dict[str, Any]:
    return _block(course, key, "item", value)
