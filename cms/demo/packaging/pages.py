"""What every package of ours is made of: blocks and questions as templates take them, pages, and a zip.

The same text gives the same bytes. Nothing in a page loads anything from another place.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.html import escape

from cms.demo.courses import CourseText, Lesson, Question
from cms.demo.markdown import Block

PARTS = Path(__file__).parent / "parts"
# Zip times have a year and no zone. One moment for every build, so that the bytes depend on the text alone.
WRITTEN = (2026, 1, 1, 0, 0, 0)
NATIVE_ONLY = frozenset({"scenario", "match", "order", "video", "page"})
_TYPES = {"to-do": "checklist"}
_LIBRARY_LINK = re.compile(r'<a href="library:[^"]*">(.*?)</a>')
_WEB_LINK = re.compile(r'<a href="(https?://[^"]*)">')
_ENGINE = Engine(dirs=[str(PARTS)], autoescape=True, string_if_invalid="[missing: %s]")


def shown(blocks: Sequence[Block], key: str, *, top: int = 2) -> list[dict[str, Any]]:
    """Blocks as block.html takes them; `key` begins the names of their checks, and a section is headed by h`top`.

    What only a native lesson can do (a scenario, an exercise, a film, a card) is left out; a list to tick is a list.
    """
    found = [
        {"name": f"{key}-{n}", "type": _TYPES.get(block.type, block.type), **_value(block)}
        for n, block in enumerate(blocks, start=1)
        if block.type not in NATIVE_ONLY
    ]
    for value in found:
        if value["type"] == "heading":
            value["tag"] = f"h{top + int(value['level']) - 2}"
    return found


def question_of(question: Question, lessons: Sequence[Lesson]) -> dict[str, Any]:
    """A question with the lesson that answers it."""
    key = next(lesson.key for lesson in lessons if lesson.title == question.points_to)
    return {
        "key": question.key,
        "stem": question.stem,
        "input": "checkbox" if question.kind == "multiple" else "radio",
        "choices": question.choices,
        "lesson": key,
        "lesson_title": question.points_to,
    }


def checked_on(course: CourseText) -> date | None:
    """The day of the latest check of a source; None where the course names none."""
    return max((reference["checked_on"] for reference in course.front["references"]), default=None)


def render(name: str, values: Mapping[str, Any]) -> str:
    """A template of `parts` as text, without empty lines."""
    text = _ENGINE.get_template(name).render(Context(dict(values), use_l10n=False))
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"


def copied(names: Iterable[str]) -> dict[str, str]:
    """Files of `parts` as they are, by name."""
    return {name: (PARTS / name).read_text(encoding="utf-8") for name in names}


def zipped(files: Mapping[str, str]) -> bytes:
    """The files as a zip, in their order, all written at one moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, WRITTEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return buffer.getvalue()


def _value(block: Block) -> dict[str, Any]:
    value = _unlinked(block.value)
    if block.type == "paragraph":
        return {"html": value}
    if block.type == "to-do":
        return {"title": value["title"], "items": [escape(item) for item in value["items"]]}
    if block.type == "check":
        several = sum(choice["right"] for choice in value["choices"]) > 1
        return value | {"input": "checkbox" if several else "radio"}
    return dict(value)


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
