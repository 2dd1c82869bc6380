"""Reading the whole demo library: every file, every rule of FORMAT.md, every link."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import front
from .agreeing import check_draws, check_films, check_prerequisites, check_steps
from .courses import CourseText, read_course
from .front import Words
from .markdown import Block, LibraryError, Lines, front_matter, links_in, read_blocks, toml
from .packaging import Kind, PackageText, read_packages
from .programmes import ProgrammeText, read_programme
from .quizzes import Bank, read_bank

ROOT = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Item:
    """A guide, a case history, a webinar or a standard page. `front` has the keys of FORMAT.md."""

    path: Path
    front: dict[str, Any]
    lines: Lines
    blocks: list[Block]

    @property
    def slug(self) -> str:
        return str(self.front["slug"])

    @property
    def kind(self) -> str:
        return str(self.front["kind"])


@dataclass(frozen=True)
class Library:
    """Everything the demo shows, in the order in which it is planted."""

    items: list[Item]
    courses: list[CourseText]
    people: dict[str, dict[str, str]]
    helplines: list[dict[str, Any]]
    home: dict[str, Any]
    packages: list[tuple[PackageText, Kind]] = field(default_factory=list)
    banks: list[Bank] = field(default_factory=list)
    programmes: list[ProgrammeText] = field(default_factory=list)
    films: frozenset[str] = frozenset()

    @property
    def texts(self) -> list[Item | CourseText]:
        """Everything that has a slug."""
        return [*self.items, *self.courses]

    @property
    def slugs(self) -> frozenset[str]:
        """What a library link may name."""
        return frozenset(text.slug for text in self.texts)


def read_library(root: Path = ROOT) -> Library:
    """The library under `root`, with every rule checked that needs no database. Raises LibraryError."""
    folders = ("guides", "cases", "webinars", "pages")
    items = [read_item(path) for folder in folders for path in sorted((root / folder).glob("*.md"))]
    courses = [read_course(path.parent) for path in sorted((root / "courses").glob("*/course.md"))]
    library = Library(
        items=items,
        courses=courses,
        packages=read_packages(root),
        banks=[read_bank(path) for path in sorted((root / "banks").glob("*.toml"))],
        programmes=[read_programme(path) for path in sorted((root / "programmes").glob("*.toml"))],
        films=frozenset(path.stem for path in (root / "films").glob("*.toml")),
        people=_toml(root / "people.toml")["people"],
        helplines=_toml(root / "helplines.toml")["helplines"],
        home=_toml(root / "home.toml"),
    )
    _check_slugs_and_links(library)
    for course in library.courses:
        check_films(course, library.films)
        check_draws(course, library.banks)
        check_prerequisites(course, library.courses)
    for programme in library.programmes:
        check_steps(programme, library.courses, library.slugs)
    return library


def read_item(path: Path) -> Item:
    """One file. Raises LibraryError."""
    values, lines, body = front_matter(path)
    known = front.checked(values, lines)
    if known["kind"] == "course":
        raise LibraryError(path, lines.line_of("kind"), "A course has a folder of its own under courses/.")
    return Item(path, known, lines, read_blocks(body))


def check_words(library: Library, words: Words) -> None:
    """Raises LibraryError where a file names a topic, an audience, a nation or a person that nobody knows."""
    for text in library.texts:
        front.check_words(text.front, words, text.lines)
    for package, _ in library.packages:
        front.check_words(package.front, words, package.lines)
    for programme in library.programmes:
        front.check_words(programme.front, words, programme.lines)


def digest(root: Path = ROOT) -> str:
    """Names the library as it is written today, and the code that plants it."""
    total = hashlib.sha256()
    here = Path(__file__).parent
    for path in [
        *sorted(root.rglob("*.md")),
        *sorted(root.rglob("*.toml")),
        *sorted(here.glob("*.py")),
        *sorted(path for path in (here / "packaging").rglob("*") if path.is_file() and path.suffix != ".pyc"),
    ]:
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _toml(path: Path) -> dict[str, Any]:
    return toml(Lines(path, 1, path.read_text(encoding="utf-8").splitlines()))


def _check_slugs_and_links(library: Library) -> None:
    seen: dict[str, Path] = {}
    for text in [*library.texts, *(package for package, _ in library.packages), *library.programmes]:
        if text.slug in seen:
            raise LibraryError(text.path, 1, f"The slug {text.slug!r} is taken by {seen[text.slug].name}.")
        seen[text.slug] = text.path
    written = [(text.path, text.blocks) for text in library.texts]
    written += [(package.path, package.every_block) for package, _ in library.packages]
    for path, blocks in written:
        for slug, line in links_in(blocks):
            if slug not in library.slugs:
                raise LibraryError(path, line, f"library:{slug} leads nowhere; no item has that slug.")
    for need in [*library.home.get("needs", []), library.home.get("helpline", {})]:
        link = str(need.get("link", ""))
        if link.startswith("library:") and link.removeprefix("library:") not in library.slugs:
            raise LibraryError(ROOT / "home.toml", 1, f"{link} leads nowhere; no item has that slug.")
