"""SQLite writers take turns, over threads and processes; a dead process holds nobody up."""

import subprocess
import sys
import threading

from django.db import IntegrityError, connection, transaction

import pytest

from foundation.sqlite_gate.gate import Gate, gate_for
from foundation.vocabulary.api import Topic

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the gate is SQLite's")


def test_a_database_in_memory_has_no_gate():
    assert gate_for(":memory:") is None
    assert gate_for("file:memorydb_default?mode=memory&cache=shared") is None


def test_one_database_has_one_gate(tmp_path):
    assert gate_for(tmp_path / "a.sqlite3") is gate_for(str(tmp_path / "a.sqlite3"))
    assert gate_for(tmp_path / "a.sqlite3") is not gate_for(tmp_path / "b.sqlite3")


def test_threads_are_let_in_one_at_a_time(tmp_path):
    gate = Gate(tmp_path / "gate")
    inside, most = 0, 0

    def work():
        nonlocal inside, most
        for _ in range(50):
            gate.enter()
            inside += 1
            most = max(most, inside)
            inside -= 1
            gate.leave()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


HOLDER = """
import sys, pathlib
from foundation.sqlite_gate.gate import Gate
Gate(pathlib.Path(sys.argv[1])).enter()
print("entered", flush=True)
sys.stdin.read()
"""


def test_another_process_waits_and_a_killed_one_lets_go(tmp_path):
    path = tmp_path / "gate"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "entered\n"
        mine = threading.Event()
        gate = Gate(path)
        waiter = threading.Thread(target=lambda: (gate.enter(), mine.set()))
        waiter.start()
        waiter.join(0.2)
        assert not mine.is_set(), "the other process holds the gate"
        holder.kill()
        assert mine.wait(30), "the kernel gives up a dead process's turn"
        waiter.join()
        gate.leave()


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_gate_is_left_after_commit_rollback_and_error():
    gate = gate_for(connection.settings_dict["NAME"])
    assert gate is not None

    def is_free() -> bool:
        free = gate._threads.acquire(blocking=False)
        if free:
            gate._threads.release()
        return free

    with transaction.atomic():
        assert not is_free()
    assert is_free()
    with transaction.atomic():
        transaction.set_rollback(True)
    assert is_free()
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(code="CONS", label="a code that is taken")
    assert is_free()
    connection.set_autocommit(True)
    with transaction.atomic():
        connection.close()
    assert is_free()


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_eight_threads_that_write_at_once_all_succeed():
    failures = []

    def write(number: int) -> None:
        try:
            for turn in range(10):
                with transaction.atomic():
                    Topic.objects.create(code=f"T{number}.{turn}", label="made by a race")
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Topic.objects.filter(label="made by a race").count() == 80
