"""From the block of a quiz to what is frozen of it: its terms, its questions, and all that it may draw from banks."""

from typing import Any

from .banks import QuestionBank
from .question_outlines import block_question
from .specs import ItemSpec

Raw = dict[str, Any]
TERMS = ("attempts", "cool_down", "time_limit", "negative")


def quiz_item(key: str, raw: Raw, module: str, pass_mark: int | None, titles: dict[str, str]) -> ItemSpec:
    """A quiz's item. What came later than the first quizzes stands in it only where it is used.

    Args:
        raw: its raw stream value.
        pass_mark: the course's, for a quiz without its own.
        titles: the keys of the course's items by their titles in lower case, for "Covered in".
    """
    own = [block for block in raw["questions"] if block["type"] != "from_bank"]
    content: Raw = {"intro": raw["intro"] or "", "questions": [_question(block, titles) for block in own]}
    draws: dict[int | None, int] = {}
    for block in raw["questions"]:
        if block["type"] == "from_bank":
            bank = block["value"]["bank"] or None  # an author has yet to choose one; nothing with it is published
            draws[bank] = draws.get(bank, 0) + int(block["value"]["count"] or 0)
    if draws:
        content["draws"] = []
        banks = QuestionBank.objects.in_bulk([pk for pk in draws if pk is not None])
        for pk, count in draws.items():
            held = banks.get(pk) if pk is not None else None
            pool = str(held.uuid) if held else str(pk or "")
            content["draws"].append({"pool": pool, "title": held.title if held else "", "count": count})
            # What was never published is nobody's question yet; a draft beside a published bank is in its revisions.
            if held is not None and held.live:
                stream: Any = held.questions
                content["questions"] += [_question(block, titles) | {"pool": pool} for block in stream.get_prep_value()]
    content |= {name: raw[name] for name in TERMS if raw.get(name)}
    return ItemSpec(key, "quiz", raw["title"], raw["minutes"] or 0, module, content, raw["pass_mark"] or pass_mark)


def _question(block: Raw, titles: dict[str, str]) -> Raw:
    return block_question(block, titles.get((block["value"].get("points_to") or "").strip().casefold(), ""))
