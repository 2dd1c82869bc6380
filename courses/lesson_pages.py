"""A lesson as one learner sees it: its blocks in order, with what they answered and no key to what they have not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .learning_blocks import LessonBody
from .question_pages import Asked, asked
from .rules import scenarios, watching
from .rules.lessons import block_key

_BODY = LessonBody()


@dataclass(frozen=True)
class Piece:
    """A block of the lesson: text to read, or something to do.

    `kind` is text, check, branch, scenario, prompt, to_do, linked or video, and names the template's piece.
    """

    id: str
    kind: str
    block: Any = None  # a bound block, for text and films
    asked: Asked | None = None
    words: str = ""  # the scene, the prompt or the title
    paths: Sequence[Mapping[str, Any]] = field(default=())  # of a branch
    stops: Sequence[scenarios.Stop] = ()  # of a scenario
    items: Sequence[Mapping[str, Any]] = ()  # of a list to tick
    link: Mapping[str, Any] = field(default_factory=dict)  # of a page of the library
    film: Mapping[str, Any] = field(default_factory=dict)  # of a film: as frozen, with its element of the state
    note: str = ""
    written: bool = False  # the learner has done something here

    @property
    def ended(self) -> bool:
        """Whether a scenario's walk stands at an end."""
        return bool(self.stops) and self.stops[-1].end

    @property
    def ticked(self) -> int:
        """How many items of a list are ticked."""
        return sum(1 for item in self.items if item["ticked"])


def pieces(content: Mapping[str, Any], data: Mapping[str, Any], notes: Mapping[str, str]) -> list[Piece]:
    """The lesson's blocks with the learner's state in them."""
    return [_piece(block, content, data, notes) for block in _BODY.to_python(list(content.get("body", ())))]


def piece(key: str, content: Mapping[str, Any], data: Mapping[str, Any], notes: Mapping[str, str]) -> Piece | None:
    """One block of the lesson; None where there is none of that id."""
    raw = [block for block in content.get("body", ()) if block["id"] == key]
    return next((_piece(block, content, data, notes) for block in _BODY.to_python(raw)), None)


def _piece(block: Any, content: Mapping[str, Any], data: Mapping[str, Any], notes: Mapping[str, str]) -> Piece:  # noqa: PLR0911 - one a kind
    state = data.get(block_key(block.id)) or {}
    match block.block_type:
        case "knowledge_check" | "match" | "order":
            return Piece(block.id, "check", asked=asked(content["checks"][block.id], state or None))
        case "branch":
            taken = state.get("paths", [])
            paths = [
                {"key": path["key"], "text": path["text"], "consequence": path["consequence"] if taken_it else ""}
                for path in content["branches"][block.id]["paths"]
                for taken_it in [path["key"] in taken]
            ]
            return Piece(block.id, "branch", words=block.value["scene"], paths=paths, written=bool(taken))
        case "scenario":
            scenario, walked = content["scenarios"][block.id], state.get("walked", [])
            stops = scenarios.trail(scenario, walked)
            return Piece(block.id, "scenario", words=scenario["title"], stops=stops, written=bool(walked))
        case "reflection":
            note = notes.get(block.id, "")
            return Piece(block.id, "prompt", words=block.value["prompt"], note=note, written=bool(note))
        case "to_do":
            ticked = state.get("ticked", [])
            items = [item | {"ticked": item["key"] in ticked} for item in content["to_dos"][block.id]]
            return Piece(block.id, "to_do", words=block.value["title"], items=items, written=bool(ticked))
        case "linked_page":
            return Piece(block.id, "linked", words=block.value["why"] or "", link=content["links"][block.id])
        case "video":
            film = content["videos"][block.id] | {"element": data.get(watching.video_key(block.id)) or {}}
            return Piece(block.id, "video", block=block, film=film)
        case _:
            return Piece(block.id, "text", block=block)
