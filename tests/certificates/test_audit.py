"""Every change behind the application's back is found."""

import json
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import models

import pytest

from certificates.audit import audit
from certificates.documents.storing import path_of
from certificates.models import Artifact, Certificate, CertificateEvent, ChainHead

from .conftest import give

pytestmark = pytest.mark.django_db


def behind(model, **changes):
    """Change rows as somebody with the database's password would."""
    models.QuerySet(model).update(**changes)


def test_an_untouched_register_has_no_differences(produced, marek, at):
    give(marek, at)
    report = audit(files=True)
    assert report.faults == []
    assert (report.certificates, report.files) == (2, 1)
    assert report.head == CertificateEvent.objects.last().hash


def test_an_empty_register_has_no_differences():
    assert audit(files=True).faults == []


@pytest.mark.parametrize(
    ("model", "changes", "fault"),
    [
        (Certificate, {"minutes": 90}, "columns of certificate"),
        (Certificate, {"status": "revoked"}, "without an event"),
        (Certificate, {"snapshot_sha256": "0" * 64}, "facts of certificate"),
        (CertificateEvent, {"actor": "somebody"}, "was changed after it was written"),
        (ChainHead, {"hash": "f" * 64}, "head says"),
        (Artifact, {"sha256": "f" * 64}, "never produced"),
    ],
)
def test_a_changed_row_is_found(produced, model, changes, fault):
    behind(model, **changes)
    assert any(fault in sentence for sentence in audit().faults)


def test_changed_facts_are_found(produced):
    behind(Certificate, snapshot=produced.snapshot | {"name": "Dr Somebody Else"})
    assert any("facts of certificate" in sentence for sentence in audit().faults)


def test_a_link_taken_out_is_found(certificate, marek, at):
    give(marek, at)
    models.QuerySet(CertificateEvent).filter(position=1)._raw_delete("default")
    faults = audit().faults
    assert any("missing from the chain" in sentence for sentence in faults)
    assert any("never issued" in sentence for sentence in faults)


def test_a_changed_or_missing_file_is_found(produced):
    path = path_of(Artifact.objects.get().storage_key)
    kept = path.read_bytes()
    path.write_bytes(kept + b"99 hours")
    assert any("was changed" in sentence for sentence in audit(files=True).faults)
    path.unlink()
    assert any("is missing" in sentence for sentence in audit(files=True).faults)


def test_the_command_says_what_it_found_and_fails(produced):
    out = StringIO()
    call_command("verify_audit", "--files", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["faults"] == []
    behind(Certificate, minutes=90)
    with pytest.raises(CommandError, match="1 difference"):
        call_command("verify_audit", stdout=out)
    assert "differ from its facts" in out.getvalue()
