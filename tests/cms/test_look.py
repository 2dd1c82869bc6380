"""The style page in Chromium: every component at once, at every width and in both lights.

What is measured is what the browser painted, not what the style sheet meant.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The contrast of each piece of text with the nearest painted ground behind it, by the definition of WCAG 2.2.
WEAK_TEXT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color).slice(0, 3)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 7) weak.push(`${element.className || element.tagName}: ${ratio.toFixed(2)}`);
  }
  return weak;
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest("p, .prose, .hint") && !one.matches(".skip-link"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 0 && (box.height < 24 || box.width < 24))
  .filter(([one]) => getComputedStyle(one).display !== "inline")
  .map(([one, box]) => `${one.textContent.trim() || one.tagName}: ${box.width.toFixed()} x ${box.height.toFixed()}`)"""


@pytest.fixture
def style_page(browser: Browser, live_server) -> Iterator:
    """Opens the style page in a window of a width and a light; fails on anything that the CSP refuses."""
    contexts, refused = [], []

    def open_page(width: int = 1280, light: str = "light", **more) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=light, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(f"{live_server.url}/demo/style/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert refused == []


def test_all_painted_text_has_a_contrast_of_seven_to_one_in_both_lights(style_page):
    page = style_page(reduced_motion="reduce")  # no colour is caught half-way between the lights
    for light in ("light", "dark"):
        page.emulate_media(color_scheme=light)
        assert page.evaluate(WEAK_TEXT) == [], light


def test_no_width_makes_the_page_scroll_sideways(style_page):
    page = style_page()
    for width in (320, 360, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_targets_are_large_enough_for_a_thumb(style_page):
    assert style_page(320).evaluate(SMALL_TARGETS) == []


def test_lines_of_text_keep_to_the_measure(style_page):
    page = style_page(1920)
    characters = page.evaluate(
        """() => {
          const text = document.querySelector(".prose > p");
          const range = document.createRange();
          range.selectNodeContents(text);
          const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8)));
          return text.textContent.length / lines.size;
        }"""
    )
    assert 50 <= characters <= 75


def test_the_keyboard_skips_the_masthead_and_closes_the_menu(style_page):
    page = style_page(320)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.locator(".site-menu > summary").click()
    page.keyboard.press("Escape")
    expect(page.locator(".site-menu")).not_to_have_attribute("open", "")
    expect(page.locator(".site-menu > summary")).to_be_focused()


def test_the_menu_of_a_phone_opens_without_scripts(style_page):
    page = style_page(320, java_script_enabled=False)
    page.locator(".site-menu > summary").click()
    expect(
        page.get_by_role("navigation", name="Main, small screen").get_by_role("link", name="Library")
    ).to_be_visible()


def test_the_reader_chooses_the_light_and_it_stays(style_page):
    page = style_page(light="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    day = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    night = page.evaluate(paper)
    assert night != day
    page.reload()
    assert page.evaluate(paper) == night
    page.get_by_role("button", name="Device").click()
    assert page.evaluate(paper) == day


def test_paper_shows_the_text_and_where_it_came_from_and_no_controls(style_page):
    page = style_page()
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".masthead .sign-in")).to_be_hidden()
    expect(page.locator(".next-hour")).to_be_visible()
    expect(page.locator(".site-foot .print-only")).to_contain_text("/demo/style/")
