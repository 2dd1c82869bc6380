"""The editing form of a page, as a browser would send it back."""

from typing import Any

from django.test import Client
from django.urls import reverse

from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text

STREAMS = ["body", "references", "changes", "reflection", "chapters", "transcript"]


def editing_form(client: Client, page: Any, text: str = "Newly written.") -> dict[str, Any]:
    """What the form of `page` holds today, with one paragraph as its text and nothing in its other streams.

    Streams are drawn by a script, so their fields are not in the page as it is served.
    """
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    filled = querydict_from_html(shown, form_id="page-edit-form")
    data = {name: filled.getlist(name) if len(filled.getlist(name)) > 1 else filled[name] for name in filled}
    empty = {f"{name}-count": "0" for name in STREAMS if hasattr(page, name)}
    block = {"deleted": "", "order": "0", "type": "paragraph", "value": rich_text(f"<p>{text}</p>")}
    return data | empty | nested_form_data({"body": {"count": "1", "0": block}})
