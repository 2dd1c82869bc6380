"""Contrast of two colours, by the definition of WCAG 2.2 (relative luminance, contrast ratio)."""

import re

HEX = re.compile(r"^#(?:[0-9a-fA-F]{6})$")
TEXT_CONTRAST = 7.0  # level AAA: what this site asks of all text


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 for black to 1 for white. Raises ValueError for anything else."""
    if not HEX.match(colour):
        raise ValueError(f"{colour!r} is not a colour such as #0b4850.")
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004 - WCAG
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, whichever is the lighter."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
