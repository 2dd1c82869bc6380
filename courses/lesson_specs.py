"""What must be true of a lesson before it is published. Each sentence names lesson and block, and says what to do.

Beside each sentence stands the id of the block to mend, so that an editor can be led there.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from .question_specs import Fault, about_question
from .rules import scenarios

_NAMED = 60
_TWO = 2  # ways to go on, steps of a story


def about_lesson(where: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with a lesson's content, as courses/lesson_outlines.py makes it; `where` is its title, quoted."""
    if not content.get("body"):
        yield "", f"{where}: the lesson has no text yet."
    for check in content.get("checks", {}).values():
        yield from about_question(where, "check", check)
    for key, branch in content.get("branches", {}).items():
        if len(branch["paths"]) < _TWO or any(not path["text"].strip() for path in branch["paths"]):
            yield key, f"{where}: “What would you do?” needs at least two ways to go on, each with a text."
        if any(not path["consequence"].strip() for path in branch["paths"]):
            yield key, f"{where}: every way to go on needs a text that says what follows."
    for key, scenario in content.get("scenarios", {}).items():
        named = f"{where}, scenario “{scenario['title'][:_NAMED]}”"
        if len(scenario["steps"]) < _TWO:
            yield key, f"{named}: write at least two steps."
        if any(not step["name"].strip() or not step["text"].strip() for step in scenario["steps"]):
            yield key, f"{named}: every step needs a name and a text."
        if any(not way["text"].strip() for step in scenario["steps"] for way in step["ways"]):
            yield key, f"{named}: every choice needs a text."
        yield from ((key, f"{named}: {fault}") for fault in scenarios.faults(scenario))
    yield from _about_shown(where, content)


def _about_shown(where: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    for key, items in content.get("to_dos", {}).items():
        if not items or not all(item["text"].strip() for item in items):
            yield (
                key,
                f"{where}: a list to tick has a line with nothing to tick. Write every line, or take the list out.",
            )
    for key, picture in content.get("pictures", {}).items():
        if picture["title"] and not picture["described"]:
            yield (
                key,
                f"{where}, picture “{picture['title'][:_NAMED]}”: it has no description. Write one with the image, "
                "under Images: what somebody who does not see it must know.",
            )
    yield from _about_elsewhere(where, content)


def _about_elsewhere(where: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    for key, link in content.get("links", {}).items():
        if not link["title"]:
            yield (
                key,
                f"{where}: a page of the library is not chosen, or is gone. Choose it again or take the block out.",
            )
        elif not link["live"]:
            yield key, f"{where}: “{link['title'][:_NAMED]}” is not published. Publish it first, or take the link out."
    for key, film in content.get("videos", {}).items():
        if not film["video"]:
            yield key, f"{where}: a film is not chosen, or was deleted. Choose it again or take the block out."
        elif not film["captions"]:
            yield key, f"{where}, film “{film['title'][:_NAMED]}”: it has no captions. Add them to the video first."


def lesson_asks(content: Mapping[str, Any]) -> bool:
    """Whether a lesson asks something that its completion waits for."""
    films = content.get("videos", {}).values()
    return bool(content.get("checks") or content.get("scenarios") or any(film["required"] for film in films))
