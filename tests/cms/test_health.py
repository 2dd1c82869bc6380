"""/livez and /readyz."""

from datetime import timedelta

from django.db import OperationalError
from django.utils import timezone

import pytest

from cms import health
from foundation.outbox.api import Duty


def test_live_asks_no_database(client):
    answer = client.get("/livez")  # without the mark for a database, a statement would fail this test
    assert answer.status_code == 200
    assert answer.json() == {"live": True}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_all_is_well(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": {"database": "ok", "migrations": "ok", "outbox": "ok"}}


@pytest.mark.django_db
def test_not_ready_while_the_outbox_is_late(client):
    now = timezone.now()
    Duty.objects.create(handler="x", reference="1", key="x:1", created=now, next_at=now - timedelta(minutes=40))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["outbox"] == "The oldest duty has waited 40 minutes; is a worker running?"


@pytest.mark.django_db
def test_a_duty_planned_for_later_is_not_late(client):
    now = timezone.now()
    Duty.objects.create(
        handler="x", reference="1", key="x:1", created=now - timedelta(days=9), next_at=now + timedelta(days=60)
    )
    assert client.get("/readyz").status_code == 200


def test_not_ready_without_a_database_and_the_answer_says_so(client, monkeypatch):
    def broken():
        raise OperationalError("disk I/O error at /secret/path")

    monkeypatch.setattr(health, "CHECKS", {"database": broken})
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "checks": {"database": "The database does not answer."}}


@pytest.mark.django_db
def test_not_ready_while_migrations_wait_and_the_bad_answer_is_not_remembered(client, monkeypatch):
    class Waiting:
        def __init__(self, connection):
            self.loader = self
            self.graph = self

        def leaf_nodes(self):
            return []

        def migration_plan(self, nodes):
            return ["one"]

    health._applied.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(health, "MigrationExecutor", Waiting)
        assert client.get("/readyz").json()["checks"]["migrations"] == "Migrations are waiting to be applied."
    assert client.get("/readyz").status_code == 200
