"""What the editors' admin posts: the fields of a page as its form shows them, and streams laid out by their blocks."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text

EMPTY_TABLE = {"caption": "", "column-count": "0", "row-count": "0"}


def laid_out(block: blocks.Block, raw: Any) -> Any:  # noqa: PLR0911 - one a kind
    """The form data of a block with this raw value; None is what an editor has who has just added it."""
    if isinstance(block, blocks.StreamBlock):
        parts = [(one["type"], one.get("id", ""), one.get("value")) for one in raw or ()]
        return _rows(
            {"type": kind, "id": pk, "value": laid_out(block.child_blocks[kind], value)} for kind, pk, value in parts
        )
    if isinstance(block, blocks.ListBlock):
        # A list of a fresh block begins with as many rows as it must have.
        items = raw if raw is not None else [{} for _ in range(block.meta.min_num or 1)]
        return _rows({"id": one.get("id", ""), "value": laid_out(block.child_block, one.get("value"))} for one in items)
    if isinstance(block, blocks.StructBlock):
        return {name: laid_out(child, (raw or {}).get(name)) for name, child in block.child_blocks.items()}
    if isinstance(block, TypedTableBlock):
        return EMPTY_TABLE
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(raw or "", features=block.features)
    if isinstance(block, blocks.BooleanBlock):
        return "on" if raw else None
    default = block.get_default() if raw is None else raw
    return "" if default is None else str(default)


def _rows(rows: Any) -> dict[str, Any]:
    found = {str(n): row | {"deleted": "", "order": str(n)} for n, row in enumerate(rows)}
    return found | {"count": str(len(found))}


def form_of(client: Any, page: Any, outline: Any) -> QueryDict:
    """Everything that the page's edit form posts, with this outline in it (raw stream data)."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")
    for name, value in nested_form_data(
        {
            "outline": laid_out(page._meta.get_field("outline").stream_block, outline),
            "references": laid_out(page._meta.get_field("references").stream_block, []),
        }
    ).items():
        if value is not None:
            data[name] = value
    return data


def post(client: Any, page: Any, outline: Any, **more: str) -> Any:
    """Save the page as its editor does; `**{"action-publish": "1"}` publishes it."""
    data = form_of(client, page, outline)
    data.update(more)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def emptied(block: blocks.Block, raw: Any) -> Any:
    """Raw data with what a draft stores for None: blank texts, nothing chosen, as many rows as there must be."""
    if isinstance(block, blocks.StreamBlock):
        return [
            {"type": one["type"], "id": one["id"], "value": emptied(block.child_blocks[one["type"]], one["value"])}
            for one in raw or ()
        ]
    if isinstance(block, blocks.ListBlock):
        rows = raw if raw is not None else [{"id": f"row-{n}", "value": None} for n in range(block.meta.min_num or 1)]
        return [{"type": "item", "id": one["id"], "value": emptied(block.child_block, one["value"])} for one in rows]
    if isinstance(block, blocks.StructBlock):
        return {name: emptied(child, (raw or {}).get(name)) for name, child in block.child_blocks.items()}
    if isinstance(block, TypedTableBlock):
        return {"columns": [], "rows": [], "caption": ""}
    if raw is not None or isinstance(block, blocks.ChooserBlock | blocks.IntegerBlock | blocks.DecimalBlock):
        return raw
    default = block.get_prep_value(block.get_default())
    return default if default is not None else None if isinstance(block, blocks.DateBlock) else ""
