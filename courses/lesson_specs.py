"""What must be true of a lesson before it is published. Each sentence names lesson and block, and says what to do."""

from collections.abc import Iterator, Mapping
from typing import Any

from .question_specs import about_question
from .rules import scenarios

_NAMED = 60


def about_lesson(where: str, content: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a lesson's content, as courses/lesson_outlines.py makes it; `where` is its title, quoted."""
    if not content.get("body"):
        yield f"{where}: the lesson has no text yet."
    for check in content.get("checks", {}).values():
        yield from about_question(where, "check", check)
    for branch in content.get("branches", {}).values():
        if any(not path["consequence"].strip() for path in branch["paths"]):
            yield f"{where}: every way to go on needs a text that says what follows."
    for scenario in content.get("scenarios", {}).values():
        named = f"{where}, scenario “{scenario['title'][:_NAMED]}”"
        yield from (f"{named}: {fault}" for fault in scenarios.faults(scenario))
    yield from _about_shown(where, content)


def _about_shown(where: str, content: Mapping[str, Any]) -> Iterator[str]:
    for items in content.get("to_dos", {}).values():
        if not any(item["text"].strip() for item in items):
            yield f"{where}: a list to tick has nothing to tick. Write at least one line, or take the list out."
    for picture in content.get("pictures", {}).values():
        if not picture["described"]:
            yield (
                f"{where}, picture “{picture['title'][:_NAMED]}”: it has no description. Write one with the image, "
                "under Images: what somebody who does not see it must know."
            )
    yield from _about_elsewhere(where, content)


def _about_elsewhere(where: str, content: Mapping[str, Any]) -> Iterator[str]:
    for link in content.get("links", {}).values():
        if not link["title"]:
            yield f"{where}: a page of the library is not chosen, or is gone. Choose it again or take the block out."
        elif not link["live"]:
            yield f"{where}: “{link['title'][:_NAMED]}” is not published. Publish it first, or take the link out."
    for film in content.get("videos", {}).values():
        if not film["video"]:
            yield f"{where}: a film is not chosen, or was deleted. Choose it again or take the block out."
        elif not film["captions"]:
            yield f"{where}, film “{film['title'][:_NAMED]}”: it has no captions. Add them to the video first."


def lesson_asks(content: Mapping[str, Any]) -> bool:
    """Whether a lesson asks something that its completion waits for."""
    films = content.get("videos", {}).values()
    return bool(content.get("checks") or content.get("scenarios") or any(film["required"] for film in films))
