"""One mail for one certificate, with links and nothing private."""

from django.core import mail

import pytest

from certificates.models import Certificate, CertificateEvent
from certificates.services import mailing
from foundation.outbox.api import run as run_outbox

from .conftest import give

pytestmark = pytest.mark.django_db


def test_the_holder_is_told_once(certificate):
    run_outbox()
    mailing.mail(str(certificate.uuid))
    run_outbox()
    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert sent.to == ["asha.venn@larkrise.invalid"]
    assert sent.subject == "Your certificate: A copy of everything: SARs in practice"
    assert f"/cpd/certificates/{certificate.code}/" in sent.body
    assert certificate.snapshot["verify_address"] in sent.body
    assert "45 minutes" in sent.body
    assert CertificateEvent.objects.filter(kind="mailed").count() == 1


def test_a_title_with_marks_of_html_stays_plain_in_the_text(asha, at):
    give(asha, at, title="Saying “sorry” & meaning it")
    run_outbox()
    assert "Saying “sorry” & meaning it" in mail.outbox[0].subject
    assert "&amp;" not in mail.outbox[0].body


def test_somebody_without_an_address_gets_no_mail(asha, at):
    asha.email = None
    asha.save(update_fields=["email"])
    certificate = give(asha, at)
    assert run_outbox().failed == 0
    assert mail.outbox == []
    assert not certificate.events.filter(kind="mailed").exists()


def test_a_certificate_revoked_meanwhile_is_not_announced(certificate):
    certificate.status = Certificate.Status.REVOKED
    certificate.save(update_fields=["status"])
    mailing.mail(str(certificate.uuid))
    assert not certificate.events.filter(kind="mailed").exists()
