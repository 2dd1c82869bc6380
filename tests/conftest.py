"""What every test may ask for, and the promise that a missing part is seen.

CANDOUR_REQUIRE names the parts that must be there (browser, postgres, redis): without one of them a test that needs it
fails; without the variable it is skipped, so that `make test` works on a bare machine.
"""

import os
import shutil
from datetime import UTC, datetime

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db.models.signals import post_migrate

import pytest
from pytest_django import DjangoDbBlocker

pytest_plugins = ["tests.cast", "tests.browser", "tests.first_rows"]

REQUIRED = {part.strip() for part in os.environ.get("CANDOUR_REQUIRE", "").split(",") if part.strip()}

FIRST_MODELS = [
    "auth.Group",
    "wagtailcore.Locale",
    "wagtailcore.Page",
    "wagtailcore.Site",
    "wagtailcore.Collection",
    "wagtailcore.GroupPagePermission",
    "wagtailcore.GroupCollectionPermission",
]


def missing(part: str, why: str) -> None:
    """Skip the calling test for want of a part, or fail it where the part is required."""
    if part in REQUIRED:
        pytest.fail(f"CANDOUR_REQUIRE asks for {part}, but {why}")
    pytest.skip(f"no {part}: {why}")


def pytest_configure(config: pytest.Config) -> None:
    """Files that tests write lie under one folder, emptied at the start."""
    if not hasattr(settings, "TEST_VAR"):
        return
    shutil.rmtree(settings.TEST_VAR, ignore_errors=True)
    for folder in (settings.TEST_VAR, settings.MEDIA_ROOT, settings.PACKAGES_ROOT, settings.DOCUMENTS_ROOT):
        folder.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Wagtail's first rows come from its migrations, and a test with real transactions ends with every table emptied.

    They are put back whenever that happens, so that no test depends on which tests ran before it.
    """
    with django_db_blocker.unblock():
        first_rows = serializers.serialize(
            "json",
            [row for label in FIRST_MODELS for row in apps.get_model(label)._default_manager.order_by("pk")],
            use_natural_foreign_keys=True,
        )

    def put_back(using: str, **kwargs: object) -> None:
        if not apps.get_model("wagtailcore.Locale").objects.using(using).exists():
            for row in serializers.deserialize("json", first_rows, using=using):
                row.save(using=using)

    last_app = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    post_migrate.connect(put_back, sender=last_app, weak=False)


@pytest.fixture
def at() -> datetime:
    """The moment at which the tests happen: Friday 20 November 2026, nine in the morning."""
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _postgres_only_where_it_is(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres"):
        from django.db import connection

        if connection.vendor != "postgresql":
            pytest.skip("runs in the PostgreSQL half of the suite")
