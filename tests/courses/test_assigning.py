"""What a practice asks of its people: whom it reaches, until when, and that asking again asks nothing twice."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest
import time_machine

from courses.models import Assigned, Assignment, CourseResult, Enrolment, Programme, ProgrammeVersion, Requirement
from courses.practice.asked import asked_of, programmes_asked_of
from courses.practice.matrix import row_of
from courses.services import assigning
from courses.services.assigning import AskedAlready, AssignmentEnded, PathFollowedOnce, assign, spread
from courses.services.enrolment import enrol
from foundation.outbox.api import run
from members.api import day_of
from members.models import JobRole, Leave, Membership, Organisation, Role, User
from members.services.leave import end_leave, give_leave
from members.services.memberships import begin_membership

from .learning import AT, course

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture
def larkrise(joy, asha, bea) -> Organisation:
    return Organisation.objects.get(name="Larkrise Road Surgery")


def wish(organisation: Organisation, joy: User, **fields) -> Assignment:
    """An assignment as a form makes it, not saved: everybody, within fourteen days."""
    facts = {"target": "everyone", "wanted": [], "due": "relative", "due_days": 14, "reminders": [14, 3, -1, -7]}
    facts |= {"course": fields.pop("asked", None) or course("quiz"), "made_by": joy, "made_at": AT} | fields
    return Assignment(organisation=organisation, **facts)


def colleague(organisation: Organisation, name: str, post: str = JobRole.RECEPTIONIST) -> User:
    """Somebody more at the practice, without an e-mail address."""
    person = User.objects.create_user(None, name=name)
    begin_membership(person, organisation, at=AT - 30 * DAY, job_role=post)
    return person


def programme(*courses) -> Programme:
    """A free learning path of these courses, offered."""
    path = Programme.objects.create(title="Ready for complaints", created=AT)
    steps = [
        {"key": f"s{number}", "kind": "course", "ref": str(one.uuid), "title": str(one), "minutes": 5, "required": True}
        for number, one in enumerate(courses)
    ]
    path.current = ProgrammeVersion.objects.create(
        programme=path, number=1, digest="0" * 64, frozen_at=AT, title=path.title, ordered=False, steps=steps
    )
    path.save()
    return path


def completed(person: User, asked, *, on: datetime, valid_until: date | None = None) -> Enrolment:
    place = enrol(person, asked, at=on, source="test")
    CourseResult.objects.create(enrolment=place, completed_at=on, evidence="A", reason="", valid_until=valid_until)
    return place


def names(assignment: Assignment) -> list[str]:
    return sorted(assignment.reached.filter(released_on=None).values_list("person__name", flat=True))


def test_everybody_of_the_posts_is_asked_and_has_a_place(larkrise, joy, bea):
    locum = colleague(larkrise, "Dr Locum Lee", JobRole.LOCUM)
    one = wish(larkrise, joy, target="posts", wanted=["receptionist", "locum"], reason="After a complaint")
    assert assign(one, at=AT).reached == 2
    assert names(one) == ["Bea Marsh", "Dr Locum Lee"]
    row = Assigned.objects.get(person=bea)
    assert row.due_on == TODAY + 14 * DAY
    assert row.enrolment == Enrolment.objects.get(person=bea, course=one.course)
    assert row.enrolment.source == f"assignment:{one.uuid}"
    asked = asked_of(bea.pk)[one.course_id]
    assert (asked.due_on, asked.by, asked.reason) == (row.due_on, "Joy Adeyemi", "After a complaint")
    assert asked_of(locum.pk)
    assert asked_of(joy.pk) == {}


def test_whoever_is_on_leave_is_asked_when_they_are_back(larkrise, joy, bea):
    give_leave(bea.memberships.get(), starts_on=TODAY - DAY, ends_on=TODAY + 9 * DAY, at=AT)
    one = wish(larkrise, joy, target="person", wanted=[bea.pk])
    assert assign(one, at=AT).reached == 0
    assert asked_of(bea.pk) == {}
    spread(one, at=AT + 9 * DAY)
    assert names(one) == []
    spread(one, at=AT + 10 * DAY)
    assert Assigned.objects.get(person=bea).due_on == TODAY + 24 * DAY, "the days count from their return"


def test_leave_that_begins_afterwards_gives_time_again(larkrise, joy, bea):
    one = wish(larkrise, joy, target="person", wanted=[bea.pk])
    assign(one, at=AT)
    leave = give_leave(bea.memberships.get(), starts_on=TODAY + 2 * DAY, ends_on=None, at=AT)
    end_leave(leave, back_on=TODAY + 30 * DAY, at=AT + 29 * DAY)
    spread(one, at=AT + 30 * DAY)
    spread(one, at=AT + 31 * DAY)
    assert Assigned.objects.get(person=bea).due_on == TODAY + 44 * DAY


def test_a_change_of_people_spreads_by_itself_and_leavers_are_released(larkrise, joy, bea):
    one = wish(larkrise, joy, due="fixed", due_on=TODAY + 3 * DAY, due_days=None)
    assign(one, at=AT)
    new = colleague(larkrise, "Nell New", JobRole.SECRETARY)
    assert run().failed == 0
    row = Assigned.objects.get(person=new)
    assert row.due_on >= row.reached_on + 14 * DAY, "a newcomer has time, however near the fixed day is"
    held = bea.memberships.get()
    Membership.objects.filter(pk=held.pk).update(ends_on=TODAY)
    spread(one, at=AT + DAY)
    assert "Bea Marsh" not in names(one)
    assert Assigned.objects.get(person=bea).released_on == TODAY + DAY
    assert asked_of(bea.pk) == {}
    begin_membership(bea, larkrise, at=AT + 5 * DAY)
    spread(one, at=AT + 5 * DAY)
    assert Assigned.objects.filter(person=bea).count() == 2, "who comes back is asked anew; the first round stays"


def test_spreading_again_asks_nothing_twice(larkrise, joy):
    one = wish(larkrise, joy)
    reached = assign(one, at=AT).reached
    assert spread(one, at=AT).reached == 0
    assert spread(one, at=AT + DAY).reached == 0
    assert Assigned.objects.count() == Enrolment.objects.count() == reached == 3


def test_the_same_twice_is_refused_and_an_ended_one_may_be_asked_again(larkrise, joy):
    asked = course("quiz")
    one = wish(larkrise, joy, asked=asked, target="posts", wanted=["receptionist", "locum"])
    assign(one, at=AT)
    with pytest.raises(AskedAlready) as refused:
        assign(wish(larkrise, joy, asked=asked, target="posts", wanted=["locum", "receptionist"]), at=AT)
    assert refused.value.facts == {"assignment": str(one.uuid)}
    assert assigning.end(one, at=AT) == 1
    assert assigning.end(one, at=AT) == 0
    assert asked_of(Assigned.objects.get().person_id) == {}
    assign(wish(larkrise, joy, asked=asked, target="posts", wanted=["locum", "receptionist"]), at=AT)


def test_what_counts_already_is_not_asked_and_done_is_seen_at_once(larkrise, joy, asha, bea):
    asked = course("quiz")
    completed(asha, asked, on=AT - 100 * DAY)
    completed(joy, asked, on=AT - 400 * DAY, valid_until=TODAY - DAY)
    one = wish(larkrise, joy, asked=asked)
    assign(one, at=AT)
    assert names(one) == ["Bea Marsh", "Joy Adeyemi"], "what ran out is asked again"
    places = Enrolment.objects.filter(person=joy, course=asked).order_by("period_start")
    assert places.count() == 2, "in a period of its own"
    assert Assigned.objects.get(person=joy).enrolment == places.last()
    place = Enrolment.objects.get(person=bea, course=asked)
    CourseResult.objects.create(enrolment=place, completed_at=AT + DAY, evidence="A", reason="")
    assert asked_of(bea.pk) == {}, "before any run has noted it"
    assert spread(one, at=AT + 2 * DAY).done == 1
    assert Assigned.objects.get(person=bea).done_on == TODAY + DAY
    assert spread(one, at=AT + 900 * DAY).reached == 0, "it is asked once"


def test_a_recurring_one_opens_the_next_period_before_the_last_completion_runs_out(larkrise, joy, bea):
    one = wish(larkrise, joy, target="person", wanted=[str(bea.pk)], due="recurring", due_days=30, due_months=12)
    assign(one, at=AT)
    place = Enrolment.objects.get(person=bea)
    CourseResult.objects.create(enrolment=place, completed_at=AT + 3 * DAY, evidence="A", reason="")
    runs_out = date(2027, 11, 22)
    assert spread(one, at=AT + 4 * DAY).done == 1
    before = datetime.combine(runs_out - 31 * DAY, AT.timetz())
    assert spread(one, at=before).reached == 0
    assert spread(one, at=before + DAY).reached == 1
    second = Assigned.objects.get(person=bea, period=2)
    assert second.due_on == runs_out
    assert second.enrolment != place
    assert second.enrolment.period_start == runs_out - 30 * DAY


def test_moving_the_due_day_moves_it_for_everybody_who_is_still_asked(larkrise, joy, bea):
    one = wish(larkrise, joy, due="fixed", due_on=TODAY + 3 * DAY, due_days=None)
    assign(one, at=AT)
    with pytest.raises(assigning.DueInThePast):
        assigning.change_due(one, due_on=TODAY - DAY, due_days=None, at=AT)
    assert assigning.change_due(one, due_on=TODAY + 20 * DAY, due_days=None, at=AT) == 3
    assert set(Assigned.objects.values_list("due_on", flat=True)) == {TODAY + 20 * DAY}


def test_outsiders_with_a_right_to_look_are_asked_nothing(larkrise, joy, cara):
    begin_membership(cara, larkrise, at=AT - DAY, role=Role.AUDITOR)
    one = wish(larkrise, joy)
    assign(one, at=AT)
    assert "Cara Nunn" not in names(one)


def staffed(organisation: Organisation, number: int) -> None:
    people = User.objects.bulk_create(
        [User(email=None, name=f"Person {count}", password="!") for count in range(number)], batch_size=100
    )
    members = [
        Membership(person=one, organisation=organisation, job_role="secretary", starts_on=TODAY) for one in people
    ]
    held = Membership.objects.bulk_create(members)
    Leave.objects.bulk_create([Leave(membership=one, starts_on=TODAY, ends_on=TODAY) for one in held[::10]])


def test_statements_do_not_grow_with_the_people(larkrise, joy):
    """SQLite takes new rows in batches of 999 values, PostgreSQL all at once: reads and updates are counted apart."""

    def counted(one: Assignment) -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assign(one, at=AT)
        inserts = sum(query["sql"].startswith("INSERT") for query in caught)
        return len(caught) - inserts, inserts

    few, _ = counted(wish(larkrise, joy))
    staffed(larkrise, 2000)
    many, batches = counted(wish(larkrise, joy, target="posts", wanted=["secretary"]))
    assert Assigned.objects.count() == 3 + 1800
    assert many <= few + 20, "savepoints of the batches"
    assert batches <= 1800 // 120 + 1800 // 99 + 4


def test_what_was_asked_once_stays_done_until_it_is_made_recurring(larkrise, joy, bea, client):
    asked = course("quiz")
    one = wish(larkrise, joy, asked=asked, target="person", wanted=[bea.pk])
    assign(one, at=AT)
    completed(bea, asked, on=AT + DAY, valid_until=TODAY + 100 * DAY)
    spread(one, at=AT + 2 * DAY)
    later = AT + 120 * DAY
    assert spread(one, at=later).reached == 0, "it is asked once"
    page = reverse("courses:assignment", args=[larkrise.uuid, one.uuid])
    with time_machine.travel(later, tick=False):
        client.force_login(joy)
        html = client.get(page).content.decode()
        assert "The completion of 1 colleague has run out since." in html
        assert "ran out 28 Feb 2027; not asked again" in html
        wrong = client.post(page + "repeat/", {"due_months": 0, "due_days": 14})
        assert wrong.status_code == 422
        said = client.post(page + "repeat/", {"due_months": 12, "due_days": 14}, follow=True).content.decode()
    assert "1 person is asked again now." in said
    assert "Asked once" not in said
    assert Assigned.objects.get(person=bea, done_on=None).due_on == day_of(later) + 14 * DAY
    assigning.end(one, at=later)
    with pytest.raises(AssignmentEnded):
        assigning.repeat(one, due_months=12, due_days=14, at=later)


def test_a_path_of_which_all_was_done_before_asks_nothing(larkrise, joy, bea, asha):
    path = programme(first := course("quiz"), second := course("lesson"))
    for asked in (first, second):
        completed(bea, asked, on=AT - DAY)
    one = wish(larkrise, joy, asked=None, course=None, programme=path, target="posts", wanted=["receptionist"])
    assign(one, at=AT)
    assert Assigned.objects.get(person=bea).done_on == TODAY
    assert programmes_asked_of(bea.pk) == {}
    with pytest.raises(PathFollowedOnce):
        assigning.repeat(one, due_months=12, due_days=14, at=AT)


def test_a_path_sets_the_day_in_the_matrix_for_its_courses(larkrise, joy, bea):
    asked = course("quiz")
    line = Requirement.objects.create(organisation=larkrise, title="Records requests", order=1, since=TODAY - DAY)
    line.courses.add(asked)
    path = programme(asked)
    assign(wish(larkrise, joy, asked=asked, course=None, programme=path, target="person", wanted=[bea.pk]), at=AT)
    (square,) = row_of(larkrise, bea.pk, at=AT).squares
    assert square.cell.due_on == TODAY + 14 * DAY, "not ninety days from joining"
