"""A course as written becomes a SCORM 1.2 package: static pages in one SCO, the same bytes from the same text.

The package is meant for any learning system: it loads nothing from anywhere, keeps its bookmark and its answers in
suspend_data well under the 4,096 characters of the standard, and says so where there is nobody to save to.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from cms.demo.courses import CourseText, Lesson, Question
from cms.demo.markdown import Block

PARTS = Path(__file__).parent / "parts"
COPIED = ("course.css", "course.js", "scorm.js")
# Zip times have a year and no zone. One moment for every build, so that the bytes depend on the text alone.
WRITTEN = (2026, 1, 1, 0, 0, 0)
_LIBRARY_LINK = re.compile(r'<a href="library:[^"]*">(.*?)</a>')
_WEB_LINK = re.compile(r'<a href="(https?://[^"]*)">')
_ENGINE = Engine(dirs=[str(PARTS)], autoescape=True, string_if_invalid="[missing: %s]")


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
        "questions": [_question(question, course.lessons) for question in course.quiz.questions],
        "quiz_minutes": course.quiz_minutes,
        "count": len(course.quiz.questions),
        "authors": _names(course.front["authors"], people),
        "assurer": _names([course.front["quality_assurer"]], people),
        "checked_on": max((reference["checked_on"] for reference in course.front["references"]), default=None),
        "files": ["index.html", *COPIED],
    }
    files = {
        "imsmanifest.xml": _render("imsmanifest.xml", values),
        "index.html": _render("index.html", values),
        **{name: (PARTS / name).read_text(encoding="utf-8") for name in COPIED},
    }
    return _zip(files)


def _page(lesson: Lesson, number: int) -> _Page:
    blocks = []
    for position, block in enumerate(lesson.blocks, start=1):
        value = {"name": f"{lesson.key}-{position}", "type": block.type, **_value(block)}
        blocks.append(value)
    return _Page(lesson.key, lesson.title, lesson.minutes, number, blocks)


def _value(block: Block) -> dict[str, Any]:
    value = _unlinked(block.value)
    if block.type == "paragraph":
        return {"html": value}
    if block.type == "check":
        several = sum(choice["right"] for choice in value["choices"]) > 1
        return value | {"input": "checkbox" if several else "radio"}
    return dict(value)


def _question(question: Question, lessons: tuple[Lesson, ...]) -> dict[str, Any]:
    key = next(lesson.key for lesson in lessons if lesson.title == question.points_to)
    return {
        "key": question.key,
        "stem": question.stem,
        "input": "checkbox" if question.kind == "multiple" else "radio",
        "choices": question.choices,
        "lesson": key,
        "lesson_title": question.points_to,
    }


def _unlinked(value: Any) -> Any:
    """Links into the library become the titles that they are: a package may be played far from it."""
    if isinstance(value, str):
        value = _LIBRARY_LINK.sub(r"<cite>\1</cite>", value)
        return _WEB_LINK.sub(r'<a href="\1" target="_blank" rel="noopener noreferrer">', value)
    if isinstance(value, dict):
        return {key: _unlinked(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_unlinked(part) for part in value]
    return value


def _names(keys: list[str], people: Mapping[str, Mapping[str, str]] | None) -> str:
    return ", ".join(people[key]["name"] for key in keys) if people else ""


def _render(name: str, values: dict[str, Any]) -> str:
    text = _ENGINE.get_template(name).render(Context(values, use_l10n=False))
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"


def _zip(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, WRITTEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return buffer.getvalue()
