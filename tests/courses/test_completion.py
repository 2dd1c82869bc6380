"""From the facts of runs to results and the certificate, once and never back."""

from decimal import Decimal

from django.utils import timezone

import pytest

from certificates.api import Certificate
from courses import selectors
from courses.models import CourseResult, ItemResult, RunSession, RunState
from courses.services.attempts import begin_again
from courses.services.awarding import CERTIFY, TRY_AGAIN
from courses.services.completion import recompute
from courses.services.ending import end_if_silent, end_silent_duty
from foundation.outbox.api import Duty, run

from .learning import AT, enrolled, package_version, player

pytestmark = pytest.mark.django_db


def test_finishing_completes_the_item_the_course_and_awards_once(asha):
    place = enrolled(asha)
    running = player(place).begin()
    answer = running.later(minutes=20).commit(lesson_status="passed", score__raw="85", final=True)
    assert answer.facts["standing"] == {
        "item": {"satisfied": True, "sentence": "Passed with 85 of 100."},
        "course": {"complete": True, "sentence": "Its one part is done."},
    }
    item = ItemResult.objects.get()
    assert (item.completion, item.success, item.evidence, item.satisfied_at) == ("completed", "passed", "C", running.at)
    result = CourseResult.objects.get()
    certificate = Certificate.objects.get()
    assert (result.completed_at, result.certificate_code) == (running.at, certificate.code)
    assert certificate.source_ref == f"course:{place.course.uuid}"
    assert certificate.period_key == "2026-11-20"
    assert (certificate.snapshot["evidence"], certificate.minutes) == ("C", 30)

    again = player(place).later(days=1).begin()
    again.commit(lesson_status="failed", final=True, score__raw="10")
    assert ItemResult.objects.get().score == Decimal("85.000")
    assert ItemResult.objects.get().success == "passed"
    assert Certificate.objects.count() == 1


def test_nothing_is_completed_by_a_closed_tab(asha):
    running = player(enrolled(asha)).begin()
    running.commit(lesson_location="3", leaving=True)
    assert RunState.objects.get().completion == "incomplete"
    assert RunState.objects.get().entry == "resume"
    assert ItemResult.objects.get().satisfied_at is None
    assert "not reported yet" in ItemResult.objects.get().reason
    assert not Certificate.objects.exists()


def test_content_that_never_sets_a_status_is_completed_when_it_finishes(asha):
    running = player(enrolled(asha)).begin()
    running.commit(lesson_location="3", final=True)
    state = RunState.objects.get()
    assert (state.completion, state.decided) == ("completed", "completed")
    assert "cmi.core.lesson_status" not in state.data, "the content's own word and ours are kept apart"


def test_the_manifest_mastery_score_decides_and_both_words_are_kept(asha):
    running = player(enrolled(asha, package_version(mastery=80))).begin()
    answer = running.commit(lesson_status="passed", final=True, score__raw="79")
    state = RunState.objects.get()
    assert (state.data["cmi.core.lesson_status"], state.decided, state.success) == ("passed", "failed", "failed")
    assert answer.facts["standing"]["item"]["sentence"].startswith("Finished, but not passed: 79 of 100")
    assert not Certificate.objects.exists()


def test_status_before_score_completes_nothing_too_early(asha):
    running = player(enrolled(asha, package_version(mastery=80))).begin()
    running.commit(lesson_status="completed")
    assert not ItemResult.objects.exists()
    running.commit(final=True, score__raw="40")
    assert ItemResult.objects.get().success == "failed"


def test_every_part_of_a_package_and_every_item_of_a_course_counts(asha):
    version = package_version(parts=2)
    place = enrolled(asha, version, package_version())
    parts = list(version.items.order_by("order"))
    running = player(place).begin()
    answer = running.commit(lesson_status="completed", final=True)
    assert answer.facts["standing"]["item"]["sentence"] == "1 of 2 parts finished; next is “Part 2”."
    running.go_on(part=parts[1].uuid)
    answer = running.commit(lesson_status="completed", final=True)
    assert answer.facts["standing"]["item"]["satisfied"]
    assert answer.facts["standing"]["course"] == {
        "complete": False,
        "sentence": "1 of 2 parts done. Still to do: “Item 2”.",
    }
    other = player(place, order=1).begin()
    assert other.commit(lesson_status="completed", final=True).facts["standing"]["course"]["complete"]
    assert Certificate.objects.count() == 1


def test_a_course_without_cpd_minutes_is_completed_without_a_certificate(asha):
    running = player(enrolled(asha, cpd_minutes=0)).begin()
    running.commit(lesson_status="completed", final=True)
    assert CourseResult.objects.get().completed_at is not None
    assert not Certificate.objects.exists()


def test_a_nameless_account_keeps_its_progress_and_earns_the_certificate_later(cara, caplog):
    cara.name = ""
    cara.save()
    place = enrolled(cara)
    assert player(place).begin().commit(lesson_status="completed", final=True).outcome == "applied"
    assert CourseResult.objects.get().certificate_code == ""
    assert "no certificate for enrolment" in caplog.text
    run(now=lambda: AT + 2 * TRY_AGAIN)
    assert Duty.objects.filter(handler=CERTIFY, state=Duty.State.WAITING).count() == 1, "still nameless, so tried again"
    cara.name = "Cara Nunn"
    cara.save()
    run(now=lambda: timezone.now() + 2 * TRY_AGAIN)
    assert CourseResult.objects.get().certificate_code == Certificate.objects.get().code
    assert not Duty.objects.filter(handler=CERTIFY, state=Duty.State.WAITING).exists()


def test_recomputing_finds_nothing_to_change(asha):
    place = enrolled(asha)
    player(place).begin().commit(lesson_status="completed", final=True)
    before = list(ItemResult.objects.values()) + list(CourseResult.objects.values())
    recompute(place, at=player(place).later(days=9).at)
    assert list(ItemResult.objects.values()) + list(CourseResult.objects.values()) == before


# --- Time -------------------------------------------------------------------------------------------------------------


def test_recomputing_begins_nothing(asha):
    place = enrolled(asha, package_version(), "lesson")
    recompute(place, at=AT)
    assert [line.state for line in selectors.progress_of(place).lines] == ["todo", "todo"]


def test_the_best_of_two_failed_attempts_is_kept(asha):
    place = enrolled(asha, package_version(mastery=80))
    learner = player(place).begin()
    learner.commit(score__raw="60", final=True)
    begin_again(place, learner.item, at=AT)
    player(place).begin().commit(score__raw="40", final=True)
    assert ItemResult.objects.get().score == 60


def test_a_session_is_counted_once_whatever_it_sends_and_however_it_ends(asha):
    place = enrolled(asha)
    first = player(place).begin()
    first.later(minutes=2).commit(session_time="0000:02:00.00")
    first.later(minutes=3).commit(session_time="0000:05:00.00", final=True)
    first.save(first.sent(seq=2, base=1, session_time="0000:05:00.00", final=True))
    second = player(place, at=first.at).begin()
    second.later(minutes=10).commit(session_time="0000:10:00.00", exit="suspend", final=True)
    state = RunState.objects.get()
    assert (state.total_cs, state.seen_cs) == (90_000, 30_000)
    assert player(place, at=second.at).later(minutes=5).begin().state["cmi.core.total_time"] == "0000:15:00.00"


def test_more_time_than_the_clock_allows_is_not_counted_but_kept_to_be_seen(asha):
    running = player(enrolled(asha)).begin()
    running.later(minutes=1).commit(session_time="9999:00:00.00", final=True)
    session = RunSession.objects.get()
    assert session.reported_cs > session.counted_cs == 12_000


def test_a_silence_of_more_than_five_minutes_is_no_time_seen(asha):
    running = player(enrolled(asha)).begin()
    running.later(minutes=4).commit(lesson_location="1")
    running.later(minutes=20).commit(lesson_location="2")
    assert RunSession.objects.get().seen_cs == 24_000


def test_a_wrong_clock_backwards_takes_no_time_away(asha):
    running = player(enrolled(asha)).begin()
    running.later(minutes=2).commit(lesson_location="1")
    running.later(days=-1).commit(lesson_location="2")
    session = RunSession.objects.get()
    assert session.seen_cs == 12_000
    assert session.last_seen > running.at


# --- The sweeper ------------------------------------------------------------------------------------------------------


def test_the_sweeper_ends_what_fell_silent_and_looks_again_at_what_did_not(asha):
    running = player(enrolled(asha)).begin()
    running.later(minutes=10).commit(lesson_status="passed", session_time="0000:10:00.00")
    at = player(running.enrolment).later(minutes=31).at
    Duty.objects.all().delete()
    assert not end_if_silent(running.session, at=at)
    assert (Duty.objects.get().next_at - running.at).total_seconds() == 1800
    assert end_if_silent(running.session, at=player(running.enrolment).later(minutes=41).at)
    session = RunSession.objects.get()
    assert (session.end_reason, session.ended, session.counted_cs) == ("silent", running.at, 60_000)
    assert ItemResult.objects.get().satisfied_at is not None, "what it had reported counts"
    assert not end_if_silent(running.session, at=at)


def test_the_duty_of_an_unknown_session_is_done(db):
    end_silent_duty("00000000-0000-0000-0000-000000000000")


def test_a_takeover_ends_the_session_before_and_counts_its_time(asha):
    place = enrolled(asha)
    desk = player(place).begin()
    desk.later(minutes=3).commit(session_time="0000:03:00.00", lesson_location="2")
    phone = player(place, at=desk.at).begin(take_over=True)
    assert phone.state["cmi.core.total_time"] == "0000:03:00.00"
    assert phone.state["cmi.core.entry"] == "resume"
