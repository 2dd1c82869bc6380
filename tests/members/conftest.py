"""What the tests of members share: a client that is somebody, and the mails that were sent."""

import re

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

import pytest

from foundation.outbox.api import run


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Rate limits count in the cache; each test begins with none."""
    cache.clear()


@pytest.fixture
def as_():
    """A client signed in as somebody: `as_(joy).get(...)`; `as_(None)` is nobody."""

    def client_of(person) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return client_of


@pytest.fixture
def post():
    """Run the outbox and return the mails that it sent, the newest last."""

    def sent():
        before = len(mail.outbox)
        report = run()
        assert report.failed == 0
        return mail.outbox[before:]

    return sent


def links_in(message) -> list[str]:
    """The paths of the application's links in a mail's text."""
    return [link.removeprefix(settings.BASE_URL) for link in re.findall(r"https?://\S+", message.body)]
