"""The one place where a signal writes: what happens to a page in Wagtail becomes a duty of the search.

Wagtail's actions know nothing of ours, so the duty is written when they say that something happened: in the transaction
of the publishing (cms/publishing.py makes one), or in one of its own where an action has none.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone

from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from editing.api import Video, pages_showing
from search import api as search

from .library import MODELS, ref_of
from .models import PublicationPage


def connect() -> None:
    """Listen. Called once, when the app is ready."""
    page_published.connect(_page_changed, dispatch_uid="publications.published")
    page_unpublished.connect(_page_changed, dispatch_uid="publications.unpublished")
    page_slug_changed.connect(_tree_changed, dispatch_uid="publications.slug")
    post_page_move.connect(_tree_changed, dispatch_uid="publications.moved")
    for model in MODELS.values():
        pre_delete.connect(_page_changed, sender=model, dispatch_uid=f"publications.deleted.{model.__name__}")
    for signal in (post_save, post_delete):
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="publications.restriction")
    post_save.connect(_film_changed, sender=Video, dispatch_uid="publications.film")


def _page_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PublicationPage):
        _announce([instance])


def _tree_changed(sender: Any, instance: Page, **kwargs: Any) -> None:
    # The addresses of a page and of all below it; where it was moved, who may read them too.
    _announce(_publications_under(instance))


def _restriction_changed(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        _announce(_publications_under(page))


def _film_changed(sender: Any, instance: Video, **kwargs: Any) -> None:
    # Mended captions are what is said from now on, also where the search looks.
    shown = [page.pk for page in pages_showing(instance)]
    for model in MODELS.values():
        _announce(model.objects.filter(pk__in=shown).only("translation_key"))


def _publications_under(page: Page) -> Iterable[PublicationPage]:
    for model in MODELS.values():
        yield from model.objects.descendant_of(page, inclusive=True).only("translation_key")


def _announce(pages: Iterable[PublicationPage]) -> None:
    with transaction.atomic():
        for page in pages:
            search.changed(ref_of(page), at=timezone.now())
