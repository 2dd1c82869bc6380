"""From the stream on a course page to plain items. Keys and rationales are taken out of what is shown on the way."""

from collections.abc import Iterator
from typing import Any

from wagtail.rich_text import expand_db_html

from editing.api import Video

from .learning_blocks import LessonBody
from .lesson_outlines import lesson_item
from .models.packages import PackageVersion
from .quiz_outlines import quiz_item
from .rules.watching import LESSON_SHARE
from .specs import ItemSpec


def anchor_of_item(key: str) -> str:
    """Where an item stands on its course's page."""
    return f"part-{key[:8]}"


def items_of(outline: Any, *, pass_mark: int | None) -> list[ItemSpec]:
    """The items of a page's outline (a stream value), in order. `pass_mark` is the course's, for quizzes without one.

    Links inside rich text are resolved to addresses: a frozen lesson needs no other row to be shown.
    """
    titles = {
        child.value["title"].strip().casefold(): child.id for module in outline for child in module.value["items"]
    }
    make = {"lesson": _lesson, "quiz": quiz_item, "video": _video, "package": _package}
    found = []
    for module in outline:
        for child in module.value["items"]:
            raw = child.get_prep_value()
            value = _resolved(raw["value"])
            found.append(make[child.block_type](raw["id"], value, module.value["title"], pass_mark, titles))
    return found


def outline_of(outline: Any) -> list[tuple[str, list[ItemSpec]]]:
    """The items by module, titles and minutes only: what a course page lists."""
    return [(module.value["title"], [_bare(child) for child in module.value["items"]]) for module in outline]


def texts_of(outline: Any) -> Iterator[tuple[str, str, Any]]:
    """Key, title and text stream of every lesson and of what films say: what a search may index."""
    for module in outline:
        for child in module.value["items"]:
            if child.block_type == "lesson":
                yield child.id or "", child.value["title"], child.value["body"]
            elif child.block_type == "video" and child.value["video"] is not None:
                film = {"video": child.value["video"].pk, "required": False}
                yield child.id or "", child.value["title"], LessonBody().to_python([{"type": "video", "value": film}])


def films_of(outline: Any) -> Iterator[tuple[str, bool, Video]]:
    """The films of an outline: the key of the part that shows each, whether it stands inside a lesson, and the film."""
    for module in outline:
        for child in module.value["items"]:
            if child.block_type == "video" and child.value["video"] is not None:
                yield child.id or "", False, child.value["video"]
            elif child.block_type == "lesson":
                blocks = [block for block in child.value["body"] if block.block_type == "video"]
                yield from ((child.id or "", True, one.value["video"]) for one in blocks if one.value["video"])


def _bare(child: Any) -> ItemSpec:
    return ItemSpec(
        key=child.id or "", kind=child.block_type, title=child.value["title"], minutes=child.value["minutes"] or 0
    )


def _lesson(key: str, raw: dict[str, Any], module: str, _pass_mark: int | None, _titles: dict[str, str]) -> ItemSpec:
    return lesson_item(key, raw, module)


def _video(key: str, raw: dict[str, Any], module: str, _pass_mark: int | None, _titles: dict[str, str]) -> ItemSpec:
    film = Video.objects.filter(pk=raw["video"]).first() if raw["video"] else None
    content: dict[str, Any] = {
        "video": str(film.uuid) if film else "",
        "title": film.title if film else "",
        "duration": film.duration if film else 0,
        "share": raw["share"] or LESSON_SHARE,
        "intro": raw["intro"] or "",
    }
    if film is not None and not film.is_ready:
        content["silent"] = True  # nothing with it is published: specs refuses it
    return ItemSpec(key, "video", raw["title"], raw["minutes"] or 0, module, content)


def _package(key: str, raw: dict[str, Any], module: str, _pass_mark: int | None, _titles: dict[str, str]) -> ItemSpec:
    content: dict[str, Any] = {"note": raw["note"] or ""}
    # Named only where it was chosen, so that what is published again unchanged stays the same version.
    if raw.get("organisation"):
        content["organisation"] = raw["organisation"]
    content |= _faults_of_package(raw["package"], raw.get("organisation") or "")
    return ItemSpec(
        key, "package", raw["title"], raw["minutes"] or 0, module, content, package_version_id=raw["package"]
    )


def _faults_of_package(pk: int | None, organisation: str) -> dict[str, Any]:
    """What specs refuses; nothing with it is published. `has` lists the outlines where the chosen one is not there."""
    version = PackageVersion.objects.filter(pk=pk).first() if pk else None
    if version is None:
        return {}
    if version.state == PackageVersion.State.RECALLED:
        return {"recalled": True}
    known = {outline["identifier"] for outline in version.organisations}
    if organisation and organisation not in known:
        return {"has": ", ".join(f"“{outline['title']}”" for outline in version.organisations) or "one only"}
    return {}


def _resolved(value: Any) -> Any:
    """Raw stream data with the links of its rich text resolved."""
    if isinstance(value, str):
        return expand_db_html(value) if 'linktype="' in value else value
    if isinstance(value, dict):
        return {name: _resolved(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_resolved(part) for part in value]
    return value
