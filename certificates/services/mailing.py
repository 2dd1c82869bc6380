"""Telling the holder: one mail for one certificate."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, CertificateEvent
from members import api as members

from .recording import record

TEMPLATE = "certificate"


def mail(reference: str) -> None:
    """Outbox handler: promise the mail about the certificate with that uuid. Doing it again does nothing.

    It does not wait for the file: the certificate is valid now, and its page has the file as soon as there is one.
    """
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update(of=("self",)).select_related("person").get(uuid=reference)
        person = certificate.person
        mailed = certificate.events.filter(kind=CertificateEvent.Kind.MAILED).exists()
        if mailed or person is None or not person.email or certificate.status != Certificate.Status.ISSUED:
            return
        at = timezone.now()
        facts = {
            key: certificate.snapshot[key]
            for key in ("name", "title", "code", "minutes_in_words", "completed_in_words")
        }
        page = settings.BASE_URL + reverse("certificates:certificate-page", args=[certificate.code])
        addresses = {"page_address": page, "verify_address": certificate.snapshot["verify_address"]}
        members.send_mail(person, TEMPLATE, facts | addresses, at=at)
        record(certificate, CertificateEvent.Kind.MAILED, at=at)
