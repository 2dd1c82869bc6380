"""The components that every room's templates share: icons, kinds, cards, dates in words, pages of a list, fields."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from cms.icons import icon_svg
from cms.kinds import KindLook, look_of

register = template.Library()

CARD_FACTS = (
    *("title", "url", "summary", "snippet", "place", "place_url"),
    *("topics", "members_only", "minutes", "cpd_minutes", "reviewed"),
)


@register.simple_tag
def icon(name: str, classes: str = "", title: str = "") -> SafeString:
    """{% icon "phone" %}: a Lucide icon, inline. Give a title only where no word beside it says the same."""
    return icon_svg(name, classes, title)


@register.inclusion_tag("components/kind.html")
def kind(code: str, label: str = "") -> dict[str, Any]:
    """{% kind "guide" %}: the icon and the one word of a kind."""
    look = look_of(code)
    return {"look": look, "label": label or look.label}


@register.filter
def kind_look(code: str) -> KindLook:
    """{{ code|kind_look }}: label, plural and icon of a kind."""
    return look_of(code)


@register.inclusion_tag("components/card.html")
def card(item: Any, level: int = 3, *, row: bool = False) -> dict[str, Any]:
    """{% card item %}: the one card of the library, for a mapping or an object with kind, title, url and what it has.

    Read: kind, title, url, summary, topics, members_only, minutes, cpd_minutes, reviewed, snippet, place,
    place_url. `level` is that of the heading; `row=True` sets it as a line of a list instead of a cell of a grid.
    """
    get = item.get if isinstance(item, Mapping) else lambda name, default=None: getattr(item, name, default)
    facts = {name: get(name) for name in CARD_FACTS}
    return facts | {"kind": str(get("kind") or "document"), "level": level, "row": row}


@register.filter
def date_words(value: date | datetime | None, form: str = "day") -> str:
    """A date in words: "20 November 2026". Other forms: "weekday" (Friday 20 November 2026), "short", "month".

    Say the weekday wherever a deadline counts. An empty value gives an empty text.
    """
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, {"weekday": "l j F Y", "short": "j M Y", "month": "F Y"}.get(form, "j F Y"))


@register.filter
def minutes_words(value: int | None) -> str:
    """Minutes as people say them: "45 min", "1 h", "1 h 15 min"; nothing for none."""
    if not value:
        return ""
    hours, minutes = divmod(int(value), 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page | int, pages: int = 0) -> dict[str, Any]:
    """{% pagination page_obj %} or {% pagination number pages %}: links that keep the query string's other parts."""
    number = page.number if isinstance(page, Page) else int(page)
    total = page.paginator.num_pages if isinstance(page, Page) else int(pages)
    request: HttpRequest | None = context.get("request")

    def link(to: int) -> str:
        query = request.GET.copy() if request else None
        if query is None:
            return f"?page={to}"
        query["page"] = str(to)
        return f"?{query.urlencode()}"

    return {
        "number": number,
        "total": total,
        "previous": link(number - 1) if number > 1 else "",
        "next": link(number + 1) if number < total else "",
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", *, needed: bool = False) -> dict[str, Any]:
    """{% field form.email %}: label, hint, errors and control, tied together for a screen reader.

    `needed` takes "(optional)" off a field that a choice beside it makes necessary.
    """
    control = getattr(bound.field.widget, "input_type", "")
    optional = not (needed or bound.field.required or control == "hidden")
    return {"field": bound, "hint": hint or bound.help_text, "tick": control == "checkbox", "optional": optional}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """{% error_summary form %}: what is wrong, first thing on the page, each with a link to its field."""
    return {"forms": [form for form in forms if getattr(form, "errors", None)]}


@register.filter
def starts_with(path: str, prefix: str) -> bool:
    """Whether an address lies under another: which entry of the navigation is the current one."""
    return prefix != "/" and path.startswith(prefix)


@register.inclusion_tag("components/dates_foot.html")
def dates_foot(
    published: date | None = None,
    changed: date | None = None,
    reviewed: date | None = None,
    next_review: date | None = None,
    reviewer: Any = "",
) -> dict[str, Any]:
    """{% dates_foot published=… changed=… reviewed=… next_review=… reviewer=… %}: who stands behind it, since when."""
    names = {"published": published, "changed": changed, "reviewed": reviewed, "next_review": next_review}
    return names | {"reviewer": reviewer}


@register.inclusion_tag("components/minutes_left.html")
def minutes_left(total: int, done: int, goal: str = "the certificate") -> dict[str, Any]:
    """{% minutes_left 45 27 %}: a bar that counts down; the words say what is left, not what is done."""
    left = max(0, int(total) - int(done))
    return {"left": left, "total": total, "goal": goal, "share": _share(done, total)}


@register.inclusion_tag("components/cpd_bar.html")
def cpd_bar(  # noqa: PLR0917 - written as a tag, its facts are few and named
    label: str, done: float, target: float, unit: str = "h", due: float | None = None, note: str = ""
) -> dict[str, Any]:
    """{% cpd_bar "Verifiable hours" 62 100 due=74 %}: what is asked for, what is there, what should be by now."""
    return {
        "label": label,
        "done": done,
        "target": target,
        "unit": unit,
        "due": due,
        "note": note,
        "share": _share(done, target),
        "due_share": _share(due, target) if due is not None else None,
    }


@register.inclusion_tag("components/save_line.html")
def save_line(state: str, words: str = "") -> dict[str, Any]:
    """{% save_line "saved" %}: saved, saving, local or unsaved, each by colour, word and shape.

    "Saved" is said only of what the server has acknowledged.
    """
    usual = {
        "saved": "Saved",
        "saving": "Saving",
        "local": "Kept on this device, not yet saved",
        "unsaved": "Not saved",
    }
    return {"state": state, "words": words or usual[state]}


def _share(part: float, whole: float) -> str:
    """A share in per cent for an SVG attribute, always with a full stop."""
    return f"{min(100.0, max(0.0, 100 * float(part) / float(whole))) if whole else 0.0:.1f}"
