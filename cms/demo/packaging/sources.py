"""Reading the sources of the packages that are more than one page: cms/demo/library/packages/<slug>/.

A folder holds course.md and quiz.toml as FORMAT.md describes them, and what its kind needs besides: pretest.toml (the
questions before), sheets as Markdown (keep.md, meeting.md). The awkward package has package.md alone: front matter of a
course, and what its page says.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms.demo import front
from cms.demo.courses import CourseText, Lesson, Quiz, read_course, read_quiz
from cms.demo.markdown import Block, LibraryError, Lines, front_matter, read_blocks

from .pages import shown


@dataclass(frozen=True)
class Sheet:
    """A page of a package that tracks nothing."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class PackageText:
    """A package as written. `front` has the keys of a course; `course` is None where there are no lessons."""

    path: Path
    front: dict[str, Any]
    lines: Lines
    lessons: CourseText | None = None
    blocks: tuple[Block, ...] = ()
    pretest: Quiz | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return str(self.front["slug"])

    @property
    def course(self) -> CourseText:
        """Its lessons and final questions. Raises LibraryError where it has none."""
        if self.lessons is None:
            raise LibraryError(self.path, 1, "This package has no lessons.")
        return self.lessons

    @property
    def every_block(self) -> list[Block]:
        """All blocks of all pages, for whoever looks for links."""
        sheets = [block for sheet in self.sheets.values() for block in sheet.blocks]
        return [*(self.lessons.blocks if self.lessons else ()), *self.blocks, *sheets]


def read_package(folder: Path) -> PackageText:
    """The sources in `folder`. Raises LibraryError."""
    alone = folder / "package.md"
    if alone.is_file():
        values, lines, body = front_matter(alone)
        return PackageText(alone, front.checked(values, lines), lines, blocks=tuple(read_blocks(body)))
    course = read_course(folder)
    before = folder / "pretest.toml"
    return PackageText(
        course.path,
        course.front,
        course.lines,
        lessons=course,
        pretest=read_quiz(before, {lesson.title for lesson in course.lessons}) if before.is_file() else None,
        sheets={
            path.stem: _sheet(path)
            for path in sorted(folder.glob("*.md"))
            if path.name not in ("course.md", "package.md")
        },
    )


def steps_of(lesson: Lesson, path: Path) -> list[dict[str, Any]]:
    """A lesson of the file `path` in steps: the heading that opens each, and its blocks as templates take them.

    Raises LibraryError where something stands before the first heading.
    """
    steps: list[dict[str, Any]] = []
    for block in lesson.blocks:
        if block.type == "heading" and block.value["level"] == "2":
            steps.append({"heading": block.value["text"], "raw": []})
        elif not steps:
            raise LibraryError(path, block.line, f"The lesson “{lesson.title}” begins with a heading: ## Heading.")
        else:
            steps[-1]["raw"].append(block)
    return [
        {"heading": step["heading"], "blocks": shown(step["raw"], f"{lesson.key}-{number}")}
        for number, step in enumerate(steps, start=1)
    ]


def _sheet(path: Path) -> Sheet:
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0].startswith("# "):
        raise LibraryError(path, 1, "A sheet opens with its title: # Title.")
    body = Lines(path, 2, lines[1:])
    return Sheet(path.stem, lines[0].removeprefix("# ").strip(), tuple(read_blocks(body)))
