"""Asking people of a practice: the manager's pages, and the mails of the morning."""

import re
from datetime import date, datetime, timedelta

from django.core import mail
from django.urls import reverse

import pytest
import time_machine

from courses.models import Assigned, Assignment, Reminded
from courses.rules.reminding import step_today
from courses.services.assigning import assign
from courses.services.reminding import morning
from foundation.outbox.api import run
from members.services.leave import give_leave
from members.services.memberships import begin_membership, end_membership

from .learning import AT, course
from .test_assigning import DAY, TODAY, colleague, completed, larkrise, staffed, wish  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
LADDER = [14, 3, -1, -7]


@pytest.fixture
def manager(client, joy):
    client.force_login(joy)
    return client


def said(asked, **fields) -> dict[str, object]:
    return {
        "what": f"course:{asked.uuid}",
        "target": "posts",
        "posts": ["receptionist"],
        "due": "relative",
        "due_days": 14,
        "grace_days": 7,
        "before": "14, 3",
        "after": "1, 7",
        "reason": "A request came mid-complaint",
    } | fields


def test_a_manager_sees_whom_it_reaches_and_whom_not_before_asking(manager, larkrise, joy, bea):  # noqa: F811
    asked = course("quiz")
    away = colleague(larkrise, "Ola Away")
    give_leave(away.memberships.get(), starts_on=TODAY, ends_on=TODAY + 9 * DAY, at=AT)
    completed(colleague(larkrise, "Dot Done"), asked, on=AT - 10 * DAY)
    where = reverse("courses:assignment-create", args=[larkrise.uuid])
    with time_machine.travel(AT, tick=False):
        form = manager.get(where + f"?course={asked.uuid}&person={bea.uuid}").context["form"]
        assert (form["target"].value(), str(form["person"].value())) == ("person", str(bea.pk)), (
            "as the matrix links it"
        )
        assert f'<option value="{bea.pk}" selected>' in str(form["person"])
        html = manager.post(where, said(asked, step="look")).content.decode()
        assert "It reaches 1 person today" in html
        assert "on leave until 29 November 2026" in html
        assert "completed it on 10 November 2026" in html
        assert not Assignment.objects.exists(), "nothing is asked by looking"
        answer = manager.post(where, said(asked, step="ask"), follow=True)
        assert "Asked. It has reached 1 person." in answer.content.decode()
        again = manager.post(where, said(asked, step="look"))
        made = Assignment.objects.get()
        assert again.status_code == 409
        assert reverse("courses:assignment", args=[larkrise.uuid, made.uuid]) in again.content.decode()
        page = manager.get(reverse("courses:assignments", args=[larkrise.uuid])).content.decode()
        assert "0 of 1" in page
        assert "Receptionist or care navigator" in page
        moved = manager.post(reverse("courses:assignment-change", args=[larkrise.uuid, made.uuid]), {"due_days": 20})
        assert moved.status_code == 302
        assert Assigned.objects.get().due_on == TODAY + 20 * DAY
        manager.post(reverse("courses:assignment-end", args=[larkrise.uuid, made.uuid]))
    assert Assigned.objects.get().released_on


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"posts": ["wizard"]}, "wizard is not one of the available choices"),
        ({"posts": []}, "Choose at least one post."),
        ({"due": "fixed", "due_on": "2026-11-19"}, "This day has passed."),
        ({"due": "fixed", "due_on": ""}, "Choose the day."),
        ({"due": "recurring"}, "Say after how many months"),
        ({"due": "recurring", "due_months": 12}, "Say how many days."),
        ({"target": "person"}, "Choose the person."),
        ({"grace_days": 91}, "At most 90 days"),
        ({"before": "14, soon"}, "Write numbers of days"),
        ({"before": "1,2,3,4,5", "after": "1,2,3"}, "At most 6 reminders."),
        ({"after": "400"}, "within 60 days"),
        ({"what": "course:nonsense"}, "is not one of the available choices"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(manager, larkrise, fields, sentence):  # noqa: F811
    with time_machine.travel(AT, tick=False):
        answer = manager.post(
            reverse("courses:assignment-create", args=[larkrise.uuid]), said(course("quiz"), step="ask", **fields)
        )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Assignment.objects.exists()


def test_each_choice_carries_its_own_fields_and_the_person_stays_chosen(manager, larkrise, bea):  # noqa: F811
    asked = course("quiz")
    where = reverse("courses:assignment-create", args=[larkrise.uuid])
    chosen = f'<option value="{bea.pk}" selected>'
    with time_machine.travel(AT, tick=False):
        opened = manager.get(f"{where}?course={asked.uuid}&person={bea.uuid}").content.decode()
        facts = said(asked, target="person", person=bea.pk, posts=[], due="fixed", due_on="", due_days="soon")
        wrong = manager.post(where, facts | {"step": "look"}).content.decode()
        looked = manager.post(where, facts | {"step": "look", "due_on": "2026-12-01"}).content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', looked))
        back = manager.post(where, hidden | {"step": "back"}).content.decode()
    for page in (opened, wrong, back):
        assert chosen in page
        assert "<h1>Ask Bea Marsh, Receptionist or care navigator</h1>" in page
        assert re.search(r'for="id_person">The person</label>', page), "needed with its choice, so not optional"
    assert "Choose the day." in wrong
    assert "Enter a whole number" not in wrong, "what the choice does not need is not complained about"
    assert hidden["person"] == str(bea.pk)


def test_nobody_else_finds_the_pages(client, larkrise, joy, asha, marek):  # noqa: F811
    one = wish(larkrise, joy)
    assign(one, at=AT)
    for person in (asha, marek):
        client.force_login(person)
        for name, args in (("assignments", []), ("assignment-create", []), ("assignment", [one.uuid])):
            assert client.get(reverse(f"courses:{name}", args=[larkrise.uuid, *args])).status_code == 404
        assert client.post(reverse("courses:assignment-end", args=[larkrise.uuid, one.uuid])).status_code == 404


def test_statements_of_the_pages_do_not_grow(manager, larkrise, joy, django_assert_max_num_queries):  # noqa: F811
    staffed(larkrise, 300)
    one = wish(larkrise, joy)
    assign(one, at=AT)
    for name, args in (("assignments", []), ("assignment", [one.uuid])):
        address = reverse(f"courses:{name}", args=[larkrise.uuid, *args])
        manager.get(address)
        with django_assert_max_num_queries(15):
            assert manager.get(address).status_code == 200


@pytest.mark.parametrize(
    ("today", "taken", "step"),
    [
        ("2026-11-20", [], 14),  # it reached them today
        ("2026-11-21", [], None),  # a Saturday
        ("2026-11-24", [10], None),
        ("2026-12-01", [14], 3),
        ("2026-12-03", [14], 3),  # said later, because nothing ran for two days
        ("2026-12-03", [14, 3], None),
        ("2026-12-05", [14, 3], None),  # the day after is a Saturday
        ("2026-12-07", [14, 3], -1),
        ("2026-12-14", [14, 3], -7),  # one mail, not two
        ("2026-12-28", [14, 3, -1], None),  # Boxing Day's substitute
    ],
)
def test_the_ladder_is_climbed_on_working_days_and_each_step_once(today, taken, step):
    day = date.fromisoformat(today)
    assert step_today(date(2026, 12, 4), LADDER, taken, today=day, nation="england") == step


def post() -> list:
    before = len(mail.outbox)
    assert run().failed == 0
    return mail.outbox[before:]


def test_one_digest_a_day_names_everything_and_nobody_is_written_to_twice(larkrise, joy, bea, asha):  # noqa: F811
    first, second = course("quiz"), course("lesson")
    assign(wish(larkrise, joy, asked=first, target="person", wanted=[bea.pk], reason="Because"), at=AT)
    assign(wish(larkrise, joy, asked=second, target="person", wanted=[bea.pk], due_days=5), at=AT)
    silent = colleague(larkrise, "Sil Ent")
    assign(wish(larkrise, joy, target="person", wanted=[silent.pk]), at=AT)
    with time_machine.travel(AT, tick=False):
        post()
        assert morning(at=AT).mails == 1
        assert morning(at=AT + timedelta(hours=1)).mails == 0
        (sent,) = post()
    assign(wish(larkrise, joy, target="person", wanted=[str(bea.pk)]), at=AT + timedelta(hours=2))
    assert morning(at=AT + timedelta(hours=3)).mails == 0, "what comes after the day's mail waits for the next"
    assert morning(at=AT + 3 * DAY).mails == 1
    assert sent.to == [bea.email]
    assert sent.body.count("A copy of everything") == 2
    assert "Asked by Joy Adeyemi. Because" in sent.body
    assert re.search(r"due Wednesday 25 November 2026", sent.body)
    assert Reminded.objects.filter(day=TODAY).count() == 3, "the step of who has no address counts too"


def test_who_is_away_or_done_is_left_alone(larkrise, joy, bea):  # noqa: F811
    asked = course("quiz")
    one = wish(larkrise, joy, asked=asked, target="person", wanted=[bea.pk])
    assign(one, at=AT)
    leave = give_leave(bea.memberships.get(), starts_on=TODAY, ends_on=TODAY, at=AT)
    assert morning(at=AT).mails == 0
    leave.delete()
    assert morning(at=AT).mails == 1
    completed(bea, asked, on=AT + DAY)
    assert post() == [], "what was done before the mail was written is not in it"
    for days in range(1, 40):
        assert morning(at=AT + days * DAY).mails == 0


def test_the_training_lead_reads_once_a_week_who_is_late(larkrise, joy, bea):  # noqa: F811
    silent = colleague(larkrise, "Sil Ent")
    assign(wish(larkrise, joy, target="posts", wanted=["receptionist"], due_days=2), at=AT)
    monday = AT + 3 * DAY
    with time_machine.travel(monday, tick=False):
        done = morning(at=monday)
        assert done.practices == 1
        assert morning(at=monday + timedelta(hours=1)).practices == 0
        sent = [one for one in post() if one.to == [joy.email]]
    (digest,) = sent
    assert "Bea Marsh: A copy of everything, was due Sunday 22 November 2026" in digest.body
    assert "Sil Ent: A copy of everything, was due Sunday 22 November 2026 (has no e-mail address" in digest.body
    assert silent.email is None
    assert morning(at=monday + DAY).practices == 0
    assert datetime.fromisoformat("2026-11-23T09:00:00+00:00") == monday


def test_leave_that_begins_tomorrow_stops_no_mail_of_today_and_all_of_tomorrow(larkrise, joy, bea):  # noqa: F811
    assign(wish(larkrise, joy, target="person", wanted=[bea.pk], due_days=3), at=AT)
    give_leave(bea.memberships.get(), starts_on=TODAY + DAY, ends_on=TODAY + 20 * DAY, at=AT)
    assert morning(at=AT).mails == 1
    assert sum(morning(at=AT + days * DAY).mails for days in range(1, 21)) == 0
    assert Assigned.objects.get().due_on == TODAY + 3 * DAY, "nothing moves before they are back"
    morning(at=AT + 21 * DAY)
    assert Assigned.objects.get().due_on == TODAY + 35 * DAY, "and then there is time again"


def test_a_locum_of_two_practices_gets_one_mail_a_day_that_names_both(larkrise, joy, bea, marek):  # noqa: F811
    other = marek.memberships.get().organisation
    begin_membership(bea, other, at=AT - DAY, job_role="locum")
    assign(wish(larkrise, joy, target="person", wanted=[bea.pk], reason="For Larkrise"), at=AT)
    assign(wish(other, joy, target="posts", wanted=["locum"], reason="For Quayside"), at=AT)
    with time_machine.travel(AT, tick=False):
        post()
        assert morning(at=AT).mails == 1
        (sent,) = post()
    assert ("For Larkrise" in sent.body, "For Quayside" in sent.body) == (True, True)


def test_who_left_is_not_written_to_from_the_day_after_their_last(larkrise, joy, bea):  # noqa: F811
    assign(wish(larkrise, joy, target="person", wanted=[bea.pk], due_days=3), at=AT)
    end_membership(bea.memberships.get(), on=TODAY, at=AT)
    assert morning(at=AT).mails == 1, "today they still belong"
    assert sum(morning(at=AT + days * DAY).mails for days in range(1, 15)) == 0
    assert Assigned.objects.get().released_on == TODAY + DAY


@pytest.mark.parametrize("moment", ["2026-03-29T07:00:00+00:00", "2026-10-25T08:00:00+00:00"])
def test_the_day_on_which_the_clocks_change_is_one_day(larkrise, joy, bea, moment):  # noqa: F811
    at = datetime.fromisoformat(moment)  # eight in the morning in London, a Sunday
    one = wish(larkrise, joy, target="person", wanted=[bea.pk], due_days=1, made_at=at)
    assign(one, at=at)
    assert Assigned.objects.get().due_on == at.date() + DAY
    assert [morning(at=at + hours * timedelta(hours=1)).mails for hours in (0, 15, 24, 25)] == [0, 0, 1, 0]


def test_my_learning_leads_a_manager_to_the_matrix_and_nobody_else(client, larkrise, joy, bea):  # noqa: F811
    matrix = reverse("courses:matrix", args=[larkrise.uuid])
    for person, leads in ((joy, True), (bea, False)):
        client.force_login(person)
        assert (matrix in client.get("/learn/").content.decode()) is leads
