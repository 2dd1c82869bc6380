"""A course as written becomes a SCORM 1.2 package: static pages in one SCO, the same bytes from the same text.

The package is meant for any learning system: it loads nothing from anywhere, keeps its bookmark and its answers in
suspend_data well under the 4,096 characters of the standard, and says so where there is nobody to save to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms.demo.courses import CourseText, Lesson, Quiz

from .pages import checked_on, copied, question_of, render, shown, zipped

COPIED = ("course.css", "course.js", "asking.js", "scorm.js")


@dataclass(frozen=True)
class _Page:
    """A lesson on its way into the template: its blocks with numbered checks, and its place in the course."""

    key: str
    title: str
    minutes: int
    number: int
    blocks: list[dict[str, Any]]


def build_package(course: CourseText, people: Mapping[str, Mapping[str, str]] | None = None) -> bytes:
    """The zip of a course. `people` gives the names of its authors and assurer; without it they are left out."""
    pages = [_page(lesson, number) for number, lesson in enumerate(course.lessons, start=1)]
    values = {
        "course": course.front,
        "slug": course.slug,
        "pages": pages,
        "quiz": course.quiz,
        "intro": _intro(course.quiz),
        "questions": [question_of(question, course.lessons) for question in course.quiz.packaged],
        "quiz_minutes": course.quiz_minutes,
        "count": len(course.quiz.packaged),
        "authors": _names(course.front["authors"], people),
        "assurer": _names([course.front["quality_assurer"]], people),
        "checked_on": checked_on(course),
        "files": ["index.html", *COPIED],
    }
    return zipped(
        {
            "imsmanifest.xml": render("imsmanifest.xml", values),
            "index.html": render("index.html", values),
            **copied(COPIED),
        }
    )


def _page(lesson: Lesson, number: int) -> _Page:
    return _Page(lesson.key, lesson.title, lesson.minutes, number, shown(lesson.blocks, lesson.key, top=3))


def _intro(quiz: Quiz) -> str:
    """What opens the quiz; of our own words where the package asks fewer questions than the course does."""
    if len(quiz.packaged) == quiz.size:
        return quiz.intro
    return f"{len(quiz.packaged)} questions; {quiz.pass_mark} per cent to pass, and you may try as often as you like."


def _names(keys: list[str], people: Mapping[str, Mapping[str, str]] | None) -> str:
    return ", ".join(people[key]["name"] for key in keys) if people else ""
