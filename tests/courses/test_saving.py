"""The save: one durable transaction, repeats answered alike, nothing sent is dropped."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from courses.errors import DifferentRepeat, ExpiredToken, UnknownToken, WrongSession
from courses.models import Commit, RunSession, RunState
from courses.services.staying import stay

from .learning import enrolled, player

pytestmark = pytest.mark.django_db

FIVE = {
    "lesson_location": "page-7",
    "lesson_status": "incomplete",
    "score.raw": "60",
    "session_time": "0000:05:00.00",
    "cmi__suspend_data": "x" * 500,
}


def five(**more):
    elements = {name.replace("cmi__", "cmi."): value for name, value in (FIVE | more).items()}
    return {name if name.startswith("cmi.") else f"cmi.core.{name}": value for name, value in elements.items()}


def reference(running, **more):
    sent = running.sent(lesson_location="x")
    return type(sent)(sent.session, sent.epoch, sent.seq, sent.base, five(**more))


@pytest.fixture
def running(asha):
    return player(enrolled(asha)).begin()


def test_a_commit_is_applied_and_acknowledged_by_its_number(running):
    answer = running.commit(lesson_location="3", cmi__suspend_data="abc")
    assert answer.as_dict() == {"ack": 1, "session": str(running.session), "revision": 1, "outcome": "applied"}
    state = RunState.objects.get()
    assert state.data == {"cmi.core.lesson_location": "3", "cmi.suspend_data": "abc"}
    commit = Commit.objects.get()
    assert (commit.seq, commit.outcome, commit.revision) == (1, "applied", 1)
    assert commit.body == {"base": 0, "delta": {"cmi.core.lesson_location": "3", "cmi.suspend_data": "abc"}}


@pytest.mark.django_db(transaction=True)
def test_the_reference_commit_is_one_durable_transaction_of_few_statements(asha):
    running = player(enrolled(asha)).begin()
    running.save(reference(running))
    running.later(seconds=40)
    with CaptureQueriesContext(connection) as seen:
        running.save(reference(running, lesson_location="page-8"))
    statements = [query["sql"].split()[0].upper() for query in seen]
    transactions = [word for word in statements if word in {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}]
    work = [word for word in statements if word not in {"BEGIN", "COMMIT"}]
    if connection.vendor == "sqlite":  # PostgreSQL's driver opens the transaction unseen
        assert transactions == ["BEGIN", "COMMIT"]
    assert "SAVEPOINT" not in transactions
    assert work == ["SELECT", "INSERT", "UPDATE", "UPDATE"], "9 are allowed, 6 are wanted, 4 are needed"


def test_a_final_commit_that_completes_and_awards_stays_within_its_statements(running):
    running.commit(lesson_location="3")
    with CaptureQueriesContext(connection) as seen:
        running.commit(lesson_status="completed", final=True)
    work = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]
    assert len(work) <= 24, "one more than usual: the very first certificate of a database makes the chain's head"


def test_a_repeat_is_answered_as_the_first_time_and_changes_nothing(running):
    sent = running.sent(lesson_location="3")
    first = running.save(sent)
    running.commit(lesson_location="4")
    again = running.save(sent)
    assert (again.ack, again.session, again.revision) == (first.ack, first.session, first.revision)
    assert again.outcome == "repeat"
    assert RunState.objects.get().data["cmi.core.lesson_location"] == "4"
    assert Commit.objects.count() == 2


def test_the_same_number_with_other_content_is_refused_and_says_where_to_go_on(running):
    running.commit(lesson_location="3")
    with pytest.raises(DifferentRepeat) as refused:
        running.save(running.sent(seq=1, lesson_location="9"))
    assert refused.value.as_dict()["seq"] == 1
    assert RunState.objects.get().data["cmi.core.lesson_location"] == "3"


def test_a_delta_whose_base_never_arrived_is_asked_for_whole(running):
    running.commit(lesson_location="1")
    answer = running.save(running.sent(seq=3, lesson_location="3"))  # its base is commit 2
    assert (answer.outcome, answer.ack) == ("need_full", 1)
    assert Commit.objects.count() == 1
    whole = running.save(running.sent(seq=3, lesson_location="3", cmi__suspend_data="s", whole=True))
    assert (whole.outcome, whole.ack) == ("applied", 3)
    assert RunState.objects.get().data == {"cmi.core.lesson_location": "3", "cmi.suspend_data": "s"}


def test_a_closing_delta_may_overtake_the_commit_in_flight(running):
    running.commit(lesson_location="1")
    # Commit 2 is under way; the page closes and sends 3, which holds all that changed since 1.
    late = running.sent(seq=2, base=1, lesson_location="2", cmi__comments="c")
    closing = running.sent(seq=3, base=1, lesson_location="1", cmi__comments="c", leaving=True)
    assert running.save(closing).outcome == "applied"
    assert running.save(late).outcome == "repeat", "all it holds is in the state already"
    assert RunState.objects.get().data == {"cmi.core.lesson_location": "1", "cmi.comments": "c"}
    assert [commit.outcome for commit in Commit.objects.order_by("seq")] == ["applied", "late", "applied"]
    assert running.save(late).outcome == "repeat"


def test_a_stale_session_is_answered_stale_and_nothing_of_it_is_dropped(asha):
    place = enrolled(asha)
    desk = player(place, device="Edge on Windows").begin()
    desk.commit(lesson_location="1")
    phone = player(place, device="Safari on an iPhone").later(minutes=1).begin(take_over=True)
    assert phone.state["cmi.core.lesson_location"] == "1"
    sent = desk.sent(lesson_location="2")
    answer = desk.save(sent)
    assert answer.outcome == "stale"
    assert answer.facts["continued"] == {"device": "Safari on an iPhone", "since": "2026-11-20T09:01:00+00:00"}
    assert RunState.objects.get().data["cmi.core.lesson_location"] == "1"
    kept = Commit.objects.get(outcome="stale")
    assert kept.body["delta"] == {"cmi.core.lesson_location": "2"}
    assert desk.save(sent).outcome == "stale", "a repeat is answered alike"
    assert Commit.objects.filter(outcome="stale").count() == 1
    with pytest.raises(DifferentRepeat):
        desk.save(desk.sent(lesson_location="other"))


def test_a_bad_element_is_reported_and_the_good_ones_are_kept(running):
    answer = running.commit(lesson_location="3", score__raw="lots", cmi__suspend_data="x" * 64_001)
    assert [warning["element"] for warning in answer.facts["warnings"]] == ["cmi.core.score.raw", "cmi.suspend_data"]
    assert RunState.objects.get().data == {"cmi.core.lesson_location": "3"}
    assert len(Commit.objects.get().warnings) == 2


def test_what_belongs_to_the_session_is_kept_with_it_and_not_in_the_state(running):
    running.commit(session_time="0000:05:00.00", exit="suspend", lesson_location="3")
    session = RunSession.objects.get(uuid=running.session)
    assert (session.reported_cs, session.exit) == (30_000, "suspend")
    assert RunState.objects.get().data == {"cmi.core.lesson_location": "3"}


@pytest.mark.parametrize("suspended", ["x" * 64_000, "ñ" * 64_000, "a\x00b\ud800c😀"])
def test_a_legal_state_comes_back_exactly(asha, suspended):
    place = enrolled(asha)
    player(place).begin().commit(cmi__suspend_data=suspended)
    assert player(place).later(minutes=5).begin().state["cmi.suspend_data"] == suspended


def test_a_token_opens_its_own_session_on_its_own_host_only(running, marek):
    other = player(enrolled(marek)).begin()
    sent = running.sent(lesson_location="3")
    forged = {"token": other.token, "session": other.session, "label": other.label}
    for field, error in (("token", UnknownToken), ("session", WrongSession), ("label", UnknownToken)):
        keep = getattr(running, field)
        setattr(running, field, forged[field])
        with pytest.raises(error):
            running.save(running.sent(lesson_location="3") if field == "session" else sent)
        setattr(running, field, keep)
    with pytest.raises(WrongSession):
        running.save(type(sent)(sent.session, sent.epoch + 1, 1, 0, {}))
    assert Commit.objects.count() == 0


def test_a_closed_account_writes_nothing_any_more(asha, running):
    asha.is_active = False
    asha.save()
    with pytest.raises(UnknownToken):
        running.commit(lesson_location="2")
    assert Commit.objects.count() == 0


def test_a_token_is_stored_as_a_hash_only(running):
    stored = RunSession.objects.get(uuid=running.session)
    assert running.token not in str(list(RunSession.objects.filter(pk=stored.pk).values()))
    assert len(running.token) >= 43, "256 bits"


def test_leftovers_come_home_within_a_week_and_no_later(running):
    running.later(days=6).commit(lesson_location="6")
    with pytest.raises(ExpiredToken):
        running.later(days=7, seconds=1).commit(lesson_location="7")


def test_half_an_hour_offline_loses_nothing(running):
    from courses.services.ending import end_if_silent

    running.commit(lesson_location="1")
    running.later(minutes=31)
    assert end_if_silent(running.session, at=running.at)
    running.later(minutes=10)
    assert running.commit(lesson_location="2", final=True, lesson_status="completed").outcome == "applied"
    state = RunState.objects.get()
    assert (state.data["cmi.core.lesson_location"], state.completion) == ("2", "completed")


def test_content_that_writes_after_it_has_finished_is_heard(running):
    running.commit(lesson_status="incomplete", final=True)
    late = running.commit(lesson_status="completed", session_time="0000:00:30.00")
    assert late.facts["standing"]["item"] == {"satisfied": True, "sentence": "Completed."}
    session = RunSession.objects.get(uuid=running.session)
    assert (session.end_reason, session.counted_cs) == ("finished", 3_000)


def test_a_sign_of_life_keeps_a_reader_live(running):
    running.later(seconds=80)
    assert stay(running.token, running.session, running.epoch, label=running.label, at=running.at) == {"live": True}
    session = RunSession.objects.get(uuid=running.session)
    assert (session.last_seen, session.seen_cs) == (running.at, 8_000)


def test_a_sign_of_life_learns_that_the_course_goes_on_elsewhere(asha):
    place = enrolled(asha)
    desk = player(place).begin()
    player(place, device="Chrome on Android").begin(take_over=True)
    told = stay(desk.token, desk.session, desk.epoch, label=desk.label, at=desk.at)
    assert (told["live"], told["continued"]["device"]) == (False, "Chrome on Android")
