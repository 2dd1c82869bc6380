"""What other rooms' templates show about people: the adviser's card and the helplines."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from members.cast import CAST, DEMO_PASSWORD
from members.policy import Viewer
from members.selectors import adviser_for
from members.selectors import helplines as all_helplines

register = template.Library()

WORD_BREAK = SafeString("<wbr>")
# The first mark found names it; Chrome and Edge also call themselves Safari, Android also Linux.
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@register.inclusion_tag("members/adviser_card.html")
def adviser_card(viewer: Viewer | None, level: int = 2) -> dict[str, Any]:
    """{% adviser_card viewer %}: whom the viewer's organisation calls; nothing where there is none."""
    return {"card": adviser_for(viewer, at=timezone.now()) if viewer else None, "level": level}


@register.inclusion_tag("members/helplines.html")
def helplines(level: int = 2) -> dict[str, Any]:
    """{% helplines %}: the society's lines with hours and numbers to tap. One statement."""
    return {"helplines": all_helplines(), "level": level}


@register.simple_tag
def demo_accounts() -> list[dict[str, str]]:
    """{% demo_accounts as accounts %}: the cast with the password that the demo prints; nobody outside the demo."""
    if not settings.DEMO:
        return []
    return [
        {"name": person.name, "email": person.email, "words": person.words, "password": DEMO_PASSWORD}
        for person in CAST
    ]


@register.filter
def tel(number: str) -> str:
    """{{ number|tel }}: a number as a `tel:` address wants it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def foldable(address: str) -> SafeString:
    """{{ address|foldable }}: an e-mail address that a narrow column may fold before its @ and its dots."""
    name, at, host = address.partition("@")
    return format_html(
        "{}{}{}{}", name, WORD_BREAK if at else "", at, format_html_join(WORD_BREAK, "{}", _labels(host))
    )


def _labels(host: str) -> list[tuple[str]]:
    first, *others = host.split(".")
    return [(first,), *((f".{label}",) for label in others)]


@register.filter
def device(user_agent: str) -> str:
    """{{ session.user_agent|device }}: browser and system in words, as far as the browser says."""
    system = next((words for mark, words in SYSTEMS if mark in user_agent), "")
    browser = next((words for mark, words in BROWSERS if mark in user_agent), "")
    return " on ".join(part for part in (browser, system) if part) or "A browser that does not say its name"
