"""An engine's marks as elements. The text around them is a reader's or an editor's, so it is escaped first."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .engines.base import END, START

_MARKED = re.compile(f"{START}([^{START}{END}]*){END}")


def highlighted(marked: str) -> SafeString:
    """The text as HTML, with <mark> around what matched."""
    # Odd pieces are those that the pattern captured: what stood between marks.
    pieces = (
        (format_html("<mark>{}</mark>", piece) if place % 2 else piece.translate(_BARE),)
        for place, piece in enumerate(_MARKED.split(marked))
    )
    return format_html_join("", "{}", pieces)


def plain(marked: str) -> str:
    """The text without marks."""
    return marked.translate(_BARE)


_BARE = {ord(START): None, ord(END): None}
