"""A course of the demo library as plain data: its lessons, their checks and choices, and the quiz.

Two readers use it: the seed, which makes a native course of it, and the script that builds a SCORM package from it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import front
from .markdown import Block, LibraryError, Lines, anchor_of, front_matter, read_blocks, toml, typographic

QUESTION_KINDS = ("single", "multiple", "true-false")

_LESSON = re.compile(r"^# (?P<title>\S.*)$")
QUIZ_MINUTES_AT_LEAST = 5
_MINUTES = re.compile(r"^minutes: (?P<minutes>\d+)$")
_CHECK = re.compile(r"^- \[(?P<mark>[ x])\] (?P<text>\S.*)$")
_CHOICE = re.compile(r"^- (?P<text>\S.*)$")
_QUOTED = re.compile(r"^\s+> ?(?P<text>.*)$")


@dataclass(frozen=True)
class Lesson:
    """A lesson: its blocks as FORMAT.md allows them, checks, reflections and branches among them.

    Beside the reading blocks there are `check` {question, choices: [{text, right, rationale}]}, `reflect` {prompt} and
    `branch` {situation, choices: [{text, outcome}]}; these texts are plain.
    """

    key: str
    title: str
    minutes: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Choice:
    """An answer of the quiz and why it is right or wrong."""

    text: str
    right: bool
    rationale: str


@dataclass(frozen=True)
class Question:
    """A question of the quiz; `points_to` is the title of the lesson that answers it."""

    key: str
    kind: str
    stem: str
    points_to: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Quiz:
    """The final quiz; the pass mark is a percentage."""

    pass_mark: int
    intro: str
    questions: tuple[Question, ...]


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
    blocks = read_blocks(part.part(2, len(part.lines)), more={"check": _check, "reflect": _reflect, "branch": _branch})
    return Lesson(anchor_of(title), title, int(minutes["minutes"]), tuple(blocks))


def _check(title: str, part: Lines) -> dict[str, Any]:
    choices = [
        {"text": typographic(found["text"]), "right": found["mark"] == "x", "rationale": why}
        for found, why in _answers(_CHECK, part, "- [ ] An answer, or - [x] for a right one")
    ]
    if not title or len(choices) < 2 or not any(choice["right"] for choice in choices):  # noqa: PLR2004
        raise part.refuse(-1, "A check asks a question and has at least two answers, one of them right.")
    return {"question": title, "choices": choices}


def _branch(title: str, part: Lines) -> dict[str, Any]:
    choices = [
        {"text": typographic(found["text"]), "outcome": what} for found, what in _answers(_CHOICE, part, "- A choice")
    ]
    if not title or len(choices) < 2:  # noqa: PLR2004
        raise part.refuse(-1, "A branch has a situation and at least two choices.")
    return {"situation": title, "choices": choices}


def _reflect(title: str, part: Lines) -> dict[str, Any]:
    if title:
        raise part.refuse(-1, "A reflection has no title; its prompt stands on the lines below.")
    return {"prompt": _plain(part.lines)}


def _answers(pattern: re.Pattern[str], part: Lines, shape: str) -> list[tuple[re.Match[str], str]]:
    """Each answer with the quoted text below it, which every answer must have."""
    found: list[tuple[re.Match[str], list[str], int]] = []
    for offset, line in enumerate(part.lines):
        if not line.strip():
            continue
        answer, quoted = pattern.match(line), _QUOTED.match(line)
        if answer:
            found.append((answer, [], offset))
        elif quoted and found:
            found[-1][1].append(quoted["text"])
        else:
            raise part.refuse(offset, f"Expected a line like {shape}, or a line of its reason: two spaces and >.")
    for _, reason, offset in found:
        if not "".join(reason).strip():
            raise part.refuse(offset, "Say below every answer what follows from it: two spaces and >.")
    return [(answer, _plain(reason)) for answer, reason, _ in found]


def _plain(lines: Sequence[str]) -> str:
    return typographic(" ".join(" ".join(lines).split()))


# --- The quiz ---------------------------------------------------------------------------------------------------------


def read_quiz(path: Path, lessons: set[str]) -> Quiz:
    """The questions in `path`, each pointing to one of `lessons` by its title. Raises LibraryError."""
    lines = Lines(path, 1, path.read_text(encoding="utf-8").splitlines())
    data = toml(lines)
    _only(data, {"pass_mark", "intro", "questions"}, lines, "The quiz")
    questions = tuple(_question(one, lines, lessons) for one in data["questions"])
    keys = [question.key for question in questions]
    if not keys or len(set(keys)) != len(keys):
        raise LibraryError(path, 1, "A quiz has questions, and each has a key of its own.")
    return Quiz(int(data["pass_mark"]), typographic(data["intro"]), questions)


def _question(one: Mapping[str, Any], lines: Lines, lessons: set[str]) -> Question:
    line = lines.line_of(rf'key = "{one.get("key", "")}"')
    _only(one, {"key", "kind", "stem", "points_to", "choices"}, lines, "A question", line)
    choices = []
    for choice in one["choices"]:
        _only(choice, {"text", "right", "rationale"}, lines, "A choice", line)
        choices.append(Choice(typographic(choice["text"]), bool(choice["right"]), typographic(choice["rationale"])))
    right = sum(choice.right for choice in choices)
    if one["kind"] not in QUESTION_KINDS:
        raise LibraryError(lines.path, line, f"kind is one of {', '.join(QUESTION_KINDS)}.")
    if right == 0 or right == len(choices) or (right > 1 and one["kind"] != "multiple"):
        raise LibraryError(lines.path, line, "One answer is right; several where the kind is multiple; never all.")
    points_to = typographic(one["points_to"])
    if points_to not in lessons:
        raise LibraryError(lines.path, line, f"points_to names no lesson of this course: {points_to!r}.")
    return Question(one["key"], one["kind"], typographic(one["stem"]), points_to, tuple(choices))


def _only(data: Mapping[str, Any], keys: set[str], lines: Lines, what: str, line: int = 1) -> None:
    if set(data) != keys:
        odd = ", ".join(sorted(set(data) ^ keys))
        raise LibraryError(lines.path, line, f"{what} has {', '.join(sorted(keys))}; look at {odd}.")
