"""The demo's mailbox page."""

from datetime import timedelta

from django.urls import reverse

import pytest

from members.models import DemoMail

pytestmark = pytest.mark.django_db
PAGE = reverse("members:mailbox")


@pytest.fixture
def mails(db, at):
    return [
        DemoMail.objects.create(
            message_id=f"<{number}@wrenmoor.invalid>",
            sender="library@wrenmoor.invalid",
            recipients="asha.venn@larkrise.invalid",
            subject=f"Mail number {number}",
            text="Hello,\n\nhttp://localhost:8000/people/join/abc/\n\n<script>alert(1)</script>",
            html="<html><head></head><p>Hello</p></html>",
            arrived=at + timedelta(minutes=number),
        )
        for number in range(3)
    ]


@pytest.mark.parametrize("who", [None, "asha", "nia"])
def test_the_demo_shows_every_mail_the_newest_first_to_everybody(who, request, as_, mails):
    text = as_(request.getfixturevalue(who) if who else None).get(PAGE).text
    assert text.index("Mail number 2") < text.index("Mail number 1") < text.index("Mail number 0")
    assert '<a href="http://localhost:8000/people/join/abc/"' in text
    assert "<script>alert(1)</script>" not in text


def test_a_mail_opens_with_its_html_part_in_a_sandbox(client, mails):
    mail = mails[0]
    page = client.get(reverse("members:mailbox-message", args=[mail.uuid]))
    assert 'sandbox="' in page.text
    part = client.get(reverse("members:mailbox-html", args=[mail.uuid]))
    assert part.text == '<html><head><base target="_top"></head><p>Hello</p></html>'
    policy = part.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src 'none'" in policy


def test_an_empty_mailbox_says_what_to_do(client, db):
    assert "No mail yet" in client.get(PAGE).text


def test_outside_the_demo_there_is_no_mailbox(client, mails, settings):
    settings.DEMO = False
    for address in (
        PAGE,
        reverse("members:mailbox-message", args=[mails[0].uuid]),
        reverse("members:mailbox-html", args=[mails[0].uuid]),
    ):
        assert client.get(address).status_code == 404
