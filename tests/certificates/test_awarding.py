"""Exactly one certificate for a person, a source and a period, written with all that follows from it."""

import threading
from datetime import timedelta

from django.db import IntegrityError, connection, transaction

import pytest

from certificates.api import award, certificate_for
from certificates.audit import audit
from certificates.errors import BadFacts
from certificates.models import Certificate, CertificateEvent, CpdEntry
from foundation.outbox.api import Duty
from foundation.sqlite_gate.gate import gate_for
from members.models import Organisation
from members.services.desk import open_desk_account

from .conftest import give, make_facts


@pytest.mark.django_db
def test_an_award_writes_certificate_ledger_entry_event_and_duties(asha, at):
    certificate = give(asha, at)
    assert certificate.status == "issued"
    assert certificate.snapshot["name"] == "Dr Asha Venn"
    entry = CpdEntry.objects.get()
    assert (entry.person, entry.certificate, entry.minutes, entry.source) == (asha, certificate, 45, "certificate")
    event = CertificateEvent.objects.get()
    assert (event.kind, event.detail["snapshot_sha256"]) == ("issued", certificate.snapshot_sha256)
    duties = set(Duty.objects.values_list("handler", "reference"))
    assert duties == {("certificates.produce", str(certificate.uuid)), ("certificates.mail", str(certificate.uuid))}


@pytest.mark.django_db
def test_the_chain_of_events_says_who_printed_the_card_that_somebody_without_address_signs_in_with(joy, at):
    larkrise = Organisation.objects.get(name="Larkrise Road Surgery")
    issued = open_desk_account(larkrise, name="Maud Fenn", job_role="receptionist", issued_by=joy, at=at)
    give(issued.card.person, at)
    detail = CertificateEvent.objects.get().detail
    assert (detail["signed_in"], detail["desk_card"]) == ("desk card", str(issued.card.uuid))
    assert detail["desk_card_issued_by"] == str(joy.uuid)
    give(joy, at)
    assert "signed_in" not in CertificateEvent.objects.get(certificate__person=joy).detail
    assert audit().faults == []


@pytest.mark.django_db
def test_awarding_again_gives_the_same_certificate_and_writes_nothing(asha, at):
    first = give(asha, at)
    again = give(asha, at + timedelta(days=1), minutes=90)
    assert again.pk == first.pk
    assert again.minutes == 45
    assert (Certificate.objects.count(), CpdEntry.objects.count(), CertificateEvent.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_another_source_period_or_person_is_another_certificate(asha, marek, at):
    codes = {
        give(asha, at).code,
        give(asha, at, period_key="2027").code,
        give(asha, at, source_ref="webinar:1").code,
        give(marek, at).code,
    }
    assert len(codes) == 4


@pytest.mark.django_db
def test_a_revoked_award_is_not_awarded_again_by_a_repeated_call(asha, at):
    certificate = give(asha, at)
    certificate.status = Certificate.Status.REVOKED
    certificate.save(update_fields=["status"])
    assert give(asha, at).pk == certificate.pk
    assert certificate_for(asha, "course:1", "2026") == certificate


@pytest.mark.django_db
def test_a_superseded_certificate_stands_no_more(asha, at):
    first, second = give(asha, at), give(asha, at, period_key="2027")
    first.status, first.superseded_by = Certificate.Status.SUPERSEDED, second
    first.save(update_fields=["status", "superseded_by"])
    assert certificate_for(asha, "course:1", "2026") is None


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_awarded(asha, at):
    with pytest.raises(RuntimeError, match="transaction of the completion"):
        award(asha, source_ref="course:1", period_key="2026", facts=make_facts(), at=at)


@pytest.mark.django_db(transaction=True)
def test_a_completion_that_is_rolled_back_takes_its_certificate_with_it(asha, at):
    with transaction.atomic():
        award(asha, source_ref="course:1", period_key="2026", facts=make_facts(), at=at)
        transaction.set_rollback(True)
    assert (Certificate.objects.count(), CpdEntry.objects.count(), Duty.objects.count()) == (0, 0, 0)
    assert audit().faults == []


@pytest.mark.django_db
def test_impossible_facts_write_nothing(asha, at):
    with pytest.raises(BadFacts):
        give(asha, at, minutes=0)
    assert Certificate.objects.count() == 0


@pytest.mark.django_db
def test_a_name_that_is_empty_is_refused(asha, at):
    asha.name = "  "
    with pytest.raises(BadFacts, match="name of the person"):
        give(asha, at)


@pytest.mark.django_db
def test_a_later_change_of_name_changes_no_certificate(asha, at):
    certificate = give(asha, at)
    asha.name = "Dr Asha Venn-Okafor"
    asha.save(update_fields=["name"])
    certificate.refresh_from_db()
    assert certificate.snapshot["name"] == "Dr Asha Venn"


@pytest.mark.django_db
def test_an_award_takes_few_statements(asha, at, django_assert_max_num_queries):
    give(asha, at)
    with django_assert_max_num_queries(11) as first:  # a savepoint's two lines are this test's own
        give(asha, at, period_key="2027")
    assert len([query for query in first if "SAVEPOINT" not in query["sql"]]) == 8
    with transaction.atomic(), django_assert_max_num_queries(1):
        award(asha, source_ref="course:1", period_key="2027", facts=make_facts(), at=at)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_issued_certificate(asha, at):
    first = give(asha, at)
    twin = Certificate(
        code="0000-0000-0000-00000",
        person=asha,
        source_ref=first.source_ref,
        period_key=first.period_key,
        snapshot=first.snapshot,
        snapshot_sha256=first.snapshot_sha256,
        issued_at=at,
        completed_on=first.completed_on,
        minutes=45,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def _at_once(*jobs):
    """Run the jobs in as many threads, all started at the same moment; their results and their errors."""
    if connection.vendor == "sqlite" and gate_for(connection.settings_dict["NAME"]) is None:
        pytest.skip("a database in memory is not shared by threads")
    start, results, errors = threading.Barrier(len(jobs)), [], []

    def run(job):
        try:
            start.wait(30)
            results.append(job())
        except Exception as error:  # noqa: BLE001 - every failure of a thread is the test's business
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, errors


@pytest.mark.django_db(transaction=True)
def test_sixteen_completions_at_once_make_one_certificate(asha, marek, at):
    codes, errors = _at_once(*[lambda person=person: give(person, at).code for person in [asha, marek] * 8])
    assert errors == []
    assert len(codes) == 16
    assert len(set(codes)) == 2
    assert (Certificate.objects.count(), CpdEntry.objects.count(), CertificateEvent.objects.count()) == (2, 2, 2)
    assert audit().faults == []


@pytest.mark.django_db(transaction=True)
def test_sixteen_different_awards_at_once_make_one_unforked_chain(asha, at):
    give(asha, at)
    codes, errors = _at_once(*[lambda key=key: give(asha, at, period_key=f"race {key}").code for key in range(16)])
    assert errors == []
    assert len(set(codes)) == 16
    assert [event.position for event in CertificateEvent.objects.all()] == list(range(1, 18))
    assert audit().faults == []
