"""Icons: the Lucide set, read once from its npm package and inlined by the server. No copy lies in the repository."""

import json
from functools import cache

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

LUCIDE = settings.NODE_MODULES / "@iconify-json" / "lucide" / "icons.json"


class UnknownIcon(LookupError):
    """There is no icon of that name in the set; a mistake in a template."""


@cache
def _bodies() -> dict[str, str]:
    data = json.loads(LUCIDE.read_text(encoding="utf-8"))
    bodies = {name: icon["body"] for name, icon in data["icons"].items()}
    bodies |= {name: bodies[alias["parent"]] for name, alias in data["aliases"].items() if alias["parent"] in bodies}
    return bodies


@cache
def icon_svg(name: str, classes: str = "", title: str = "") -> SafeString:
    """The icon as inline SVG: decoration unless it has a title. Raises UnknownIcon.

    The stroke follows the text colour; its width is set by CSS, so that an icon weighs as much as the words beside it.
    """
    try:
        body = _bodies()[name]
    except KeyError:
        raise UnknownIcon(f"There is no icon {name!r} in Lucide.") from None
    # The set is a locked dependency, not a person's input: its markup is trusted as our own templates are.
    drawing = SafeString(body.replace(' stroke-width="2"', ""))
    label = format_html('role="img" aria-label="{}"', title) if title else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" {} focusable="false">{}</svg>', f"icon {classes}".strip(), label, drawing
    )
