"""A course of the demo library as plain data: its lessons, their checks and choices, and the quiz.

Two readers use it: the seed, which makes a native course of it, and the script that builds a SCORM package from it.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import front
from .learning import LEARNING
from .markdown import Block, LibraryError, Lines, anchor_of, front_matter, read_blocks, typographic
from .quizzes import CHOICE_KINDS, Choice, Question, Quiz, read_quiz

QUIZ_MINUTES_AT_LEAST = 5

_LESSON = re.compile(r"^# (?P<title>\S.*)$")
_MINUTES = re.compile(r"^minutes: (?P<minutes>\d+)$")


@dataclass(frozen=True)
class Lesson:
    """A lesson: its blocks as FORMAT.md allows them. Beside the reading blocks there are those of learning.py:

    `check` {question, choices: [{text, right, rationale}]}, `reflect` {prompt}, `branch` {situation, choices: [{text,
    outcome}]}, `scenario` {title, steps: [{name, text, ways: [{text, says, leads_to}]}]}, `to-do` {title, items},
    `match` {stem, pairs, rationale}, `order` {stem, steps, rationale}, `video` {film, required} and `page` {page, why}.
    """

    key: str
    title: str
    minutes: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class CourseText:
    """A course as written. `front` has the keys of FORMAT.md, with typographic quotes in what readers see."""

    path: Path
    front: dict[str, Any]
    lines: Lines
    lessons: tuple[Lesson, ...]
    quiz: Quiz

    @property
    def slug(self) -> str:
        return str(self.front["slug"])

    @property
    def quiz_minutes(self) -> int:
        """What the lessons leave of the course's minutes, and enough to read the questions in any case."""
        left = int(self.front["minutes"]) - sum(lesson.minutes for lesson in self.lessons)
        return max(left, QUIZ_MINUTES_AT_LEAST)

    @property
    def blocks(self) -> list[Block]:
        """Every block of every lesson, for whoever looks for links."""
        return [block for lesson in self.lessons for block in lesson.blocks]


def read_course(folder: Path) -> CourseText:
    """The course in `folder` (course.md and quiz.toml). Raises LibraryError."""
    values, lines, body = front_matter(folder / "course.md")
    known = front.checked(values, lines)
    lessons = tuple(_lessons(body))
    quiz = read_quiz(folder / "quiz.toml", {lesson.title for lesson in lessons})
    if quiz.pass_mark != known["pass_mark"]:
        raise LibraryError(folder / "quiz.toml", 1, f"The pass mark is {known['pass_mark']} in course.md.")
    return CourseText(folder / "course.md", known, lines, lessons, quiz)


# --- Lessons ----------------------------------------------------------------------------------------------------------


def _lessons(body: Lines) -> list[Lesson]:
    starts = [offset for offset, line in enumerate(body.lines) if _LESSON.match(line)]
    if not starts or any(line.strip() for line in body.lines[: starts[0]]):
        raise body.refuse(0, "A course begins with the heading of its first lesson: # Heading.")
    lessons = [
        _lesson(body.part(start, end)) for start, end in zip(starts, [*starts[1:], len(body.lines)], strict=True)
    ]
    keys = [lesson.key for lesson in lessons]
    if len(set(keys)) != len(keys):
        raise body.refuse(starts[0], "Two lessons have the same heading.")
    return lessons


def _lesson(part: Lines) -> Lesson:
    title = typographic(part.lines[0].removeprefix("# ").strip())
    minutes = _MINUTES.match(part.lines[1].strip()) if len(part.lines) > 1 else None
    if minutes is None:
        raise part.refuse(1, "The line after a lesson's heading reads: minutes: 6.")
    blocks = read_blocks(part.part(2, len(part.lines)), more=LEARNING)
    return Lesson(anchor_of(title), title, int(minutes["minutes"]), tuple(blocks))


__all__ = [
    "CHOICE_KINDS",
    "Choice",
    "CourseText",
    "Lesson",
    "Question",
    "Quiz",
    "read_course",
    "read_quiz",
]
