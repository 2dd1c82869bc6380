"""From the blocks of a lesson to what is frozen of them: `body` holds what is shown to everybody, keys and consequences
stand beside it and are shown to those who have answered or chosen.

What came later (scenarios, lists to tick, links, pictures, films) is written only where a lesson has it, so that one
published again unchanged stays the same version.
"""

from collections.abc import Callable
from typing import Any

from wagtail.images import get_image_model
from wagtail.models import Page

from editing.api import Video

from .question_outlines import choices_of, question_of
from .rules import marking
from .specs import ItemSpec

Raw = dict[str, Any]


def lesson_item(key: str, raw: Raw, module: str) -> ItemSpec:
    """A lesson's item from its raw stream value, whose rich text is resolved already."""
    content: Raw = {"body": [], "checks": {}, "branches": {}, "prompts": []}
    for block in raw["body"]:
        kind, value = block["type"], block["value"]
        freeze = _FREEZE.get(kind)
        shown = value if freeze is None else freeze(content, block["id"], value)
        content["body"].append({"type": kind, "id": block["id"], "value": shown})
    return ItemSpec(key, "lesson", raw["title"], raw["minutes"] or 0, module, content)


def _check(content: Raw, key: str, value: Raw) -> Raw:
    several = sum(1 for answer in value["choices"] if answer["value"]["right"]) > 1
    content["checks"][key] = {
        "key": key,
        "kind": marking.MULTIPLE if several else marking.SINGLE,
        "stem": value["question"],
        "choices": choices_of(value["choices"]),
    }
    return {"question": value["question"]}


def _exercise(kind: str) -> Callable[[Raw, str, Raw], Raw]:
    def freeze(content: Raw, key: str, value: Raw) -> Raw:
        # An exercise is a check of another kind: answered once, explained after it, and the lesson waits for it.
        content["checks"][key] = question_of(kind, key, value)
        return {"stem": value["stem"]}

    return freeze


def _branch(content: Raw, key: str, value: Raw) -> Raw:
    content["branches"][key] = {"paths": [{"key": path["id"]} | path["value"] for path in value["paths"]]}
    return {"scene": value["scene"]}


def _reflection(content: Raw, key: str, value: Raw) -> Raw:
    content["prompts"].append(key)
    return {"prompt": value["prompt"]}


def _scenario(content: Raw, key: str, value: Raw) -> Raw:
    keys: dict[str, str] = {}
    for step in value["steps"]:
        keys.setdefault(step["value"]["name"].strip().casefold(), step["id"])
    content.setdefault("scenarios", {})[key] = {
        "title": value["title"],
        "steps": [
            {
                "key": step["id"],
                "name": step["value"]["name"],
                "text": step["value"]["text"],
                "ways": [_way(way["id"], way["value"], keys) for way in step["value"]["ways"]],
            }
            for step in value["steps"]
        ],
    }
    return {"title": value["title"]}


def _way(key: str, value: Raw, steps: dict[str, str]) -> Raw:
    wanted = (value["leads_to"] or "").strip()
    to = steps.get(wanted.casefold()) if wanted else ""
    way = {"key": key, "text": value["text"], "says": value["says"] or "", "to": to}
    return way if to is not None else way | {"wanted": wanted}  # for the author; such a scenario is never frozen


def _to_do(content: Raw, key: str, value: Raw) -> Raw:
    items = [{"key": item["id"], "text": item["value"]} for item in value["items"]]
    content.setdefault("to_dos", {})[key] = items
    return {"title": value["title"]}


def _linked_page(content: Raw, key: str, value: Raw) -> Raw:
    page = Page.objects.filter(pk=value["page"]).specific().first() if value["page"] else None
    link = {
        "title": page.title if page else "",
        "url": (page.get_url() or "") if page else "",
        "kind": page.cached_content_type.model if page else "",
        "live": bool(page and page.live),
    }
    content.setdefault("links", {})[key] = link
    return {"why": value.get("why") or ""}


def _picture(content: Raw, key: str, value: Raw) -> Raw:
    image = get_image_model().objects.filter(pk=value["image"]).first() if value["image"] else None
    # A description is an image's own; what it was when the lesson was published is for the linter.
    content.setdefault("pictures", {})[key] = {
        "title": image.title if image else "",
        "described": bool(image and (image.description or "").strip()),
    }
    return value


def _video(content: Raw, key: str, value: Raw) -> Raw:
    film = Video.objects.filter(pk=value["video"]).first() if value["video"] else None
    content.setdefault("videos", {})[key] = {
        "video": str(film.uuid) if film else "",
        "title": film.title if film else "",
        "duration": film.duration if film else 0,
        "captions": bool(film and film.captions.strip()),
        "required": bool(value.get("required")),
    }
    return value


_FREEZE: dict[str, Callable[[Raw, str, Raw], Raw]] = {
    "knowledge_check": _check,
    "match": _exercise(marking.MATCHING),
    "order": _exercise(marking.ORDERING),
    "branch": _branch,
    "reflection": _reflection,
    "scenario": _scenario,
    "to_do": _to_do,
    "linked_page": _linked_page,
    "picture": _picture,
    "video": _video,
}
