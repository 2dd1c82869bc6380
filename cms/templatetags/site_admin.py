"""What the editors' admin shows beside Wagtail's own."""

from typing import Any

from django import template

from wagtail.models import Page

from cms.kinds import LOOKS, KindLook
from cms.models import ContactPage, HomePage, LandingPage
from search.api import Kind

register = template.Library()

# Pages that are no thing of the library, by what they are for.
PLACES: dict[type[Page], str] = {HomePage: "house", LandingPage: "library", ContactPage: "phone"}
LISTING, PLAIN = "folder", "file-text"
# Courses and paths are no pages; their pages name no kind.
KINDS = {"courses.CoursePage": Kind.COURSE.value, "courses.ProgrammePage": Kind.LEARNING_PATH.value}


@register.inclusion_tag("cms/admin/page_mark.html")
def page_mark(page: Page) -> dict[str, Any]:
    """{% page_mark page %}: the icon of what a page is, with its word for a screen reader and a mouse."""
    model: Any = page.specific_class or Page
    look = look_of_page(model)
    icon = look.icon if look else PLACES.get(model) or (LISTING if getattr(model, "lists", None) is not None else PLAIN)
    return {"icon": icon, "kind": look.code if look else "", "words": look.label if look else model.get_verbose_name()}


def look_of_page(model: Any) -> KindLook | None:
    """The look of the kind that a page type makes; None for pages that are no thing of the library."""
    label = model._meta.label  # noqa: SLF001 - Django's documented way to name a model
    kind = KINDS.get(label) or getattr(model, "kind", None)
    return LOOKS.get(str(kind)) if isinstance(kind, str) else None
