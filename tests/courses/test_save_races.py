"""Real threads on a real database: nobody waits for ever, and nothing is lost or doubled."""

import threading
from collections.abc import Callable

from django.db import connection

import pytest

from certificates.api import Certificate
from courses.models import Commit, CourseResult, RunSession, RunState
from courses.services.ending import end_if_silent

from .learning import enrolled, package_version, player

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Runs them all, started together; returns what they raised."""
    failures: list[BaseException] = []
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - the caller judges it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return failures


def test_one_commit_sent_many_times_at_once_is_saved_once(asha):
    running = player(enrolled(asha)).begin()
    sent = running.sent(lesson_location="3")
    answers = []
    assert at_once(*[lambda: answers.append(running.save(sent)) for _ in range(8)]) == []
    assert sorted(answer.outcome for answer in answers) == ["applied"] + ["repeat"] * 7
    assert {answer.revision for answer in answers} == {1}
    assert Commit.objects.count() == 1


def test_commits_takeovers_and_the_sweeper_at_once_lose_nothing(asha):
    place = enrolled(asha)
    desk = player(place, device="Edge on Windows").begin()
    outcomes: list[str] = []

    def commit_on() -> None:
        sent = [desk.sent(seq=number, lesson_location=str(number)) for number in range(1, 13)]
        outcomes.extend(desk.save(commit).outcome for commit in sent)

    def take_over() -> None:
        for _ in range(4):
            player(place).begin(take_over=True).commit(cmi__comments="from the phone")

    def sweep() -> None:
        for _ in range(6):
            for uuid in RunSession.objects.values_list("uuid", flat=True):
                end_if_silent(uuid, at=desk.at)

    assert at_once(commit_on, take_over, sweep) == []
    assert set(outcomes) <= {"applied", "stale"}
    assert outcomes == sorted(outcomes), "once stale, never applied again"
    kept = Commit.objects.filter(session__uuid=desk.session).order_by("seq")
    assert [commit.outcome for commit in kept] == outcomes
    applied = [commit for commit in kept if commit.outcome == "applied"]
    state = RunState.objects.get()
    assert state.data.get("cmi.core.lesson_location") == (str(applied[-1].seq) if applied else None)
    assert state.revision == len(applied) + 4


def test_the_last_two_items_of_a_course_finished_at_once_complete_it_once(asha):
    place = enrolled(asha, package_version(), package_version(), package_version())
    players = [player(place, order=order).begin() for order in range(3)]
    failures = at_once(*[lambda one=one: one.commit(lesson_status="completed", final=True) for one in players])
    assert failures == []
    assert CourseResult.objects.get().completed_at is not None
    assert Certificate.objects.count() == 1
