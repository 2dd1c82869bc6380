"""What every test may ask for, and the promise that a missing part is seen.

CANDOUR_REQUIRE names the parts that must be there (browser, postgres, redis): without one of them a test that needs it
fails; without the variable it is skipped, so that `make test` works on a bare machine.
"""

import os
import shutil
from datetime import UTC, datetime

from django.conf import settings

import pytest

pytest_plugins = ["tests.cast", "tests.browser", "tests.migrated", "tests.first_rows"]

REQUIRED = {part.strip() for part in os.environ.get("CANDOUR_REQUIRE", "").split(",") if part.strip()}


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
