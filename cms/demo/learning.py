"""The fenced blocks that make a reader of a lesson a learner: checks, choices, stories that branch, lists to tick,
things to match or to put into order, films, and cards that lead to a page of the library.

Each reader gets the title and the lines of its block and returns plain data; course_pages.py makes of it what a course
page stores. All texts are plain but for those of the reading blocks.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .markdown import Lines, typographic

# The limits of courses/{learning,outline,question}_blocks.py: a text that the admin would refuse to save again is
# refused here.
MOST_STEPS_OF_A_STORY = 20
MOST_WAYS = 5
LONGEST_NAME = 40
LONGEST_LINE = 300
LONGEST_GROUP = 200
MOST_TO_DO = 20
PAIRS = range(2, 11)
STEPS = range(3, 9)

_CHECK = re.compile(r"^- \[(?P<mark>[ x])\] (?P<text>\S.*)$")
_CHOICE = re.compile(r"^- (?P<text>\S.*)$")
_WAY = re.compile(r"^- (?P<text>\S.*?)(?: -> (?P<to>\S.*))?$")
_NUMBERED = re.compile(r"^\d+\. (?P<text>\S.*)$")
_PAIR = re.compile(r"^- (?P<left>\S[^|]*?) \| (?P<right>\S.*)$")
_QUOTED = re.compile(r"^\s+> ?(?P<text>.*)$")
_REASON = re.compile(r"^> ?(?P<text>.*)$")
_SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_FILM_WAITS = {"required": True, "optional": False}


def plain(lines: Sequence[str]) -> str:
    """Lines as one paragraph of plain text, with typographic quotes."""
    return typographic(" ".join(" ".join(lines).split()))


# --- Questions that mark nobody ---------------------------------------------------------------------------------------


def _check(title: str, part: Lines) -> dict[str, Any]:
    choices = [
        {"text": typographic(found["text"]), "right": found["mark"] == "x", "rationale": why}
        for found, why in _answers(_CHECK, part, "- [ ] An answer, or - [x] for a right one")
    ]
    if not title or len(choices) < 2 or not any(choice["right"] for choice in choices):  # noqa: PLR2004 - a choice is of two
        raise part.refuse(-1, "A check asks a question and has at least two answers, one of them right.")
    return {"question": title, "choices": choices}


def _branch(title: str, part: Lines) -> dict[str, Any]:
    choices = [
        {"text": typographic(found["text"]), "outcome": what} for found, what in _answers(_CHOICE, part, "- A choice")
    ]
    if not title or len(choices) < 2:  # noqa: PLR2004 - a choice is of two
        raise part.refuse(-1, "A branch has a situation and at least two choices.")
    return {"situation": title, "choices": choices}


def _reflect(title: str, part: Lines) -> dict[str, Any]:
    if title:
        raise part.refuse(-1, "A reflection has no title; its prompt stands on the lines below.")
    return {"prompt": plain(part.lines)}


def _answers(
    pattern: re.Pattern[str], part: Lines, shape: str, *, every: bool = True
) -> list[tuple[re.Match[str], str]]:
    """Each answer with the quoted text below it, which every answer must have unless `every` is off."""
    found: list[tuple[re.Match[str], list[str], int]] = []
    for offset, line in enumerate(part.lines):
        if not line.strip():
            continue
        answer, quoted = pattern.match(line), _QUOTED.match(line)
        if answer:
            found.append((answer, [], offset))
        elif quoted and found:
            found[-1][1].append(quoted["text"])
        else:
            raise part.refuse(offset, f"Expected a line like {shape}, or a line of its reason: two spaces and >.")
    for _, reason, offset in found:
        if every and not "".join(reason).strip():
            raise part.refuse(offset, "Say below every answer what follows from it: two spaces and >.")
    return [(answer, plain(reason)) for answer, reason, _ in found]


# --- A story that branches --------------------------------------------------------------------------------------------


def _scenario(title: str, part: Lines) -> dict[str, Any]:
    """Steps opened by `@ name`; every choice says what follows and, after ->, the step that it leads to."""
    starts = [offset for offset, line in enumerate(part.lines) if line.startswith("@ ")]
    if not title or not starts or any(line.strip() for line in part.lines[: starts[0]]):
        raise part.refuse(-1, "A scenario has a title, and begins with its first step: @ name.")
    ends = [*starts[1:], len(part.lines)]
    steps = [_step(part.part(start, end)) for start, end in zip(starts, ends, strict=True)]
    _check_story(steps, part, starts)
    return {"title": title, "steps": steps}


def _step(part: Lines) -> dict[str, Any]:
    name = part.lines[0].removeprefix("@ ").strip()
    first = next((offset for offset, line in enumerate(part.lines) if line.startswith("- ")), len(part.lines))
    text = plain(part.lines[1:first])
    ways = [
        {"text": typographic(found["text"]), "says": what, "leads_to": (found["to"] or "").strip()}
        for found, what in _answers(_WAY, part.part(first, len(part.lines)), "- A choice -> the next step")
    ]
    if not name or len(name) > LONGEST_NAME or not text or len(ways) > MOST_WAYS or len(ways) == 1:
        raise part.refuse(
            0,
            f"A step has a name of at most {LONGEST_NAME} characters, a text, and no choices (an end) or two to "
            f"{MOST_WAYS}.",
        )
    return {"name": name, "text": text, "ways": ways}


def _check_story(steps: list[dict[str, Any]], part: Lines, starts: list[int]) -> None:
    """Every choice leads somewhere, every step is reached, and from each the story can end."""
    names = [step["name"] for step in steps]
    if len(steps) not in range(2, MOST_STEPS_OF_A_STORY + 1) or len(set(names)) != len(names):
        raise part.refuse(-1, f"A scenario has two to {MOST_STEPS_OF_A_STORY} steps, each with a name of its own.")
    for step, start in zip(steps, starts, strict=True):
        for way in step["ways"]:
            if way["leads_to"] and way["leads_to"] not in names:
                raise part.refuse(start, f"“{way['text']}” leads to no step: there is no @ {way['leads_to']}.")
    reached = {names[0]} | {way["leads_to"] for step in steps for way in step["ways"]}
    for name, start in zip(names, starts, strict=True):
        if name not in reached:
            raise part.refuse(start, f"No choice leads to the step {name!r}.")
    ending = {step["name"] for step in steps if not step["ways"] or any(not way["leads_to"] for way in step["ways"])}
    grew = True
    while grew:
        more = {step["name"] for step in steps if any(way["leads_to"] in ending for way in step["ways"])}
        grew = not more <= ending
        ending |= more
    for name, start in zip(names, starts, strict=True):
        if name not in ending:
            raise part.refuse(start, f"From the step {name!r} the story never ends.")


# --- Lists and exercises ----------------------------------------------------------------------------------------------


def _to_do(title: str, part: Lines) -> dict[str, Any]:
    items = []
    for offset, line in enumerate(part.lines):
        found = _CHOICE.match(line)
        if found:
            items.append(found["text"])
        elif line.startswith("  ") and items:
            items[-1] += f" {line.strip()}"
        elif line.strip():
            raise part.refuse(offset, "A list to tick holds bullet points and nothing else.")
    items = [plain([item]) for item in items]
    if not title or not 1 <= len(items) <= MOST_TO_DO or any(len(item) > LONGEST_LINE for item in items):
        raise part.refuse(
            -1, f"A list to tick has a title and one to {MOST_TO_DO} lines of at most {LONGEST_LINE} characters."
        )
    return {"title": title, "items": items}


def _match(title: str, part: Lines) -> dict[str, Any]:
    rest, why = _reason(part)
    pairs = [
        {"left": typographic(found["left"]), "right": typographic(found["right"].strip()), "rationale": what}
        for found, what in _answers(_PAIR, rest, "- This | what it belongs to", every=False)
    ]
    problem = problem_of_pairs(pairs)
    if not title or problem:
        raise part.refuse(-1, problem or "Say in the title what is to be matched.")
    return {"stem": title, "pairs": pairs, "rationale": why}


def _order(title: str, part: Lines) -> dict[str, Any]:
    rest, why = _reason(part)
    steps = []
    for offset, line in enumerate(rest.lines):
        found = _NUMBERED.match(line)
        if found:
            steps.append(typographic(found["text"]))
        elif line.strip():
            raise rest.refuse(offset, "Write the steps in the right order: 1. First.")
    problem = problem_of_steps(steps)
    if not title or problem:
        raise part.refuse(-1, problem or "Say in the title what is to be put into order.")
    return {"stem": title, "steps": steps, "rationale": why}


def problem_of_pairs(pairs: Sequence[Mapping[str, str]]) -> str:
    """What is wrong with the pairs of a matching question, as a sentence; blank where nothing is."""
    lefts = [pair["left"] for pair in pairs]
    if len(pairs) not in PAIRS:
        return f"Match {PAIRS[0]} to {PAIRS[-1]} things."
    if len(set(lefts)) != len(lefts):
        return "Two of the things to match have the same words."
    if len({pair["right"] for pair in pairs}) < 2:  # noqa: PLR2004 - one partner for all is none
        return "Where everything belongs to the same there is nothing to match."
    if any(len(pair["left"]) > LONGEST_LINE or len(pair["right"]) > LONGEST_GROUP for pair in pairs):
        return f"At most {LONGEST_LINE} characters to the left and {LONGEST_GROUP} to the right."
    return ""


def problem_of_steps(steps: Sequence[str]) -> str:
    """What is wrong with the steps of an ordering question, as a sentence; blank where nothing is."""
    if len(steps) not in STEPS:
        return f"Put {STEPS[0]} to {STEPS[-1]} steps into order."
    if len(set(steps)) != len(steps):
        return "Two steps have the same words."
    if any(len(step) > LONGEST_LINE for step in steps):
        return f"A step has at most {LONGEST_LINE} characters."
    return ""


def _reason(part: Lines) -> tuple[Lines, str]:
    """The lines before the closing reason, and the reason: the lines that open with > at the very left."""
    first = next((offset for offset, line in enumerate(part.lines) if line.startswith(">")), len(part.lines))
    told = []
    for offset, line in enumerate(part.lines[first:], first):
        found = _REASON.match(line)
        if found:
            told.append(found["text"])
        elif line.strip():
            raise part.refuse(offset, "The reason closes the exercise; each of its lines opens with >.")
    if not "".join(told).strip():
        raise part.refuse(-1, "Close the exercise with its reason: a line that opens with >.")
    return part.part(0, first), plain(told)


# --- What stands elsewhere --------------------------------------------------------------------------------------------


def _film(title: str, part: Lines) -> dict[str, Any]:
    said = plain(part.lines)
    if not _SLUG.match(title) or said not in _FILM_WAITS:
        raise part.refuse(-1, "A film is named by its slug (:::video the-month); its one line is required or optional.")
    return {"film": title, "required": _FILM_WAITS[said]}


def _page(title: str, part: Lines) -> dict[str, Any]:
    why = plain(part.lines)
    if not _SLUG.match(title) or len(why) > LONGEST_GROUP:
        raise part.refuse(-1, f"A page is named by its slug; below it, in {LONGEST_GROUP} characters, why to read it.")
    return {"page": title, "why": why}


LEARNING: dict[str, Callable[[str, Lines], Any]] = {
    "check": _check,
    "reflect": _reflect,
    "branch": _branch,
    "scenario": _scenario,
    "to-do": _to_do,
    "match": _match,
    "order": _order,
    "video": _film,
    "page": _page,
}
