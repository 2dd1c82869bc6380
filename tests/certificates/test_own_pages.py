"""A certificate as its holder has it."""

from django.core.cache import cache

import pytest

from certificates.documents.storing import path_of
from certificates.models import Artifact, Certificate

from .conftest import give

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def _bytes(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def _page(certificate):
    return f"/cpd/certificates/{certificate.code}/"


def test_the_holder_sees_the_certificate_at_once(client, certificate, asha):
    client.force_login(asha)
    page = client.get(_page(certificate)).content.decode()
    assert page.count("<h1") == 1
    assert "Dr Asha Venn" in page
    assert certificate.snapshot["verify_address"] in page
    assert "valid now" in page


@pytest.mark.parametrize("path", ["", "pdf"])
@pytest.mark.parametrize("other", ["marek", "joy", "nia", "cara"])
def test_nobody_else_does_whoever_they_are(request, client, produced, path, other):
    client.force_login(request.getfixturevalue(other))
    assert client.get(_page(produced) + path).status_code == 404


@pytest.mark.parametrize("path", ["", "pdf"])
def test_without_signing_in_one_is_asked_to(client, produced, path):
    response = client.get(_page(produced) + path)
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_the_file_is_the_stored_one(client, produced, asha):
    client.force_login(asha)
    response = client.get(_page(produced) + "pdf")
    artifact = Artifact.objects.get()
    assert _bytes(response) == path_of(artifact.storage_key).read_bytes()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="certificate-{produced.code}.pdf"'
    shown = client.get(_page(produced) + "pdf?view")
    assert _bytes(shown).startswith(b"%PDF")
    assert shown["Content-Disposition"].startswith("inline")


def test_until_the_file_is_made_the_page_says_the_certificate_is_valid_and_looks_again(client, certificate, asha):
    client.force_login(asha)
    response = client.get(_page(certificate) + "pdf")
    page = response.content.decode()
    assert response.status_code == 202
    assert f'content="5; url={_page(certificate)}pdf?look=1"' in page
    assert "Your certificate is valid" in page
    assert certificate.code in page
    late = client.get(_page(certificate) + "pdf?look=24").content.decode()
    assert "http-equiv" not in late
    assert "longer than usual" in late


def test_a_lost_file_waits_like_one_not_yet_made(client, produced, asha):
    path_of(Artifact.objects.get().storage_key).unlink()
    client.force_login(asha)
    assert client.get(_page(produced) + "pdf").status_code == 202


def test_a_code_typed_otherwise_finds_its_file(client, produced, asha):
    client.force_login(asha)
    response = client.get(f"/cpd/certificates/{produced.code.lower()}/pdf")
    assert response["Location"] == _page(produced) + "pdf"
    assert client.get("/cpd/certificates/nonsense/").status_code == 404


def test_a_replaced_certificate_leads_to_the_new_one(client, certificate, asha, at):
    successor = give(asha, at, period_key="corrected")
    certificate.status, certificate.superseded_by = Certificate.Status.SUPERSEDED, successor
    certificate.save(update_fields=["status", "superseded_by"])
    client.force_login(asha)
    assert _page(successor) in client.get(_page(certificate)).content.decode()


def test_no_answer_is_kept_by_a_shared_computer(client, produced, asha):
    client.force_login(asha)
    for path in ("", "pdf"):
        response = client.get(_page(produced) + path)
        assert _bytes(response)
        assert "no-store" in response["Cache-Control"]
