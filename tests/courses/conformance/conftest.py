"""A player for each case's package."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from .playing import Player, import_case, place_on


@pytest.fixture
def play(
    browser_context: BrowserContext, client: Any, asha: Any, live_server: Any, tmp_path: Path, settings: Any
) -> Callable[..., Player]:
    """Imports a package of the items given and opens the player; the learner is at its first activity."""
    settings.CONTENT_SCHEME_AND_PORT = ("http", int(live_server.url.rsplit(":", 1)[1]))
    settings.BASE_URL = live_server.url
    settings.PACKAGES_ROOT = tmp_path / "packages"
    client.force_login(asha)
    cookie = client.cookies["sessionid"]
    browser_context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])

    def start(*items: str, **more: Any) -> Player:
        item = import_case(tmp_path, "".join(items), **more)
        return Player(browser_context, client, live_server, place_on(item, asha))

    return start
