"""Links from rich text to pages, resolved with one statement a text however many links it has."""

from types import SimpleNamespace
from typing import Any

from django.utils.html import escape

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class LivePageLinkHandler(PageLinkHandler):
    """Wagtail's handler reads every linked page in full, type by type. A link needs its address only; a page that is
    not live has none, and its words stand without a link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        ids = {attrs["id"] for attrs in attrs_list if str(attrs.get("id", "")).isdigit()}
        pages = {
            str(page.pk): page for page in Page.objects.live().filter(pk__in=ids).only("url_path", "slug", "locale_id")
        }
        sites = SimpleNamespace()  # where Wagtail keeps the sites' roots while it works out many addresses
        addresses = {pk: _address(page, sites) for pk, page in pages.items()}
        return [
            f'<a href="{escape(address)}">' if (address := addresses.get(str(attrs.get("id")))) else "<a>"
            for attrs in attrs_list
        ]


def _address(page: Page, sites: SimpleNamespace) -> str | None:
    parts = page.get_url_parts(sites)
    if parts is None or parts[2] is None:
        return None
    _, root, path = parts
    only_site = len(Page._get_site_root_paths(sites)) == 1  # noqa: SLF001 - as Page.get_url asks it
    return str(path if only_site else root + path)
