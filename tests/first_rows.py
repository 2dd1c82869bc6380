"""What Wagtail's migrations put into a fresh database, put back after a test that emptied it.

A transactional test ends with a flush; the next test, of whichever room, finds a root page, a site, a collection and
the two groups again, as every real installation has them.
"""

from collections.abc import Iterator

from django.apps import apps
from django.core import serializers
from django.db.models.signals import post_migrate

import pytest
from pytest_django import DjangoDbBlocker

MODELS = [
    "auth.Group",
    "wagtailcore.Locale",
    "wagtailcore.Page",
    "wagtailcore.Site",
    "wagtailcore.Collection",
    "wagtailcore.GroupPagePermission",
    "wagtailcore.GroupCollectionPermission",
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Remember the first rows as the migrations made them; put them back whenever a flush has emptied the tables."""
    with django_db_blocker.unblock():
        rows = [row for label in MODELS for row in apps.get_model(label)._default_manager.order_by("pk")]
        remembered = serializers.serialize("json", rows, use_natural_foreign_keys=True)

    def put_back(using: str, **kwargs: object) -> None:
        if not apps.get_model("wagtailcore.Locale").objects.using(using).exists():
            for row in serializers.deserialize("json", remembered, using=using):
                row.save(using=using)

    # The last app sends its signal when the permissions of all others are there.
    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    post_migrate.connect(put_back, sender=last)
    yield
    post_migrate.disconnect(put_back, sender=last)


@pytest.fixture(autouse=True)
def _no_site_of_another_test() -> None:
    # Wagtail keeps the roots of the sites in the cache, which no rollback empties.
    apps.get_model("wagtailcore.Site").clear_site_root_paths_cache()
