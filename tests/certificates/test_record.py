"""My CPD: entries, totals, the year's filter, the file for spreadsheets, and what is nobody else's business."""

import csv
import io
import logging
from datetime import date, timedelta

from django.core.management import call_command

import pytest

from certificates.api import entries_for, totals
from certificates.models import CpdEntry, Reflection
from certificates.services.reflecting import reflect

from .conftest import give

pytestmark = pytest.mark.django_db

CANARY = "canary-3f9c my own words"


def _reflection_address(entry):
    return f"/cpd/entries/{entry.uuid}/reflection/"


def _csv(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_record_lists_what_counts_with_its_certificate(client, certificate, asha):
    client.force_login(asha)
    page = client.get("/cpd/").content.decode()
    assert page.count("<h1") == 1
    assert "A copy of everything: SARs in practice" in page
    assert f"/cpd/certificates/{certificate.code}/" in page
    assert "45 min" in page


def test_an_empty_record_says_what_to_do(client, marek):
    client.force_login(marek)
    page = client.get("/cpd/").content.decode()
    assert "Nothing here yet" in page
    assert "/courses/" in page


def test_signing_in_comes_first(client):
    for address in ("/cpd/", "/cpd/record.csv"):
        assert "/accounts/login/" in client.get(address)["Location"]


def test_nobody_sees_entries_of_another(client, certificate, nia):
    client.force_login(nia)
    assert "A copy of everything" not in client.get("/cpd/").content.decode()


def test_totals_are_of_this_year_of_twelve_months_and_of_everything(asha, at):
    today = date(2026, 11, 20)
    for number, (days_ago, minutes, kind, participatory) in enumerate(
        [(0, 45, "course", False), (364, 30, "webinar", True), (365, 20, "course", False), (800, 60, "course", False)]
    ):
        day = today - timedelta(days=days_ago)
        give(
            asha, at, period_key=str(number), completed_on=day, minutes=minutes, kind=kind, participatory=participatory
        )
    sums = totals(entries_for(asha), today=today)
    assert (sums.this_year, sums.last_twelve_months, sums.everything, sums.participatory) == (45, 75, 155, 30)
    assert [(kind.words, kind.activities, kind.minutes) for kind in sums.by_kind] == [
        ("Online course", 3, 125),
        ("Live webinar", 1, 30),
    ]


def test_the_year_narrows_the_list(client, asha, at):
    give(asha, at, title="Of this year")
    give(asha, at, period_key="2025", title="Of last year", completed_on=date(2025, 5, 1))
    client.force_login(asha)
    page = client.get("/cpd/?year=2025").content.decode()
    assert "Of last year" in page
    assert "Of this year" not in page
    for nonsense in ("1999", "x", "2025'--", ""):
        assert "Of this year" in client.get("/cpd/", {"year": nonsense}).content.decode()


def test_a_corrected_entry_counts_once_and_one_taken_back_not_at_all(certificate, asha, at):
    original = CpdEntry.objects.get()
    facts = {name: getattr(original, name) for name in ("person", "source", "certificate", "kind", "title", "on")}
    less = CpdEntry(**facts, minutes=30, corrects=original, recorded_at=at)
    less.save()
    assert [entry.minutes for entry in entries_for(asha)] == [30]
    CpdEntry(**facts, minutes=0, corrects=less, recorded_at=at).save()
    assert entries_for(asha) == []


def test_the_page_takes_as_many_statements_for_forty_entries_as_for_one(client, asha, at, django_assert_num_queries):
    give(asha, at)
    client.force_login(asha)
    client.get("/cpd/")
    with django_assert_num_queries(1):
        entries_for(asha)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/cpd/")
    for number in range(39):
        give(asha, at, period_key=str(number))
    with CaptureQueriesContext(connection) as forty:
        client.get("/cpd/")
    assert len(forty) == len(one) <= 8


def test_the_spreadsheet_has_one_line_an_activity(client, certificate, asha, at):
    give(asha, at, period_key="2025", completed_on=date(2025, 5, 1))
    reflect(asha, certificate.cpd_entries.get(), text=CANARY, at=at)
    client.force_login(asha)
    response = client.get("/cpd/record.csv?year=2026")
    assert 'filename="cpd-record-2026.csv"' in response["Content-Disposition"]
    [line] = _csv(response)
    assert line["Date"] == "2026-11-20"
    assert line["Minutes"] == "45"
    assert line["Certificate code"] == certificate.code
    assert line["GDC development outcomes"].startswith("B Managing")
    assert line["Reflection made"] == "yes"
    assert len(_csv(client.get("/cpd/record.csv"))) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d"])
def test_a_title_that_looks_like_a_formula_is_text_in_the_spreadsheet(client, asha, at, start):
    give(asha, at, title=f'{start}HYPERLINK("http://evil.invalid")')
    client.force_login(asha)
    [line] = _csv(client.get("/cpd/record.csv"))
    assert line["Title"].startswith(f"'{start}")


def test_the_owner_writes_rewrites_and_removes_a_reflection(client, certificate, asha):
    entry = CpdEntry.objects.get()
    client.force_login(asha)
    address = _reflection_address(entry)
    assert client.post(address, {"text": CANARY}).status_code == 302
    assert CANARY in client.get(address).content.decode()
    client.post(address, {"text": "Rewritten"})
    assert Reflection.objects.get().text == "Rewritten"
    client.post(address, {"text": "   "})
    assert Reflection.objects.count() == 0


def test_a_reflection_that_is_too_long_is_kept_on_the_page_and_said_to_be(client, certificate, asha):
    client.force_login(asha)
    response = client.post(_reflection_address(CpdEntry.objects.get()), {"text": "x" * 10_001})
    assert response.status_code == 200
    assert "under 10,000 characters" in response.content.decode()
    assert "x" * 10_001 in response.content.decode()
    assert Reflection.objects.count() == 0


@pytest.mark.parametrize("other", ["marek", "joy", "tom", "nia"])
def test_nobody_but_the_owner_opens_a_reflection(request, client, certificate, at, other):
    entry = CpdEntry.objects.get()
    reflect(entry.person, entry, text=CANARY, at=at)
    client.force_login(request.getfixturevalue(other))
    assert client.get(_reflection_address(entry)).status_code == 404
    assert client.post(_reflection_address(entry), {"text": "overwritten"}).status_code == 404
    assert Reflection.objects.get().text == CANARY


def test_the_service_refuses_a_stranger_too(certificate, marek, at):
    with pytest.raises(PermissionError):
        reflect(marek, CpdEntry.objects.get(), text="mine?", at=at)


def test_a_reflection_never_leaves_its_page(client, produced, nia, caplog, capsys):
    """The canary: written once, then looked for wherever it must not be."""
    entry = CpdEntry.objects.get()
    client.force_login(entry.person)
    with caplog.at_level(logging.DEBUG):
        client.post(_reflection_address(entry), {"text": CANARY})
    assert CANARY in client.get(_reflection_address(entry)).content.decode()
    owners = ["/cpd/", f"/cpd/certificates/{produced.code}/", "/search/?q=canary-3f9c", "/search.json?q=canary-3f9c"]
    for address in owners:
        assert CANARY not in client.get(address).content.decode(), address
    assert CANARY not in b"".join(client.get("/cpd/record.csv").streaming_content).decode()
    client.force_login(nia)
    for address in (
        "/admin/",
        "/search.json?q=canary-3f9c",
        produced.get_absolute_url(),
        f"/verify/{produced.code}.json",
    ):
        assert CANARY not in client.get(address).content.decode(), address
    # Django's own lines of SQL are shown only where somebody turns them on; every other logger stays silent about it.
    assert CANARY not in "".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    assert CANARY not in str(Reflection.objects.get()) + repr(Reflection.objects.get())
    call_command("verify_audit")
    assert CANARY not in capsys.readouterr().out


def test_no_admin_and_no_index_knows_reflections():
    from wagtail.admin.viewsets import viewsets
    from wagtail.search.index import get_indexed_models
    from wagtail.snippets.models import get_snippet_models

    assert Reflection not in get_indexed_models()
    assert Reflection not in get_snippet_models()
    assert Reflection not in {getattr(viewset, "model", None) for viewset in viewsets.viewsets}
