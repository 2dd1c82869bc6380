"""From the blocks of a question to what is frozen of it: one shape for quizzes, banks and exercises in lessons.

The keys that a page shows (of choices, steps, lines, groups) say nothing about what is right.
"""

import hashlib
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from .rules import marking

Raw = dict[str, Any]
# The blocks of courses/question_blocks.py and what they freeze to; a choice says its kind itself.
KINDS = {
    "numeric": marking.NUMERIC,
    "ordering": marking.ORDERING,
    "matching": marking.MATCHING,
    "extended": marking.EXTENDED,
    "free_text": marking.FREE_TEXT,
}


def block_question(block: Raw, points_to: str = "") -> Raw:
    """A question from its raw stream child: type, id and value."""
    value = block["value"]
    kind = KINDS.get(block["type"]) or value.get("kind", marking.SINGLE)
    return question_of(kind, block["id"], value, points_to)


def question_of(kind: str, key: str, value: Raw, points_to: str = "") -> Raw:
    """What is frozen of a question of this kind.

    Args:
        key: its block's id.
        value: its block's raw value, as QUESTION_KINDS store it.
        points_to: the key of the lesson to read again.
    """
    head = {"key": key, "kind": kind, "stem": value["stem"], "points_to": points_to}
    freeze = _FREEZE.get(kind)
    return head | ({"choices": choices_of(value["choices"])} if freeze is None else freeze(key, value))


def choices_of(raw: list[Raw]) -> list[Raw]:
    """Answers to choose from, with their key and rationale."""
    return [
        {
            "key": answer["id"],
            "text": answer["value"]["text"] or "",
            "right": bool(answer["value"]["right"]),
            "rationale": answer["value"]["rationale"] or "",
        }
        for answer in raw
    ]


def _numeric(_key: str, value: Raw) -> Raw:
    return {
        "answer": _number(value["answer"]),
        "tolerance": _number(value.get("tolerance")) or "0",
        "unit": (value.get("unit") or "").strip(),
        "rationale": value["rationale"] or "",
    }


def _ordering(_key: str, value: Raw) -> Raw:
    # Block ids are random: the order of the steps cannot be read from them.
    steps = [{"key": step["id"], "text": step["value"] or ""} for step in value["steps"]]
    return {"steps": steps, "rationale": value["rationale"] or ""}


def _matching(key: str, value: Raw) -> Raw:
    groups: dict[str, Raw] = {}
    lines = []
    for pair in value["pairs"]:
        text = (pair["value"]["right"] or "").strip()
        group = groups.setdefault(text.casefold(), {"key": _key_of(key, text), "text": text})
        lines.append(
            {
                "key": pair["id"],
                "text": pair["value"]["left"] or "",
                "group": group["key"],
                "rationale": pair["value"]["rationale"] or "",
            }
        )
    return {"lines": lines, "groups": list(groups.values()), "rationale": value["rationale"] or ""}


def _extended(key: str, value: Raw) -> Raw:
    texts = {text.casefold(): text for option in value["options"] if (text := (option["value"] or "").strip())}
    options = [{"key": _key_of(key, texts[folded]), "text": texts[folded]} for folded in sorted(texts)]
    by_text = {folded: _key_of(key, folded) for folded in texts}
    lines = [
        {
            "key": line["id"],
            "text": line["value"]["text"] or "",
            "answer": by_text.get((line["value"]["answer"] or "").strip().casefold(), ""),
            "rationale": line["value"]["rationale"] or "",
        }
        for line in value["vignettes"]
    ]
    return {"options": options, "lines": lines}


def _free_text(_key: str, value: Raw) -> Raw:
    texts = {"look_for": value["look_for"] or "", "model_answer": value["model_answer"] or ""}
    return {"longest": value["longest"] or 0} | texts


_FREEZE: dict[str, Callable[[str, Raw], Raw]] = {
    marking.NUMERIC: _numeric,
    marking.ORDERING: _ordering,
    marking.MATCHING: _matching,
    marking.EXTENDED: _extended,
    marking.FREE_TEXT: _free_text,
}


def _number(value: Any) -> str:
    """A decimal in its plainest text; blank where there is none."""
    try:
        plain = Decimal(str(value)).normalize()
    except InvalidOperation:
        return ""
    return format(plain, "f") if plain.is_finite() else ""


def _key_of(question: str, text: str) -> str:
    return hashlib.sha256(f"{question}\x1f{text.casefold()}".encode()).hexdigest()[:16]
