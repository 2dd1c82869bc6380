"""A lesson as one learner sees it: its blocks in order, with what they answered and no key to what they have not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .learning_blocks import LessonBody
from .question_pages import Asked, asked
from .rules.lessons import block_key

_BODY = LessonBody()


@dataclass(frozen=True)
class Piece:
    """A block of the lesson: text to read, or something to do."""

    id: str
    kind: str  # text, check, branch or prompt
    block: Any = None  # a bound block, for text
    asked: Asked | None = None
    words: str = ""  # the scene or the prompt
    paths: Sequence[Mapping[str, Any]] = field(default=())
    note: str = ""
    written: bool = False


def pieces(content: Mapping[str, Any], data: Mapping[str, Any], notes: Mapping[str, str]) -> list[Piece]:
    """The lesson's blocks with the learner's state in them."""
    return [_piece(block, content, data, notes) for block in _BODY.to_python(list(content.get("body", ())))]


def piece(key: str, content: Mapping[str, Any], data: Mapping[str, Any], notes: Mapping[str, str]) -> Piece | None:
    """One block of the lesson; None where there is none of that id."""
    raw = [block for block in content.get("body", ()) if block["id"] == key]
    return next((_piece(block, content, data, notes) for block in _BODY.to_python(raw)), None)


def _piece(block: Any, content: Mapping[str, Any], data: Mapping[str, Any], notes: Mapping[str, str]) -> Piece:
    state = data.get(block_key(block.id)) or {}
    match block.block_type:
        case "knowledge_check":
            return Piece(block.id, "check", asked=asked(content["checks"][block.id], state or None))
        case "branch":
            taken = state.get("paths", [])
            paths = [
                {"key": path["key"], "text": path["text"], "consequence": path["consequence"] if taken_it else ""}
                for path in content["branches"][block.id]["paths"]
                for taken_it in [path["key"] in taken]
            ]
            return Piece(block.id, "branch", words=block.value["scene"], paths=paths, written=bool(taken))
        case "reflection":
            note = notes.get(block.id, "")
            return Piece(block.id, "prompt", words=block.value["prompt"], note=note, written=bool(note))
        case _:
            return Piece(block.id, "text", block=block)
