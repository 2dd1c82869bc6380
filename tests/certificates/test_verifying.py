"""The public page: every certified fact, no personal data but the name, and no way to guess."""

from datetime import UTC, datetime

from django.core.cache import cache
from django.urls import reverse

import pytest
import time_machine

from certificates import limits
from certificates.codes import new_code
from certificates.models import Artifact, Certificate
from certificates.views import verifying

from .conftest import give

pytestmark = pytest.mark.django_db

CONTRACT = {
    "code",
    "status",
    "name",
    "title",
    "version",
    "completed_on",
    "minutes",
    "outcomes",
    "provider",
    "issued_at",
    "successor",
    "pdf_sha256",
    "key_id",
}


@pytest.fixture(autouse=True)
def _nobody_has_tried_anything():
    cache.clear()
    limits._slips.clear()


def _json(client, code, **extra):
    return client.get(f"/verify/{code}.json", **extra)


def test_a_certificate_is_shown_with_every_certified_fact(client, certificate):
    response = client.get(certificate.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    for fact in ("Dr Asha Venn", "A copy of everything: SARs in practice", "45 minutes", "20 November 2026", "Valid."):
        assert fact in page
    for fact in [
        certificate.code,
        "Version",
        "full and accurate",
        "B: Managing yourself",
        "Dr Lena Ode",
        "pass mark 80%",
    ]:
        assert fact in page


def test_nothing_personal_but_the_certified_name_is_shown(client, certificate, asha):
    asha.name = "Dr Asha Venn-Okafor"
    asha.save(update_fields=["name"])
    for page in (client.get(certificate.get_absolute_url()), _json(client, certificate.code)):
        text = page.content.decode()
        assert "larkrise" not in text
        assert "Okafor" not in text
        assert str(asha.uuid) not in text
        assert str(certificate.uuid) not in text


def test_the_json_has_the_promised_keys(client, produced):
    answer = _json(client, produced.code).json()
    assert set(answer) >= CONTRACT
    assert answer["code"] == produced.code
    assert (answer["status"], answer["successor"], answer["key_id"]) == ("issued", None, None)
    assert (answer["minutes"], answer["outcomes"], answer["version"]) == (45, ["B"], "3")
    assert (answer["completed_on"], answer["provider"]) == ("2026-11-20", "Wrenmoor Defence Society")
    assert datetime.fromisoformat(answer["issued_at"]) == produced.issued_at
    assert answer["pdf_sha256"] == Artifact.objects.get().sha256


def test_before_the_file_is_made_its_hash_is_empty(client, certificate):
    assert _json(client, certificate.code).json()["pdf_sha256"] is None
    assert "is being made" in client.get(certificate.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "fold",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("0", "O"),
    ],
)
def test_a_code_is_found_however_it_is_typed(client, certificate, fold):
    typed = fold(certificate.code)
    assert client.get(f"/verify/{typed}/").status_code == 200
    assert _json(client, typed).json()["code"] == certificate.code


def test_the_form_leads_to_the_one_address_of_a_code(client, certificate):
    response = client.get("/verify/", {"code": certificate.code.lower().replace("-", " ")})
    assert (response.status_code, response["Location"]) == (302, certificate.get_absolute_url())


def test_a_pasted_address_leads_there_too(client, certificate):
    response = client.get("/verify/", {"code": f"https://library.example.org/verify/{certificate.code}/"})
    assert response["Location"] == f"/verify/{certificate.code}/"


def test_an_empty_code_is_asked_for_and_not_passed_over(client):
    assert "Type the code" in client.get("/verify/", {"code": "  "}).content.decode()


def test_the_form_says_what_is_wrong_with_a_code(client):
    page = client.get("/verify/", {"code": "7K2M-9QXE"}).content.decode()
    assert "17 letters and numbers" in page
    assert 'value="7K2M-9QXE"' in page
    assert 'aria-invalid="true"' in page
    assert client.get("/verify/").status_code == 200


def test_an_unknown_code_is_unknown(client):
    code = new_code()
    response = _json(client, code)
    assert (response.status_code, response.json()) == (404, {"status": "unknown"})
    page = client.get(f"/verify/{code}/")
    assert page.status_code == 404
    assert "We know no certificate" in page.content.decode()


@pytest.mark.parametrize("typed", ["7K2M-9QXE-R4TV-0WZ8A", "hello", "'; DROP TABLE--", "%00", "x" * 10_000, "🙂"])
def test_a_malformed_code_is_unknown_without_asking_the_database(client, rf, django_assert_num_queries, typed):
    with django_assert_num_queries(0):
        answered = verifying.facts(rf.get("/"), code=typed)
    response = client.get(reverse("certificates:verify-json", args=[typed]))
    assert answered.status_code == response.status_code == 404
    assert answered.content == response.content == b'{"status": "unknown"}'


def test_what_was_typed_is_shown_as_text(client):
    page = client.get("/verify/", {"code": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_a_replaced_certificate_names_its_successor(client, certificate, asha, at):
    successor = give(asha, at, period_key="corrected")
    certificate.status, certificate.superseded_by = Certificate.Status.SUPERSEDED, successor
    certificate.save(update_fields=["status", "superseded_by"])
    answer = _json(client, certificate.code).json()
    assert (answer["status"], answer["successor"]) == ("superseded", successor.code)
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "Replaced." in page
    assert successor.get_absolute_url() in page
    assert "Valid." not in page


def test_a_revoked_certificate_says_so(client, certificate):
    certificate.status = Certificate.Status.REVOKED
    certificate.save(update_fields=["status"])
    assert _json(client, certificate.code).json()["status"] == "revoked"
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "Revoked." in page
    assert "Valid." not in page


def test_no_answer_is_kept_or_indexed(client, certificate):
    for address in (
        "/verify/",
        certificate.get_absolute_url(),
        f"/verify/{certificate.code}.json",
        f"/verify/{new_code()}/",
    ):
        response = client.get(address)
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "no-referrer"


def test_a_check_takes_one_statement_and_the_page_three(client, produced, django_assert_num_queries):
    with django_assert_num_queries(1):
        _json(client, produced.code)
    client.get(produced.get_absolute_url())
    with django_assert_num_queries(3):  # the certificate, the site and its settings
        client.get(produced.get_absolute_url())


def test_only_unknown_codes_are_counted_and_the_thirty_first_is_refused(client, certificate):
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, 20, tzinfo=UTC), tick=False):
        for _ in range(100):
            assert _json(client, certificate.code).status_code == 200
        assert [_json(client, new_code()).status_code for _ in range(30)] == [404] * 30
        refused = _json(client, new_code())
        assert refused.status_code == 429
        assert refused["Retry-After"] == "40"
        assert refused.json()["code"] == "certificate.rate"
        page = client.get(f"/verify/{new_code()}/")
        assert page.status_code == 429
        assert "Wait 40 seconds" in page.content.decode()
        # Who guesses must not learn a hit either, and who sits elsewhere is not held up.
        assert _json(client, certificate.code).status_code == 429
        assert _json(client, certificate.code, REMOTE_ADDR="198.51.100.7").status_code == 200
        assert _json(client, certificate.code, REMOTE_ADDR="127.0.0.250").status_code == 429
    with time_machine.travel(datetime(2026, 11, 20, 9, 1, 1, tzinfo=UTC), tick=False):
        assert _json(client, certificate.code).status_code == 200


def test_behind_a_proxy_each_reader_is_counted_and_not_the_proxy(client, certificate, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, 20, tzinfo=UTC), tick=False):
        guesser = {"x-forwarded-for": "198.51.100.7, 203.0.113.9"}
        statuses = [_json(client, new_code(), headers=guesser).status_code for _ in range(31)]
        assert (statuses[29], statuses[30]) == (404, 429)
        invented = {"x-forwarded-for": "192.0.2.1, 203.0.113.9"}
        assert _json(client, new_code(), headers=invented).status_code == 429, "only the proxy's word counts"
        other = {"x-forwarded-for": "198.51.100.7"}
        assert _json(client, certificate.code, headers=other).status_code == 200


def test_three_hundred_an_hour_is_the_other_limit(client):
    statuses = []
    for minute in range(12):
        with time_machine.travel(datetime(2026, 11, 20, 9, minute, 5, tzinfo=UTC), tick=False):
            statuses += [_json(client, new_code()).status_code for _ in range(29)]
    assert statuses.count(404) == 300
    assert statuses[-1] == 429


def test_many_malformed_codes_are_counted_after_a_few_slips(client):
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, 20, tzinfo=UTC), tick=False):
        statuses = [_json(client, "7K2M-9QXE-R4TV-0WZ8A").status_code for _ in range(40)]
    assert statuses[:5] == [404] * 5
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_network_is_counted_as_one(address, network):
    assert limits.network_of(address) == network


def test_only_reading_is_allowed(client, certificate):
    assert client.post(certificate.get_absolute_url()).status_code == 405


def test_the_page_carries_what_the_browser_needs_to_compare_a_file(client, produced):
    page = client.get(produced.get_absolute_url()).content.decode()
    assert f'data-check-file="{Artifact.objects.get().sha256}"' in page
    assert "js/verify.js" in page
    assert "<form" not in page.split('id="check-file"')[1].split("</section>")[0], "nothing of the file can be sent"
