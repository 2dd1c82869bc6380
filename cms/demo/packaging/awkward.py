"""A SCORM 1.2 package that misbehaves on purpose, for authors and support; its page says so, and what each act does."""

from .pages import copied, render, shown, zipped
from .sources import PackageText

COPIED = ("course.css", "parts.css", "awkward.js")


def build_awkward(text: PackageText) -> bytes:
    """The zip."""
    values = {
        "course": text.front,
        "slug": text.slug,
        "title": text.front["title"],
        "label": "A demonstration, not a course",
        "blocks": shown(text.blocks, "about"),
        "copied": COPIED,
        "scripts": ("awkward.js",),
    }
    pages = {"imsmanifest.xml": render("awkward.xml", values), "index.html": render("awkward.html", values)}
    return zipped(pages | copied(COPIED))
