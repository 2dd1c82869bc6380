"""A question as one learner sees it, of any kind, in a quiz or in a lesson. Its key stays here until an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .rules import drawing, marking


@dataclass(frozen=True)
class Option:
    """An answer to choose. `right` and `rationale` are empty until the learner has answered."""

    key: str
    text: str
    chosen: bool = False
    right: bool = False
    rationale: str = ""


@dataclass(frozen=True)
class Line:
    """A step to place or a line to match: the picks of its list, and once answered what was given and what is right."""

    key: str
    name: str  # of its field
    text: str
    picks: Sequence[Option] = ()
    given: str = ""
    right: bool = False
    answer: str = ""
    rationale: str = ""


@dataclass(frozen=True)
class Decision:
    """What a person decided about an answer in free text."""

    right: bool
    comment: str = ""


@dataclass(frozen=True)
class Asked:
    """A question on the page, answered or not; `error` says what was wrong with what was just sent."""

    key: str
    stem: str
    several: bool
    options: Sequence[Option]
    answered: bool = False
    right: bool = False
    error: str = ""
    kind: str = marking.SINGLE
    lines: Sequence[Line] = ()
    text: str = ""  # the number or the words that were given
    unit: str = ""
    longest: int = 0
    told: bool = False  # the key is shown: it was answered, or the attempt is over
    answer: str = ""  # the right number, and how far off still counts
    rationale: str = ""
    part: str = ""  # "2 of 3 right", where only a part is
    waits: bool = False  # for a person to mark it
    comment: str = ""
    model_answer: str = ""

    @property
    def form(self) -> str:
        """Which of the forms asks it: choices, number, lines or text."""
        return _FORMS.get(self.kind, "choices")

    @property
    def verdict(self) -> str:
        """What is said about the answer, in one sentence."""
        if not self.answered:
            return "You did not answer this one."
        if self.waits:
            return "Kept as you wrote it. A person marks it; the result then stands here."
        if self.right:
            return "That is right."
        return f"{self.part}. Here is why." if self.part else "Not quite. Here is why."

    @property
    def sign(self) -> str:
        """In one word: right, wrong, part, waits or none."""
        if not self.answered:
            return "none"
        if self.waits:
            return "waits"
        return "right" if self.right else "part" if self.part else "wrong"


_FORMS = {
    marking.NUMERIC: "number",
    marking.ORDERING: "lines",
    marking.MATCHING: "lines",
    marking.EXTENDED: "lines",
    marking.FREE_TEXT: "text",
}


def asked(
    question: marking.Question,
    answer: Mapping[str, Any] | None,
    *,
    sent: marking.Sent | None = None,
    error: str = "",
    over: bool = False,
    decision: Decision | None = None,
) -> Asked:
    """A question for the page.

    Args:
        question: as it is frozen, or drawn; what has to be mixed and is not yet is mixed here, always the same way.
        answer: as the state keeps it (marking.stored); None where there is none.
        sent: what was sent when it was refused; it stays on the page.
        error: why it was refused.
        over: the attempt has ended, so that what was not answered is explained, too.
        decision: of a person, about free text.
    """
    if question["kind"] in (marking.ORDERING, marking.MATCHING) and not question.get("mixed"):
        question = drawing.mixed(question, question["key"])
    told = answer is not None or over
    given = marking.given(answer) if answer else None
    facts: dict[str, Any] = {"key": question["key"], "stem": question["stem"], "kind": question["kind"]}
    facts |= {"answered": answer is not None, "error": error, "told": told, "options": (), "several": False}
    facts["right"] = bool(answer and answer.get("right"))
    about = {"number": _number, "lines": _lines, "text": _text}.get(_FORMS.get(question["kind"], ""), _choices)
    facts |= about(question, given, sent or {}, told)
    if question["kind"] == marking.FREE_TEXT and answer is not None:
        facts |= _decided(question, decision)
    return Asked(**facts)


def _choices(question: marking.Question, given: Any, sent: marking.Sent, told: bool) -> dict[str, Any]:
    chosen = set(given or sent.get("choice", ()))
    options = [
        Option(
            choice["key"],
            choice["text"],
            choice["key"] in chosen,
            right=choice["right"] if told else False,
            rationale=choice["rationale"] if told else "",
        )
        for choice in question["choices"]
    ]
    return {"options": options, "several": marking.takes_several(question)}


def _number(question: marking.Question, given: Any, sent: marking.Sent, told: bool) -> dict[str, Any]:
    unit = question.get("unit", "")
    facts = {"text": given or _last(sent, "value"), "unit": unit}
    if not told:
        return facts
    behind = f" {unit}" if unit else ""
    off = Decimal(question.get("tolerance") or 0)
    within = f", and up to {question['tolerance']}{behind} more or less counts" if off else ""
    return facts | {"answer": f"{question['answer']}{behind}{within}", "rationale": question["rationale"]}


def _text(question: marking.Question, given: Any, sent: marking.Sent, told: bool) -> dict[str, Any]:
    return {"text": given or _last(sent, "text"), "longest": int(question.get("longest") or 0)}


def _decided(question: marking.Question, decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {"waits": True, "right": False}
    return {"right": decision.right, "comment": decision.comment, "model_answer": question["model_answer"]}


def _lines(question: marking.Question, given: Any, sent: marking.Sent, told: bool) -> dict[str, Any]:
    ordering = question["kind"] == marking.ORDERING
    lines = (_steps if ordering else _matches)(question, given, sent, told)
    right = sum(1 for line in lines if line.right)
    part = f"{right} of {len(lines)} right" if told and not ordering and 0 < right < len(lines) else ""
    return {"lines": lines, "part": part, "rationale": question.get("rationale", "") if told else ""}


def _steps(question: marking.Question, given: Any, sent: marking.Sent, told: bool) -> list[Line]:
    places = {key: str(number) for number, key in enumerate(given or (), start=1)}
    if told:
        return [
            Line(
                step["key"],
                f"place.{step['key']}",
                step["text"],
                given=places.get(step["key"], ""),
                right=places.get(step["key"]) == str(number),
                answer=str(number),
            )
            for number, step in enumerate(question["steps"], start=1)
        ]
    numbers = [str(number) for number in range(1, len(question["steps"]) + 1)]
    lines = []
    for step in question["shown"]:
        name = f"place.{step['key']}"
        picks = [Option(number, number, number == _last(sent, name)) for number in numbers]
        lines.append(Line(step["key"], name, step["text"], picks))
    return lines


def _matches(question: marking.Question, given: Any, sent: marking.Sent, told: bool) -> list[Line]:
    targets = marking.targets_of(question)
    texts = {target["key"]: target["text"] for target in targets}
    lines = []
    for line in question["lines"]:
        name = f"match.{line['key']}"
        chosen = (given or {}).get(line["key"], "") or _last(sent, name)
        if not told:
            picks = [Option(target["key"], target["text"], target["key"] == chosen) for target in targets]
            lines.append(Line(line["key"], name, line["text"], picks))
            continue
        answer = marking.target_of(question, line)
        lines.append(
            Line(
                line["key"],
                name,
                line["text"],
                given=texts.get(chosen, ""),
                right=chosen == answer,
                answer=texts.get(answer, ""),
                rationale=line.get("rationale", ""),
            )
        )
    return lines


def _last(sent: marking.Sent, name: str) -> str:
    values = sent.get(name) or ("",)
    return values[-1]
