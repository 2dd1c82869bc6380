"""What other rooms' templates show about people: the adviser's card and the helplines."""

from typing import Any

from django import template
from django.utils import timezone

from members.policy import Viewer
from members.selectors import adviser_for
from members.selectors import helplines as all_helplines

register = template.Library()


@register.inclusion_tag("members/adviser_card.html")
def adviser_card(viewer: Viewer | None, level: int = 2) -> dict[str, Any]:
    """{% adviser_card viewer %}: whom the viewer's organisation calls; nothing where there is none."""
    return {"card": adviser_for(viewer, at=timezone.now()) if viewer else None, "level": level}


@register.inclusion_tag("members/helplines.html")
def helplines(level: int = 2) -> dict[str, Any]:
    """{% helplines %}: the society's lines with hours and numbers to tap. One statement."""
    return {"helplines": all_helplines(), "level": level}


@register.filter
def tel(number: str) -> str:
    """{{ number|tel }}: a number as a `tel:` address wants it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def device(user_agent: str) -> str:
    """{{ session.user_agent|device }}: browser and system in words, as far as the browser says."""
    systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"))
    systems += (("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"))
    browsers += (("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    system = next((words for mark, words in systems if mark in user_agent), "")
    browser = next((words for mark, words in browsers if mark in user_agent), "")
    return " on ".join(part for part in (browser, system) if part) or "A browser that does not say its name"
