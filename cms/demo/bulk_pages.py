"""Many pages at once, for benchmarks: one insert for a thousand rows instead of a dozen statements a page.

What Wagtail and treebeard would do a page at a time is computed here: the path below the parent, the address, the
parent's count of children. No revisions and no reference index are made; editors' tools rebuild these when asked.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from wagtail.models import Page

BATCH = 500
_NAMESPACE = uuid.UUID("9d5e7a51-6a44-4d0b-9d5c-3f6e0a3f7b11")


def add_pages(parent: Page, pages: Sequence[Page], *, at: datetime) -> list[Page]:
    """Insert live pages of one type below `parent`, in order, and return them with their keys.

    Each has its title and its own fields set; a slug is made of the title where there is none. A page whose slug is
    taken below the parent is left out: it was added before.
    """
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    for page in pages:
        page.slug = page.slug or slugify(page.title)
    fresh = [page for page in pages if page.slug not in taken]
    if not fresh:
        return []
    with transaction.atomic():
        last = Page.objects.child_of(parent).order_by("path").last()
        start = int(last.path[-Page.steplen :], 36) if last else 0
        for number, page in enumerate(fresh, start=start + 1):
            _place(page, parent, number, at)
        _insert(type(fresh[0]), fresh)
        Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(fresh))
    return fresh


def _place(page: Page, parent: Page, number: int, at: datetime) -> None:
    page.path = Page._get_path(parent.path, parent.depth + 1, number)  # noqa: SLF001 - treebeard's own arithmetic
    page.depth = parent.depth + 1
    page.numchild = 0
    page.draft_title = page.title
    page.url_path = f"{parent.url_path}{page.slug}/"
    page.translation_key = uuid.uuid5(_NAMESPACE, page.url_path)
    page.locale_id = parent.locale_id
    page.content_type = ContentType.objects.get_for_model(type(page))
    page.live = True
    page.has_unpublished_changes = False
    page.first_published_at = page.first_published_at or at
    page.last_published_at = page.latest_revision_created_at = at


def _insert(model: Any, pages: Sequence[Any]) -> None:
    """The rows of the parent table, then those of the page's own: Django's bulk_create knows no inheritance."""
    names = [field.attname for field in Page._meta.local_concrete_fields if not field.primary_key]  # noqa: SLF001
    rows = [Page(**{name: getattr(page, name) for name in names}) for page in pages]
    Page.objects.bulk_create(rows, batch_size=BATCH)
    keys = dict(Page.objects.filter(path__in=[row.path for row in rows]).values_list("path", "pk"))
    for page in pages:
        page.pk = page.page_ptr_id = keys[page.path]
    fields = model._meta.local_concrete_fields  # noqa: SLF001
    for start in range(0, len(pages), BATCH):
        model._base_manager._insert(pages[start : start + BATCH], fields=fields, using="default")  # noqa: SLF001


def link(through: Any, near: str, far: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Rows of a many-to-many table, from (page, other) keys."""
    through.objects.bulk_create([through(**{near: page, far: other}) for page, other in pairs], batch_size=1000)
