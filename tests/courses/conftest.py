"""Where the tests of the player in Chromium begin: a small course, and somebody with a place on it at a browser."""

from pathlib import Path
from typing import Any

from django.utils import timezone

import pytest
from playwright.sync_api import BrowserContext

from courses.models import CourseItem, Enrolment
from courses.services.enrolment import enrol

from .conformance.playing import play  # noqa: F401 (a fixture)
from .player_page import Learner
from .small_course import import_small_course


@pytest.fixture
def course_place(asha: Any, tmp_path: Path, live_server: Any, settings: Any) -> Enrolment:
    """Asha's place on a course of one small package, which plays on this test's own server."""
    port = int(live_server.url.rsplit(":", 1)[1])
    settings.CONTENT_SCHEME_AND_PORT = ("http", port)
    settings.BASE_URL = live_server.url
    settings.PACKAGES_ROOT = tmp_path / "packages"
    report = import_small_course(tmp_path)
    item = CourseItem.objects.get(package_version__sha256=report.sha256)
    return enrol(asha, item.version.course, at=timezone.now())


@pytest.fixture
def learner(
    browser_context: BrowserContext, client: Any, asha: Any, live_server: Any, course_place: Enrolment
) -> Learner:
    """Asha at a clean browser, signed in."""
    return Learner(browser_context, client, asha, live_server, course_place)
