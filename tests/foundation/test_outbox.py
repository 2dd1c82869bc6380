"""Work after the commit: what is promised is done once, whatever dies."""

import threading
from datetime import timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

import pytest

from foundation.outbox import handlers
from foundation.outbox.api import Duty, add, add_each, register, retry, run
from foundation.outbox.handlers import LEASE
from foundation.outbox.relaying import FIRST_PAUSE


@pytest.fixture
def seen(monkeypatch):
    """A handler "test.note" that notes the references it was called with."""
    calls: list[str] = []
    monkeypatch.setattr(handlers, "_handlers", {"test.note": calls.append})
    return calls


@pytest.fixture
def promise(db, at):
    def write(reference="a", **fields):
        with transaction.atomic():
            add("test.note", reference, at=at, **fields)

    return write


def test_a_duty_is_done_once(seen, promise, at):
    promise()
    assert run(now=lambda: at).as_dict() == {"done": 1, "failed": 0, "parked": 0, "left": 0}
    run(now=lambda: at)
    assert seen == ["a"]


@pytest.mark.django_db(transaction=True)
def test_a_duty_outside_a_transaction_is_refused(at):
    with pytest.raises(RuntimeError, match="in the transaction"):
        add("test.note", "a", at=at)
    with pytest.raises(RuntimeError, match="in the transaction"):
        add_each(["test.note"], "a", at=at)


def test_several_duties_of_one_reference_are_promised_at_once(seen, promise, at, django_assert_num_queries):
    handlers.register("test.also", lambda reference: seen.append(f"also {reference}"))
    promise("a")
    with transaction.atomic(), django_assert_num_queries(1):
        add_each(["test.note", "test.also"], "a", at=at)
    run(now=lambda: at)
    assert sorted(seen) == ["a", "also a"], "the one that waited already still waits once"


def test_a_rolled_back_transaction_promises_nothing(seen, promise, at):
    class Interrupted(Exception):
        pass

    def interrupted_transaction():
        with transaction.atomic():
            promise()
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted_transaction()
    assert run(now=lambda: at).done == 0
    assert seen == []


def test_two_waiting_duties_of_one_key_are_one(seen, promise, at):
    promise()
    promise()
    assert run(now=lambda: at).done == 1


def test_a_duty_written_after_the_handler_began_is_done_again(db, at, promise, monkeypatch):
    """The handler may have read yesterday's rows before the second change was written."""
    calls = []

    def handler(reference):
        calls.append(reference)
        if len(calls) == 1:
            promise()

    monkeypatch.setattr(handlers, "_handlers", {"test.note": handler})
    promise()
    run(now=lambda: at)
    assert calls == ["a", "a"]


def test_a_planned_duty_waits_for_its_day_and_is_not_left_over(seen, promise, at):
    promise(not_before=at + timedelta(days=3))
    assert run(now=lambda: at).as_dict() == {"done": 0, "failed": 0, "parked": 0, "left": 0}
    assert run(now=lambda: at + timedelta(days=3)).done == 1


def test_a_failure_is_tried_again_later_and_stops_nobody(promise, at, monkeypatch):
    calls = []

    def handler(reference):
        calls.append(reference)
        if reference == "bad":
            raise ValueError("secret words")

    monkeypatch.setattr(handlers, "_handlers", {"test.note": handler})
    promise("bad")
    promise("good")
    report = run(now=lambda: at)
    assert (report.done, report.failed, report.left) == (1, 1, 1)
    assert run(now=lambda: at + FIRST_PAUSE - timedelta(seconds=1)).failed == 0
    assert run(now=lambda: at + FIRST_PAUSE).failed == 1
    bad = Duty.objects.get(reference="bad")
    assert bad.state == Duty.State.WAITING
    assert "ValueError in test_outbox.py" in bad.error
    assert "secret" not in bad.error, "an error's message may quote what a person wrote"


def test_a_duty_that_always_fails_is_parked_for_a_person(promise, at, monkeypatch, settings):
    settings.OUTBOX_PARK_AFTER = 3
    monkeypatch.setattr(handlers, "_handlers", {})
    promise()
    parked = [run(now=lambda day=day: at + timedelta(days=day)).parked for day in range(5)]
    assert parked == [0, 0, 1, 0, 0]
    done = []
    register("test.note", done.append)
    retry(Duty.objects.get(), at=at + timedelta(days=6))
    assert run(now=lambda: at + timedelta(days=6)).done == 1
    assert done == ["a"]


def test_the_duty_of_a_worker_that_died_is_taken_again(seen, promise, at):
    promise()
    Duty.objects.update(state=Duty.State.RUNNING, next_at=at + LEASE, attempts=1)
    assert run(now=lambda: at + LEASE / 2).as_dict() == {"done": 0, "failed": 0, "parked": 0, "left": 1}
    assert run(now=lambda: at + LEASE).done == 1


def test_a_duty_that_takes_long_is_not_taken_from_its_worker(promise, at, monkeypatch):
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(handlers, "_leases", {})
    taken_meanwhile = []

    def long(reference):
        taken_meanwhile.append(run(now=lambda: at + timedelta(minutes=9)).done)

    register("test.note", long, lease=timedelta(minutes=10))
    promise()
    assert run(now=lambda: at).done == 1
    assert taken_meanwhile == [0]


def test_a_broker_that_is_away_loses_nothing(seen, db, at, monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr("foundation.outbox.tasks.relay.apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        add("test.note", "a", at=at)
    assert run(now=lambda: at).done == 1


@pytest.mark.django_db(transaction=True)
def test_racing_workers_do_each_duty_once(at, monkeypatch):
    calls: list[str] = []
    monkeypatch.setattr(handlers, "_handlers", {"test.note": calls.append})
    with transaction.atomic():
        for number in range(40):
            add("test.note", f"{number}", at=at)
    failures = []

    def work():
        try:
            run(now=lambda: at)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert sorted(calls, key=int) == [f"{number}" for number in range(40)]


@pytest.mark.django_db(transaction=True)
def test_the_command_does_the_work_without_any_worker(seen, capsys):
    with transaction.atomic():
        add("test.note", "a", at=timezone.now())
    call_command("run_outbox", "--format", "json")
    assert capsys.readouterr().out.strip() == '{"done": 1, "failed": 0, "parked": 0, "left": 0}'


def test_two_handlers_of_one_name_are_refused(seen):
    with pytest.raises(ValueError, match="Two handlers"):
        register("test.note", print)
