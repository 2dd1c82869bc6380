"""What was certified cannot be changed, neither by our own code nor against the database's constraints."""

from django.db import IntegrityError, transaction

import pytest

from certificates.errors import FrozenFact
from certificates.models import Certificate, CertificateEvent, CpdEntry, Reflection
from certificates.services.reflecting import reflect

from .conftest import give

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "field", ["snapshot", "snapshot_sha256", "code", "minutes", "completed_on", "issued_at", "person", "source_ref"]
)
def test_no_certified_column_can_be_saved_again(certificate, field):
    with pytest.raises(FrozenFact, match=field):
        certificate.save(update_fields=[field])


def test_a_certificate_is_not_saved_as_a_whole(certificate):
    certificate.snapshot["minutes"] = 450
    with pytest.raises(FrozenFact, match="update_fields"):
        certificate.save()
    certificate.refresh_from_db()
    assert certificate.snapshot["minutes"] == 45


def test_no_certified_column_can_be_updated_in_bulk(certificate):
    with pytest.raises(FrozenFact, match="minutes"):
        Certificate.objects.filter(pk=certificate.pk).update(minutes=450)
    certificate.minutes = 450
    with pytest.raises(FrozenFact, match="minutes"):
        Certificate.objects.bulk_update([certificate], ["minutes"])


@pytest.mark.parametrize("model", [Certificate, CertificateEvent, CpdEntry])
def test_nothing_is_deleted(certificate, model):
    with pytest.raises(FrozenFact, match="never deleted"):
        model.objects.all().delete()
    with pytest.raises(FrozenFact, match="never deleted"):
        model.objects.first().delete()


def test_a_ledger_entry_is_not_edited(certificate):
    entry = CpdEntry.objects.get()
    entry.minutes = 90
    with pytest.raises(FrozenFact, match="minutes"):
        entry.save(update_fields=["minutes"])
    with pytest.raises(FrozenFact):
        CpdEntry.objects.update(minutes=90)


def test_the_status_may_change(certificate):
    certificate.status = Certificate.Status.REVOKED
    certificate.save(update_fields=["status"])
    assert Certificate.objects.get().status == "revoked"


def test_superseded_needs_a_successor_and_only_superseded_has_one(certificate, marek, at):
    other = give(marek, at)
    for status, successor in [("superseded", None), ("issued", other), ("superseded", certificate)]:
        certificate.status, certificate.superseded_by = status, successor
        with pytest.raises(IntegrityError), transaction.atomic():
            certificate.save(update_fields=["status", "superseded_by"])


def test_a_correction_takes_its_original_out_of_what_counts(certificate, asha, at):
    original = CpdEntry.objects.get()
    facts = {name: getattr(original, name) for name in ("person", "source", "certificate", "kind", "title", "on")}
    CpdEntry(**facts, minutes=30, corrects=original, reason="Left early", recorded_at=at).save()
    assert [entry.minutes for entry in CpdEntry.objects.of(asha).current()] == [30]
    with pytest.raises(IntegrityError), transaction.atomic():
        CpdEntry(**facts, minutes=20, corrects=original, reason="Again", recorded_at=at).save()


@pytest.mark.parametrize(("minutes", "source"), [(0, "external"), (6001, "external"), (45, "certificate")])
def test_impossible_ledger_entries_are_refused_by_the_database(asha, at, minutes, source):
    with pytest.raises(IntegrityError), transaction.atomic():
        CpdEntry(
            person=asha, source=source, kind="external", title="Away day", on=at.date(), minutes=minutes, recorded_at=at
        ).save()


def test_erasing_an_account_leaves_the_certificate_and_takes_the_reflections(certificate, asha, at):
    reflect(asha, CpdEntry.objects.get(), text="Mine alone", at=at)
    asha.delete()
    assert Certificate.objects.get().person is None
    assert CpdEntry.objects.get().person is None
    assert Reflection.objects.count() == 0
