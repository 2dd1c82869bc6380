"""Markdown with TOML front matter, read into the blocks that editors write with. FORMAT.md beside the library is the
contract; every refusal names the file and the line.

Blocks come out as plain data, a type and a value as a StreamField stores it, so that the same text can become a page,
a lesson or a package. Links to other items stay as `library:<slug>` until somebody knows their addresses.
"""

import itertools
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from editing.api import anchor_of

_FENCE = "+++"
_COLONS = ":::"
_MARKDOWN = MarkdownIt("commonmark", {"html": True, "typographer": True}).enable(["table", "smartquotes"])
_PLAIN = MarkdownIt("zero", {"typographer": True}).enable(["smartquotes"])
_TAGS = {"strong": "b", "em": "i"}  # as Wagtail's editor stores them
_TOML_LINE = re.compile(r"at line (\d+)")
_LINK = re.compile(r'href="library:([^"#]*)')
MOST_COLUMNS = 4


class LibraryError(ValueError):
    """A file of the library that cannot be read: which, where, and what to do about it."""

    def __init__(self, path: Path, line: int, sentence: str) -> None:
        super().__init__(f"{path}:{line}: {sentence}")
        self.path = path
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True)
class Block:
    """One block as a StreamField would store it, and the line it was written on."""

    type: str
    value: Any
    line: int

    def raw(self) -> dict[str, Any]:
        return {"type": self.type, "value": self.value}


@dataclass(frozen=True)
class Lines:
    """A part of a file: its lines, and the number of the first."""

    path: Path
    first: int
    lines: Sequence[str]

    def number(self, offset: int) -> int:
        return self.first + offset

    def part(self, start: int, end: int) -> "Lines":
        return Lines(self.path, self.first + start, self.lines[start:end])

    def refuse(self, offset: int, sentence: str) -> LibraryError:
        return LibraryError(self.path, self.number(offset), sentence)

    def line_of(self, pattern: str) -> int:
        """The number of the first line that begins with the pattern; the first line where none does."""
        found = (offset for offset, line in enumerate(self.lines) if re.match(pattern, line))
        return self.number(next(found, 0))


def front_matter(path: Path) -> tuple[dict[str, Any], Lines, Lines]:
    """A file's front matter, the lines it stands on, and the body. Raises LibraryError."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        raise LibraryError(path, 1, f"The file opens with a line of {_FENCE}, then front matter in TOML.")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise LibraryError(path, 1, f"The front matter has no closing line of {_FENCE}.")
    front = Lines(path, 2, lines[1:end])
    return toml(front), front, Lines(path, end + 2, lines[end + 1 :])


def toml(part: Lines) -> dict[str, Any]:
    """TOML with typographic quotes in every text a reader sees. Raises LibraryError."""
    try:
        return tomllib.loads("\n".join(part.lines))
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        raise part.refuse(int(at[1]) - 1 if at else 0, f"This is not TOML: {error}.") from error


def typographic(text: str) -> str:
    """Straight quotes and apostrophes as a typesetter sets them, and three dots as one sign."""
    tokens = _PLAIN.parseInline(text.replace("...", "…"))
    return "".join(child.content for token in tokens for child in token.children or [])


def links_in(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """The slugs that blocks link to inside the library, each with the line of its block."""
    found = [(slug, block.line) for block in blocks for slug in _LINK.findall(repr(block.value))]
    return found + [(str(block.value["page"]), block.line) for block in blocks if block.type == "page"]


def read_blocks(body: Lines, *, more: dict[str, Callable[[str, Lines], Any]] | None = None) -> list[Block]:
    """The blocks of a body, in order.

    Args:
        body: Markdown and fenced blocks.
        more: readers of further fenced blocks, by name: given the title and the lines, they return the block's value.

    Raises:
        LibraryError: for anything the format does not allow.
    """
    readers = DIRECTIVES | (more or {})
    blocks: list[Block] = []
    for name, title, part in _pieces(body):
        if name == "":
            blocks.extend(_prose(part))
            continue
        if name not in readers:
            raise part.refuse(-1, f"There is no block :::{name}; there are {', '.join(sorted(readers))}.")
        if not any(line.strip() for line in part.lines):
            raise part.refuse(-1, f"The block :::{name} is empty.")
        blocks.append(Block(_TYPES.get(name, name), readers[name](typographic(title), part), part.number(-1)))
    return blocks


def _pieces(body: Lines) -> Iterator[tuple[str, str, Lines]]:
    # Prose between fences comes with an empty name.
    start, open_at, name, title = 0, None, "", ""
    for offset, line in enumerate(body.lines):
        if not line.startswith(_COLONS):
            continue
        words = line.removeprefix(_COLONS).strip()
        if open_at is None and words:
            if any(text.strip() for text in body.lines[start:offset]):
                yield "", "", body.part(start, offset)
            name, _, title = words.partition(" ")
            open_at = offset
        elif open_at is not None and not words:
            yield name, title.strip(), body.part(open_at + 1, offset)
            start, open_at = offset + 1, None
        elif open_at is not None:
            raise body.refuse(offset, f"Blocks are not nested; :::{name} of line {body.number(open_at)} is still open.")
        else:
            raise body.refuse(offset, "This closes a block that was never opened.")
    if open_at is not None:
        raise body.refuse(open_at, f"The block :::{name} is never closed.")
    if any(text.strip() for text in body.lines[start:]):
        yield "", "", body.part(start, len(body.lines))


# --- Prose -----------------------------------------------------------------------------------------------------------


def _prose(part: Lines) -> Iterator[Block]:
    """Headings and tables as blocks of their own, and what stands between them as rich text."""
    run: list[Token] = []
    for group in _groups(_tokens(part)):
        first = group[0]
        line = part.number(first.map[0] if first.map else 0)
        if first.type in {"heading_open", "table_open"} and run:
            yield _paragraphs(run, part)
            run = []
        if first.type == "heading_open":
            yield Block("heading", _heading(group, part), line)
        elif first.type == "table_open":
            yield Block("table", _table(group, part), line)
        else:
            run.extend(group)
    if run:
        yield _paragraphs(run, part)


def _paragraphs(run: list[Token], part: Lines) -> Block:
    return Block("paragraph", _render(run), part.number(run[0].map[0] if run[0].map else 0))


def _tokens(part: Lines) -> list[Token]:
    tokens = _MARKDOWN.parse("\n".join(part.lines).replace("...", "…"))
    for token in tokens:
        offset = token.map[0] if token.map else 0
        kinds = {token.type, *(child.type for child in token.children or [])}
        if kinds & {"html_block", "html_inline"}:
            raise part.refuse(offset, "Raw HTML is not allowed; use a fenced block.")
        if "image" in kinds:
            raise part.refuse(offset, "Images are not part of the format.")
        if kinds & {"fence", "code_block", "hr", "blockquote_open"}:
            raise part.refuse(offset, f"{token.type.removesuffix('_open')} is not part of the format.")
        for child in [token, *(token.children or [])]:
            child.tag = _TAGS.get(child.tag, child.tag)
    return _tightened(tokens)


def _tightened(tokens: list[Token]) -> list[Token]:
    # A list item holds a line of text, not paragraphs: that is what the editor knows.
    depth = 0
    for token in tokens:
        depth += (token.type == "list_item_open") - (token.type == "list_item_close")
        if depth and token.type in {"paragraph_open", "paragraph_close"}:
            token.hidden = True
    return tokens


def _groups(tokens: list[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _render(tokens: Sequence[Token]) -> str:
    return _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}).replace("\n", "").strip()


def _heading(group: list[Token], part: Lines) -> dict[str, str]:
    level = group[0].tag.removeprefix("h")
    if level not in {"2", "3"}:
        raise part.refuse(group[0].map[0] if group[0].map else 0, "A body has headings of level two and three only.")
    return {"text": "".join(child.content for child in group[1].children or []), "level": level}


def _table(group: list[Token], part: Lines) -> dict[str, Any]:
    """The stored form of a typed table whose cells are rich text. Its first column heads its rows."""
    offset = group[0].map[0] if group[0].map else 0
    heads: list[str] = []
    rows: list[list[str]] = []
    for token, words in itertools.pairwise(group):
        if token.type == "th_open":
            heads.append("".join(child.content for child in words.children or []))
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "td_open":
            rows[-1].append(f"<p>{_render([words])}</p>")
    if not 1 < len(heads) <= MOST_COLUMNS:
        raise part.refuse(offset, f"A table has two to {MOST_COLUMNS} columns, or a telephone cannot show it.")
    return {
        "caption": "",
        "table": {
            "columns": [{"type": "text", "heading": head} for head in heads],
            "rows": [{"values": row} for row in rows if row],
            "caption": "",
        },
    }


# --- Fenced blocks ----------------------------------------------------------------------------------------------------


def rich(part: Lines) -> str:
    """The lines as rich text: paragraphs and lists. Raises LibraryError for anything else."""
    tokens = _tokens(part)
    for token in tokens:
        if token.type in {"heading_open", "table_open"}:
            raise part.refuse(token.map[0] if token.map else 0, "A fenced block holds paragraphs and lists only.")
    return _render(tokens)


def points(part: Lines, opening: str = "bullet_list_open") -> list[str]:
    """The items of a list that is all the block holds, each a paragraph of rich text. Raises LibraryError."""
    tokens = _tokens(part)
    wanted = "a numbered list" if opening == "ordered_list_open" else "a bullet list"
    if not tokens or tokens[0].type != opening or sum(token.level == 0 for token in tokens) != 2:  # noqa: PLR2004
        raise part.refuse(0, f"This block holds {wanted} and nothing else.")
    return [f"<p>{_render([token])}</p>" for token in tokens if token.type == "inline"]


def _listed(field: str, opening: str = "bullet_list_open") -> Callable[[str, Lines], Any]:
    def read(title: str, part: Lines) -> dict[str, Any]:
        if title:
            raise part.refuse(-1, "This block has no title of its own.")
        return {field: points(part, opening)}

    return read


def _titled(title: str, part: Lines) -> dict[str, Any]:
    return {"title": title, "text": rich(part)}


def _tone(tone: str) -> Callable[[str, Lines], Any]:
    return lambda title, part: {"tone": tone, "title": title, "text": rich(part)}


def _checklist(title: str, part: Lines) -> dict[str, Any]:
    return {"title": title, "items": points(part)}


def _clock(title: str, part: Lines) -> dict[str, Any]:
    rows = []
    for offset, line in enumerate(part.lines):
        if not line.strip():
            continue
        cells = [typographic(cell.strip()) for cell in line.split("|")]
        if len(cells) != 3 or not all(cells):  # noqa: PLR2004
            raise part.refuse(offset, "A line of a clock reads: label | date | why.")
        rows.append(dict(zip(("label", "date", "why"), cells, strict=True)))
    if not title:
        raise part.refuse(-1, "A clock says in its title what it counts.")
    return {"title": title, "rows": rows}


DIRECTIVES: dict[str, Callable[[str, Lines], Any]] = {
    "next-hour": _listed("steps", "ordered_list_open"),
    "key-points": _listed("points"),
    "note": _tone("note"),
    "warning": _tone("warning"),
    "scene": _titled,
    "words": _titled,
    "clock": _clock,
    "checklist": _checklist,
}
_TYPES = {"next-hour": "next_hour", "key-points": "key_points", "note": "callout", "warning": "callout"}

__all__ = [
    "Block",
    "LibraryError",
    "Lines",
    "anchor_of",
    "front_matter",
    "links_in",
    "points",
    "read_blocks",
    "rich",
    "toml",
    "typographic",
]
