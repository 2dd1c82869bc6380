"""What Wagtail's migrations put into a fresh database, put back after a test that emptied it.

A transactional test ends with a flush; the next test, of whichever room, finds a root page, a site, a collection and
the two groups again, as every real installation has them.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models.signals import post_migrate

import pytest

RIGHTS = {
    "Moderators": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    "Editors": ["add_page", "change_page"],
}
MEDIA_RIGHTS = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]


@pytest.fixture(scope="session", autouse=True)
def _rows_come_back() -> Iterator[None]:
    # The last app to be migrated sends its signal when the permissions of all others are there.
    post_migrate.connect(_put_back, dispatch_uid="tests.first_rows", weak=False)
    yield
    post_migrate.disconnect(dispatch_uid="tests.first_rows")


@pytest.fixture(autouse=True)
def _no_site_of_another_test() -> None:
    # Wagtail keeps the roots of the sites in the cache, which no rollback empties.
    from wagtail.models import Site

    Site.clear_site_root_paths_cache()


def _put_back(sender: Any, **kwargs: Any) -> None:
    from django.apps import apps

    if sender is not [config for config in apps.get_app_configs() if config.models_module][-1]:
        return
    from wagtail.models import Collection, Locale, Page, Site

    if Page.objects.exists():
        return
    Locale.objects.get_or_create(language_code="en-gb")
    root = Page.add_root(instance=Page(title="Root", slug="root"))
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    Site.clear_site_root_paths_cache()
    collection = Collection.add_root(name="Root")
    _put_back_groups(root, collection)


def _put_back_groups(root: Any, collection: Any) -> None:
    from django.contrib.auth.models import Group, Permission

    from wagtail.models import GroupCollectionPermission, GroupPagePermission

    for name, rights in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        for right in rights:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=right)
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
        for permission in Permission.objects.filter(
            codename__in=MEDIA_RIGHTS, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
        ):
            GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
