"""Mail through the outbox: promised with the transaction, written when sent, sent once."""

from datetime import timedelta

from django.core import mail
from django.db import transaction
from django.template.loader import get_template

import pytest

from foundation.outbox.api import Duty, run
from members.errors import TemplateMissing
from members.models import DemoMail, MailMessage, User
from members.notifications import HANDLER, register_mail, send_mail, send_promised, write


def test_a_mail_is_promised_and_then_sent_once(asha, at, post):
    send_mail(asha, "no-account", {}, at=at)
    assert mail.outbox == []
    (message,) = post()
    assert message.to == [asha.email]
    (row,) = MailMessage.objects.all()
    assert row.sent_at is not None
    send_promised(str(row.uuid))
    assert len(mail.outbox) == 1


def test_no_transaction_no_mail(asha, at, post):
    with transaction.atomic():
        send_mail(asha, "no-account", {}, at=at)
        transaction.set_rollback(True)
    assert post() == []
    assert not Duty.objects.filter(handler=HANDLER).exists()


def test_the_address_is_the_one_of_the_day_it_is_sent(asha, at, post):
    send_mail(asha, "no-account", {}, at=at)
    User.objects.filter(pk=asha.pk).update(email="asha@moved.invalid")
    assert post()[0].to == ["asha@moved.invalid"]


def test_a_closed_account_and_one_without_address_get_no_mail(asha, at, post):
    desk = User.objects.create_user(None, name="Desk")
    for person in (asha, desk):
        send_mail(person, "no-account", {}, at=at)
    User.objects.filter(pk=asha.pk).update(is_active=False)
    assert post() == []
    assert set(MailMessage.objects.values_list("dropped", flat=True)) == {"no address, or the account is closed"}


def test_what_it_was_about_has_gone(at, post, db):
    send_mail("x@y.invalid", "invitation", {"invitation": "3f6f4b0a-0000-4000-8000-000000000000"}, at=at)
    assert post() == []
    assert MailMessage.objects.get().dropped == "what it was about has gone"


def test_the_context_is_emptied_once_sent(at, post, asha):
    send_mail(asha, "account-notice", {"what": "Your password was changed.", "when": at.isoformat()}, at=at)
    (message,) = post()
    assert "Friday 20 November 2026 at 09:00" in message.body
    assert MailMessage.objects.get().context == {}


def test_a_mail_server_that_fails_is_tried_again_under_the_same_name(asha, at, settings, post):
    send_mail(asha, "no-account", {}, at=at)
    settings.EMAIL_BACKEND = "tests.members.test_mail.Broken"
    report = run(now=lambda: at)
    assert (report.failed, report.left) == (1, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    (row,) = MailMessage.objects.all()
    assert row.sent_at is None
    (message,) = post()
    assert message.extra_headers["Message-ID"] == f"<{row.uuid}@wrenmoor.invalid>"


class Broken:
    """A mail server that is down."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_a_missing_template_is_refused_at_once(asha, at):
    with pytest.raises(TemplateMissing):
        send_mail(asha, "there-is-none", {}, at=at)
    assert not MailMessage.objects.exists()


def test_a_registered_lookup_reads_the_day_of_sending(asha, at, post):
    register_mail("address-in-use", lambda references: references | {"site_name": "The name of today"})
    send_mail(asha, "address-in-use", {}, at=at)
    assert "The name of today" in post()[0].body
    register_mail("address-in-use", lambda references: references)


def test_both_parts_say_the_same_and_a_lone_address_is_a_button():
    written = write("no-account", {})
    assert written.subject == "There is no account with this address"
    assert "http://localhost" in written.text
    assert 'class="go" href="http://localhost' in written.html
    assert "They come by invitation" in written.html
    assert "<script" not in written.html


def test_what_people_typed_is_escaped_in_the_html_part_only(at):
    facts = {"what": "<b>Bold</b> & brave.", "when": at}
    written = write("account-notice", facts)
    assert "<b>Bold</b> & brave." in written.text
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; brave." in written.html


@pytest.mark.parametrize(
    "name",
    ["invitation", "password-reset", "welcome", "no-account", "confirm-address", "address-in-use", "account-notice"],
)
def test_every_mail_has_a_template_that_says_whose_it_is(name):
    assert "site_name" in get_template(f"emails/{name}.txt").template.source


def test_the_demos_mailbox_keeps_a_mail_once(asha, at, settings):
    settings.EMAIL_BACKEND = "members.mailbox.MailboxBackend"
    send_mail(asha, "no-account", {}, at=at)
    run()
    MailMessage.objects.update(sent_at=None)  # as if the process had died before it noted that the mail was sent
    send_promised(str(MailMessage.objects.get().uuid))
    (kept,) = DemoMail.objects.all()
    assert kept.recipients == asha.email
    assert kept.html.startswith("<!doctype html>")


def test_mails_of_more_than_a_year_ago_are_swept(asha, at, post, time_machine):
    time_machine.move_to(at)
    send_mail(asha, "no-account", {}, at=at)
    post()
    time_machine.move_to(at + timedelta(days=400))
    send_mail(asha, "no-account", {}, at=at + timedelta(days=400))
    post()
    assert MailMessage.objects.count() == 1
