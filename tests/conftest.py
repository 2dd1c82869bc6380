"""What every test may ask for."""

import shutil
from datetime import UTC, datetime

import pytest
from django.conf import settings

pytest_plugins = ["tests.cast"]


@pytest.fixture
def at() -> datetime:
    """The moment at which the tests happen: Friday 20 November 2026, nine in the morning."""
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _own_folders():
    """Files that tests write lie under one folder, emptied at the start."""
    shutil.rmtree(settings.TEST_VAR, ignore_errors=True)
    settings.TEST_VAR.mkdir(parents=True, exist_ok=True)
    for folder in (settings.MEDIA_ROOT, settings.PACKAGES_ROOT, settings.DOCUMENTS_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
