"""The tokens of static/css/tokens.css: text is readable in both themes, lines and kinds can be seen."""

import re

from django.conf import settings

import pytest

from cms.colour import contrast
from cms.models.site import ACCENT, ACCENT_DARK, DARK_SURFACES, LIGHT_SURFACES

CSS = (settings.ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
SCREEN = CSS.split("@media", 1)[0]
PAIR = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
ONE = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6})\s*;")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall(SCREEN)}
TOKENS |= {name: (value, value) for name, value in ONE.findall(SCREEN)}
KINDS = sorted(name for name in TOKENS if name.startswith("kind-"))
THEMES = {"light": 0, "dark": 1}

TEXT = [
    *[
        (text, ground)
        for text in ("ink", "muted", "accent", "signal", "ok", "warn")
        for ground in ("paper", "surface", "wash")
    ],
    *[("ink", f"{tone}-wash") for tone in ("accent", "signal", "ok", "warn")],
    *[("muted", f"{tone}-wash") for tone in ("accent", "signal", "ok", "warn")],
    *[(tone, f"{tone}-wash") for tone in ("accent", "signal", "ok", "warn")],
    ("accent-strong", "paper"),
    ("accent-strong", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-signal", "signal"),
    ("paper", "ink"),
    ("on-deep", "deep"),
    ("on-deep-muted", "deep"),
]
LINES = [
    *[(kind, ground) for kind in KINDS for ground in ("paper", "surface")],
    ("rule-strong", "paper"),
    ("rule-strong", "surface"),
    ("focus", "paper"),
    ("focus", "surface"),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_has_a_contrast_of_seven_to_one(text, ground, theme):
    assert contrast(TOKENS[text][THEMES[theme]], TOKENS[ground][THEMES[theme]]) >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_lines_that_carry_meaning_have_a_contrast_of_three_to_one(line, ground, theme):
    assert contrast(TOKENS[line][THEMES[theme]], TOKENS[ground][THEMES[theme]]) >= 3


def test_the_accent_is_checked_against_the_surfaces_of_the_style_sheet():
    grounds = ("paper", "surface", "wash", "accent-wash")
    assert tuple(TOKENS[ground][0] for ground in grounds) == LIGHT_SURFACES
    assert tuple(TOKENS[ground][1] for ground in grounds) == DARK_SURFACES
    assert TOKENS["accent"] == (ACCENT, ACCENT_DARK)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#000000") == contrast("#000000", "#ffffff")
