"""Final quizzes and question banks of the demo library, as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from .learning import problem_of_pairs, problem_of_steps
from .markdown import LibraryError, Lines, toml, typographic

CHOICE_KINDS = ("single", "multiple", "true-false")
# What a question of each kind has beside key, kind, stem and points_to; what is in brackets may be left out.
_FACTS: dict[str, dict[str, bool]] = {
    **{kind: {"choices": True} for kind in CHOICE_KINDS},
    "numeric": {"answer": True, "tolerance": False, "unit": False, "rationale": True},
    "ordering": {"steps": True, "rationale": True},
    "matching": {"pairs": True, "rationale": True},
    "extended": {"options": True, "vignettes": True},
    "free-text": {"longest": False, "look_for": True, "model_answer": True},
}
QUESTION_KINDS = tuple(_FACTS)
_EVERY = {"key", "kind", "stem", "points_to"}
_TERMS = {"attempts", "cool_down", "time_limit", "negative"}  # as on courses/outline_blocks.QuizBlock
_OPTIONS = range(3, 16)
_VIGNETTES = range(1, 9)
_LONGEST_OPTION = 200
_LONGEST_ANSWER = 1200


@dataclass(frozen=True)
class Choice:
    """An answer of the quiz and why it is right or wrong."""

    text: str
    right: bool
    rationale: str


@dataclass(frozen=True)
class Question:
    """A question; `points_to` is the title of the lesson that answers it.

    Questions of choice have `choices`; the other kinds have the rest of what courses/question_blocks.py stores in
    `facts`, as plain lists and texts.
    """

    key: str
    kind: str
    stem: str
    points_to: str
    choices: tuple[Choice, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Draw:
    """So many questions of a bank, others for each attempt."""

    bank: str
    count: int


@dataclass(frozen=True)
class Quiz:
    """The final quiz; the pass mark is a percentage, `terms` are its limits where it has some."""

    pass_mark: int
    intro: str
    questions: tuple[Question, ...]
    draws: tuple[Draw, ...] = ()
    terms: Mapping[str, int] = field(default_factory=dict)

    @property
    def packaged(self) -> tuple[Question, ...]:
        """The questions that a package of ours can ask: its own ones with answers to choose from."""
        return tuple(question for question in self.questions if question.kind in CHOICE_KINDS)

    @property
    def size(self) -> int:
        """How many questions an attempt has."""
        return len(self.questions) + sum(draw.count for draw in self.draws)


@dataclass(frozen=True)
class Bank:
    """Questions that quizzes draw from. A question points to a lesson of whichever course draws it."""

    path: Path
    slug: str
    title: str
    note: str
    questions: tuple[Question, ...]


def read_quiz(path: Path, lessons: set[str]) -> Quiz:
    """The questions in `path`, each pointing to one of `lessons` by its title. Raises LibraryError."""
    lines = Lines(path, 1, path.read_text(encoding="utf-8").splitlines())
    data = toml(lines)
    _only(data, {"pass_mark", "intro", "questions"}, lines, "The quiz", may={"draw", *_TERMS})
    questions = _questions(data["questions"], lines, "A quiz")
    for question in questions:
        if question.points_to not in lessons:
            line = lines.line_of(rf'key = "{question.key}"')
            raise LibraryError(path, line, f"points_to names no lesson of this course: {question.points_to!r}.")
    draws = []
    for draw in data.get("draw", []):
        line = lines.line_of(r"\[\[draw")
        _only(draw, {"bank", "count"}, lines, "A draw", line=line)
        draws.append(Draw(draw["bank"], _whole(draw["count"], lines, line)))
    terms = {name: _whole(data[name], lines, lines.line_of(name)) for name in sorted(_TERMS & set(data))}
    return Quiz(int(data["pass_mark"]), typographic(data["intro"]), questions, tuple(draws), terms)


def read_bank(path: Path) -> Bank:
    """A question bank; its slug is the name of its file. Raises LibraryError."""
    lines = Lines(path, 1, path.read_text(encoding="utf-8").splitlines())
    data = toml(lines)
    _only(data, {"title", "note", "questions"}, lines, "A bank")
    questions = _questions(data["questions"], lines, "A bank")
    return Bank(path, path.stem, typographic(data["title"]), typographic(data["note"]), questions)


def _questions(raw: Sequence[Mapping[str, Any]], lines: Lines, whose: str) -> tuple[Question, ...]:
    questions = tuple(_question(one, lines) for one in raw)
    keys = [question.key for question in questions]
    if not keys or len(set(keys)) != len(keys):
        raise LibraryError(lines.path, 1, f"{whose} has questions, and each has a key of its own.")
    return questions


def _question(one: Mapping[str, Any], lines: Lines) -> Question:
    line = lines.line_of(rf'key = "{one.get("key", "")}"')
    kind = str(one.get("kind", ""))
    if kind not in _FACTS:
        raise LibraryError(lines.path, line, f"kind is one of {', '.join(QUESTION_KINDS)}.")
    must = {name for name, needed in _FACTS[kind].items() if needed}
    _only(one, _EVERY | must, lines, "A question", line=line, may=set(_FACTS[kind]))
    made = {
        "key": one["key"],
        "kind": kind,
        "stem": typographic(one["stem"]),
        "points_to": typographic(one["points_to"]),
    }
    if kind in CHOICE_KINDS:
        return Question(**made, choices=_choices(one, lines, line))
    return Question(**made, facts=_READ[kind](one, lines, line))


def _choices(one: Mapping[str, Any], lines: Lines, line: int) -> tuple[Choice, ...]:
    choices = []
    for choice in one["choices"]:
        _only(choice, {"text", "right", "rationale"}, lines, "A choice", line=line)
        choices.append(Choice(typographic(choice["text"]), bool(choice["right"]), typographic(choice["rationale"])))
    right = sum(choice.right for choice in choices)
    if right == 0 or right == len(choices) or (right > 1 and one["kind"] != "multiple"):
        raise LibraryError(lines.path, line, "One answer is right; several where the kind is multiple; never all.")
    return tuple(choices)


def _numeric(one: Mapping[str, Any], lines: Lines, line: int) -> dict[str, Any]:
    try:
        answer, tolerance = Decimal(one["answer"]), Decimal(one.get("tolerance", "0"))
    except (InvalidOperation, TypeError, ValueError) as error:
        sentence = 'answer and tolerance are numbers in quotes, such as "2.5".'
        raise LibraryError(lines.path, line, sentence) from error
    if tolerance < 0:
        raise LibraryError(lines.path, line, "tolerance is 0 or more.")
    unit = typographic(one.get("unit", ""))
    return {
        "answer": str(answer),
        "tolerance": str(tolerance),
        "unit": unit,
        "rationale": typographic(one["rationale"]),
    }


def _ordering(one: Mapping[str, Any], lines: Lines, line: int) -> dict[str, Any]:
    steps = [typographic(step) for step in one["steps"]]
    problem = problem_of_steps(steps)
    if problem:
        raise LibraryError(lines.path, line, problem)
    return {"steps": steps, "rationale": typographic(one["rationale"])}


def _matching(one: Mapping[str, Any], lines: Lines, line: int) -> dict[str, Any]:
    pairs = []
    for pair in one["pairs"]:
        _only(pair, {"left", "right"}, lines, "A pair", line=line, may={"rationale"})
        pairs.append({name: typographic(pair.get(name, "")) for name in ("left", "right", "rationale")})
    problem = problem_of_pairs(pairs)
    if problem:
        raise LibraryError(lines.path, line, problem)
    return {"pairs": pairs, "rationale": typographic(one["rationale"])}


def _extended(one: Mapping[str, Any], lines: Lines, line: int) -> dict[str, Any]:
    options = [typographic(option) for option in one["options"]]
    vignettes = []
    for vignette in one["vignettes"]:
        _only(vignette, {"text", "answer", "rationale"}, lines, "A vignette", line=line)
        vignettes.append({name: typographic(vignette[name]) for name in ("text", "answer", "rationale")})
        if vignettes[-1]["answer"] not in options:
            raise LibraryError(lines.path, line, f"The answer {vignette['answer']!r} is none of the options.")
    if len(options) not in _OPTIONS or len(set(options)) != len(options) or len(vignettes) not in _VIGNETTES:
        raise LibraryError(lines.path, line, "Extended matching has 3 to 15 different options and 1 to 8 vignettes.")
    if any(len(option) > _LONGEST_OPTION for option in options):
        raise LibraryError(lines.path, line, f"An option has at most {_LONGEST_OPTION} characters.")
    return {"options": options, "vignettes": vignettes}


def _free_text(one: Mapping[str, Any], lines: Lines, line: int) -> dict[str, Any]:
    longest = _whole(one.get("longest", _LONGEST_ANSWER), lines, line)
    told = {name: typographic(one[name]) for name in ("look_for", "model_answer")}
    return {"longest": longest, **told}


_READ = {
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "extended": _extended,
    "free-text": _free_text,
}


def _whole(value: Any, lines: Lines, line: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise LibraryError(lines.path, line, f"{value!r} must be a whole number.")
    return value


def _only(
    data: Mapping[str, Any], keys: set[str], lines: Lines, what: str, *, line: int = 1, may: set[str] | None = None
) -> None:
    odd = sorted((set(data) ^ keys) - ((may or set()) - keys))
    if odd:
        raise LibraryError(lines.path, line, f"{what} has {', '.join(sorted(keys))}; look at {', '.join(odd)}.")
