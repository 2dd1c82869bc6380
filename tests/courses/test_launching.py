"""Launch and begin: who may, with what, and what an earlier session has to do with it."""

import threading

from django.db import connection

import pytest

from courses.errors import ExpiredCode, LiveElsewhere, NothingToLaunch, NotInThisCourse, NoVersion, UnknownCode
from courses.models import Attempt, Course, Enrolment, RunSession, RunState
from courses.selectors import enrolment_of, progress_of
from courses.services import launching
from courses.services.enrolment import enrol
from foundation.outbox.api import Duty

from .learning import AT, course, enrolled, package_version, player

pytestmark = pytest.mark.django_db


def launched(place, **fields):
    item = place.version.items.get(order=0)
    return launching.launch(place, item, device="Firefox on Linux", at=fields.pop("at", AT), **fields)


def test_enrolling_twice_is_one_place(asha, at):
    made = course(package_version())
    first = enrol(asha, made, at=at)
    assert enrol(asha, made, at=at) == first
    assert first.version == made.current
    assert str(first.period_start) == "2026-11-20"


def test_a_place_stays_on_its_version_when_a_newer_one_is_offered(asha, at):
    made = course(package_version())
    first = enrol(asha, made, at=at)
    newer = type(made.current)(
        course=made, number=2, digest="1" * 64, frozen_at=at, title="New", minutes=1, cpd_minutes=1
    )
    newer.save()
    made.current = newer
    made.save()
    assert enrol(asha, made, at=at).version == first.version


def test_a_course_that_is_not_offered_takes_nobody(asha, at):
    with pytest.raises(NoVersion):
        enrol(asha, Course.objects.create(title="Draft", created=at), at=at)


@pytest.mark.django_db(transaction=True)
def test_many_clicks_at_once_are_one_place_and_one_attempt(asha, at):
    made = course(package_version())
    failures = []

    def click():
        try:
            place = enrol(asha, made, at=at)
            launched(place)
        except Exception as error:  # noqa: BLE001 - the main thread reports it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (Enrolment.objects.count(), Attempt.objects.count(), RunState.objects.count()) == (1, 1, 1)
    assert RunSession.objects.count() == 8


def test_a_code_works_once_and_only_on_its_own_host(asha):
    launch = launched(enrolled(asha))
    with pytest.raises(UnknownCode):
        launching.begin(launch.code, label="0" * 32, take_over=False, at=AT)
    assert launching.begin(launch.code, label=launch.label, take_over=False, at=AT).session.epoch == 1
    with pytest.raises(UnknownCode):
        launching.begin(launch.code, label=launch.label, take_over=True, at=AT)
    with pytest.raises(UnknownCode):
        launching.begin("guess", label=launch.label, take_over=False, at=AT)


def test_a_code_is_good_for_a_minute(asha):
    place = enrolled(asha)
    launch = launched(place)
    late = player(place).later(seconds=61).at
    with pytest.raises(ExpiredCode):
        launching.begin(launch.code, label=launch.label, take_over=False, at=late)


def test_two_learners_and_two_packages_never_share_a_host(asha, marek):
    one, other = package_version(), package_version()
    labels = {launched(enrolled(person, version)).label for person in (asha, marek) for version in (one, other)}
    assert len(labels) == 4
    assert launched(Enrolment.objects.filter(person=asha).first()).label in labels
    assert all(len(label) == 32 and label.isalnum() for label in labels)


def test_a_first_launch_starts_at_the_beginning(asha):
    running = player(enrolled(asha, package_version(mastery=80))).begin()
    assert running.state["cmi.core.entry"] == "ab-initio"
    assert running.state["cmi.core.total_time"] == "0000:00:00.00"
    assert running.state["cmi.student_data.mastery_score"] == "80"
    assert running.state["cmi.core.student_name"] == "Dr Asha Venn"
    assert str(asha.uuid) not in str(running.state)
    assert "asha" not in running.state["cmi.core.student_id"]


def test_another_device_resumes_at_the_same_place(asha):
    place = enrolled(asha)
    desk = player(place).begin()
    desk.later(minutes=5).commit(
        lesson_location="page-7",
        lesson_status="incomplete",
        score__raw="60",
        session_time="0000:05:00.00",
        exit="suspend",
        cmi__suspend_data="abc",
        final=True,
        cmi__objectives__0__id="one",
        cmi__objectives__0__status="completed",
    )
    phone = player(place, device="Safari on an iPhone", at=desk.at).later(days=1).begin()
    state = phone.state
    assert state["cmi.core.entry"] == "resume"
    assert state["cmi.core.lesson_location"] == "page-7"
    assert state["cmi.suspend_data"] == "abc"
    assert state["cmi.objectives.0.status"] == "completed"
    assert state["cmi.core.total_time"] == "0000:05:00.00"
    assert "cmi.core.session_time" not in state
    assert "cmi.core.exit" not in state
    assert (phone.epoch, phone.seq) == (2, 0)


def test_a_live_session_is_named_and_taken_over_only_by_choice(asha):
    place = enrolled(asha)
    player(place, device="Edge on Windows").begin()
    phone = player(place).later(seconds=89)
    launch = launched(place, at=phone.at)
    assert launch.live.as_dict() == {"device": "Edge on Windows", "since": AT.isoformat()}
    with pytest.raises(LiveElsewhere) as refused:
        launching.begin(launch.code, label=launch.label, take_over=False, at=phone.at)
    assert refused.value.as_dict()["live_session"]["device"] == "Edge on Windows"
    assert Attempt.objects.get().epoch == 1
    phone.later(minutes=5)  # reading the question takes its time; the code waits for the answer
    begun = launching.begin(launch.code, label=launch.label, take_over=True, at=phone.at)
    assert begun.session.epoch == 2
    before = RunSession.objects.get(epoch=1)
    assert before.end_reason == "taken-over"


def test_a_silent_session_does_not_stand_in_the_way(asha):
    place = enrolled(asha)
    player(place).begin()
    assert launched(place, at=player(place).later(seconds=91).at).live is None
    assert player(place).later(seconds=91).begin().epoch == 2


def test_a_session_that_was_left_does_not_stand_in_the_way(asha):
    place = enrolled(asha)
    desk = player(place).begin()
    desk.commit(lesson_location="4", leaving=True)
    again = player(place).later(seconds=5).begin()
    assert again.state["cmi.core.lesson_location"] == "4"
    assert again.state["cmi.core.entry"] == "resume"


def test_a_reloaded_page_goes_on_with_its_own_token(asha):
    running = player(enrolled(asha)).begin()
    running.commit(lesson_location="4", leaving=True)
    old = (running.token, running.epoch)
    running.later(seconds=2).go_on()
    assert running.state["cmi.core.lesson_location"] == "4"
    assert (running.token, running.epoch) != old
    assert running.epoch == 2


def test_a_reloaded_page_does_not_take_over_what_went_on_elsewhere(asha):
    place = enrolled(asha)
    desk = player(place).begin()
    player(place, device="Chrome on Android").begin(take_over=True)
    with pytest.raises(LiveElsewhere) as refused:
        desk.go_on()
    assert refused.value.facts["live_session"]["device"] == "Chrome on Android"


def test_a_package_of_several_parts_goes_on_with_the_part_that_is_not_done(asha):
    version = package_version(parts=3)
    place = enrolled(asha, version)
    uuids = [item.uuid for item in version.items.order_by("order")]
    running = player(place).begin()
    running.commit(lesson_status="completed", final=True)
    running.go_on(part=uuids[2])
    running.commit(lesson_location="x", leaving=True)
    assert (
        RunSession.objects.get(uuid=player(place, at=AT).later(minutes=5).begin().session).state.package_item.uuid
        == uuids[2]
    )
    assert {state.package_item.uuid for state in RunState.objects.all()} == {uuids[0], uuids[2]}


def test_who_failed_the_last_part_goes_on_with_it_and_not_with_the_first(asha):
    version = package_version(parts=2)
    place = enrolled(asha, version)
    last = version.items.get(order=1)
    running = player(place).begin()
    running.commit(lesson_status="completed", final=True)
    running.go_on(part=last.uuid)
    running.commit(lesson_status="failed", final=True)
    again = player(place, at=AT).later(minutes=5).begin()
    assert RunSession.objects.get(uuid=again.session).state.package_item == last


def test_an_item_of_another_course_or_a_lesson_cannot_be_launched(asha, marek):
    place, other = enrolled(asha), enrolled(marek)
    with pytest.raises(NotInThisCourse):
        launching.launch(place, other.version.items.get(), device="", at=AT)
    lesson = enrolled(marek, "lesson")
    with pytest.raises(NotInThisCourse):
        launching.launch(lesson, lesson.version.items.get(), device="", at=AT)


def test_a_package_without_pages_says_so(asha):
    version = package_version()
    version.items.update(href="")
    with pytest.raises(NothingToLaunch):
        launched(enrolled(asha, version))


def test_every_session_is_watched(asha):
    running = player(enrolled(asha)).begin()
    duty = Duty.objects.get(handler="courses.end-silent")
    assert duty.reference == str(running.session)
    assert (duty.next_at - AT).total_seconds() == 1800


def test_a_course_home_does_not_call_begun_work_unstarted(asha):
    place = enrolled(asha)
    assert [line.reason for line in progress_of(enrolment_of(asha.pk, place.uuid)).lines] == ["Not started yet."]
    player(place).begin().commit(lesson_location="2")
    reasons = [line.reason for line in progress_of(enrolment_of(asha.pk, place.uuid)).lines]
    assert reasons == ["You have begun it; what you did is saved."]
