"""What an author has left blank in a lesson: a heading without words, a picture that was not chosen, an empty list.

Drafts may be half-written, so no block insists on anything there; what is published is looked through here, whichever
way it is published.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from .learning_blocks import LessonBody

_TAG = re.compile(r"<[^>]*>|&nbsp;")
# Of these the linters of questions and lessons say more than that something is blank.
_JUDGED = {
    "knowledge_check": (),
    "match": (),
    "order": (),
    "video": (),
    "branch": ("scene",),
    "scenario": ("title",),
    "to_do": ("title",),
    "linked_page": (),
    "picture": ("image",),
}


@dataclass(frozen=True)
class Asked:
    """What a block asks of its author. `least` counts the rows of a list or table; `chosen` is picked, not written."""

    label: str
    required: bool = False
    chosen: bool = False
    least: int = 0
    fields: Mapping[str, "Asked"] = field(default_factory=dict)
    each: "Asked | None" = None
    table: bool = False


Blank = tuple[str, str]  # the id of the block, and a sentence without its subject


def blanks_of(body: Sequence[Mapping[str, Any]]) -> Iterator[Blank]:
    """The blanks of a lesson's body, as courses/lesson_outlines.py leaves it: each with the id of its block."""
    for block in body:
        asked = _BODY.get(block["type"])
        if asked is not None:
            yield from ((block["id"], f"{asked.label}: {sentence}") for sentence in _about(asked, block["value"]))


def _about(asked: Asked, raw: Any) -> Iterator[str]:
    if asked.table:
        if not (raw or {}).get("rows"):
            yield "it has no rows. Fill it, or take it out."
    elif asked.each is not None:
        rows = raw or []
        if len(rows) < asked.least:
            yield f"“{asked.label}” needs at least {'one' if asked.least == 1 else asked.least}."
        for number, row in enumerate(rows, start=1):
            yield from (f"{number}. {sentence}" for sentence in _about(asked.each, row["value"]))
    elif asked.fields:
        for name, part in asked.fields.items():
            yield from _about(part, (raw or {}).get(name))
    elif asked.required and _is_blank(raw):
        yield f"{'choose' if asked.chosen else 'write'} “{asked.label}”."


def _is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not _TAG.sub("", raw).strip())


def _plan(block: blocks.Block, *, label: str = "", only: Sequence[str] | None = None) -> Asked:
    named = label or str(block.label)
    if isinstance(block, TypedTableBlock):
        return Asked(named, table=True)
    if isinstance(block, blocks.ListBlock):
        return Asked(named, least=block.meta.min_num or 0, each=_plan(block.child_block, label=named))
    if isinstance(block, blocks.StructBlock):
        wanted = {name: child for name, child in block.child_blocks.items() if only is None or name in only}
        return Asked(named, fields={name: _plan(child) for name, child in wanted.items()})
    chosen = isinstance(block, blocks.ChooserBlock)
    optional = isinstance(block, blocks.BooleanBlock)
    # As it was declared: while a draft is saved, the block itself says that it asks for nothing.
    required = bool(block.deconstruct()[2].get("required", True))
    return Asked(named, required=required and not optional, chosen=chosen)


_BODY = {name: _plan(block, only=_JUDGED.get(name)) for name, block in LessonBody().child_blocks.items()}
