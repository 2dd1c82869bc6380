"""An organisation's page for its managers, and for its people."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from members.days import day_of
from members.models import Leave, Membership, Organisation, Role, User
from members.services.invitations import invite

pytestmark = pytest.mark.django_db
PAGE = reverse("members:organisations")


@pytest.fixture
def larkrise(joy, asha, bea, ruth):
    return Organisation.objects.get(name="Larkrise Road Surgery")


def page_of(organisation) -> str:
    return reverse("members:organisation", args=[organisation.uuid])


def test_the_manager_sees_people_with_roles_dates_hats_and_the_adviser(as_, joy, larkrise):
    answer = as_(joy).get(PAGE, follow=True)
    assert answer.redirect_chain == [(page_of(larkrise), 302)]
    for words in (
        "Dr Asha Venn",
        "Salaried GP",
        "Learner, since 1 September 2025",
        "Receptionist or care navigator, Fold Lane branch",
        "Complaints manager",
        "Dr Ruth Calloway",
        'href="tel:01632960142"',
    ):
        assert words in answer.text, words


@pytest.mark.parametrize("who", ["asha", "bea", "marek", "finn", "cara", "tom", "lena", "ruth"])
def test_an_organisation_is_404_for_whoever_does_not_manage_it(who, request, as_, larkrise):
    client = as_(request.getfixturevalue(who))
    membership = larkrise.memberships.first()
    assert client.get(page_of(larkrise)).status_code == 404
    end = reverse("members:membership-end", args=[larkrise.uuid, membership.uuid])
    assert client.get(end).status_code == 404
    assert client.post(end, {"on": "2026-12-31"}).status_code == 404
    membership.refresh_from_db()
    assert membership.ends_on is None


def test_the_manager_of_one_organisation_cannot_open_another(as_, joy, larkrise):
    quayside = Organisation.objects.get(name="Quayside Dental Rooms")
    assert as_(joy).get(page_of(quayside)).status_code == 404


def test_a_stranger_is_asked_to_sign_in(as_, larkrise):
    for address in (PAGE, page_of(larkrise)):
        answer = as_(None).get(address)
        assert answer.status_code == 302
        assert answer.url == f"{reverse('account_login')}?next={address}"


def test_the_administrator_sees_every_organisation(as_, nia, larkrise):
    answer = as_(nia).get(PAGE)
    for name in ("Larkrise Road Surgery", "Quayside Dental Rooms", "Fernhollow Clinics"):
        assert name in answer.text
    assert as_(nia).get(page_of(larkrise)).status_code == 200


def test_somebody_of_the_organisation_sees_whom_to_ask_and_no_list_of_people(as_, bea, larkrise):
    text = as_(bea).get(PAGE).text
    assert "Joy Adeyemi" in text
    assert "Dr Ruth Calloway" in text
    assert "asha.venn@larkrise.invalid" not in text
    assert "Dr Asha Venn" not in text


@pytest.mark.parametrize("who", ["finn", "cara"])
def test_somebody_of_no_organisation_is_told_what_to_do(who, request, as_):
    text = as_(request.getfixturevalue(who)).get(PAGE).text
    assert "You belong to no member practice today" in text
    assert "Dr Ruth Calloway" not in text


def test_ended_memberships_and_leave_and_invitation_states_show(as_, joy, asha, bea, larkrise):
    today = day_of(timezone.now())
    Membership.objects.filter(person=bea).update(ends_on=today - timedelta(days=1))
    Leave.objects.create(membership=asha.memberships.get(), starts_on=today)
    invite(larkrise, email="sam@larkrise.invalid", role=Role.LEARNER, invited_by=joy, at=timezone.now())
    text = as_(joy).get(page_of(larkrise)).text
    assert "1 whose membership ended" in text
    assert "On leave" in text
    assert "Waiting" in text
    assert "Send again" in text


def test_ending_a_membership_by_the_page(as_, joy, asha, larkrise):
    end = reverse("members:membership-end", args=[larkrise.uuid, asha.memberships.get().uuid])
    assert "End the membership of Dr Asha Venn?" in as_(joy).get(end).text
    last = day_of(timezone.now()) + timedelta(days=30)
    answer = as_(joy).post(end, {"on": last.isoformat()}, follow=True)
    assert answer.status_code == 200
    assert asha.memberships.get().ends_on == last
    assert "Change the last day" in answer.text


def test_ending_says_what_is_wrong(as_, joy, asha, larkrise):
    client = as_(joy)
    end = reverse("members:membership-end", args=[larkrise.uuid, asha.memberships.get().uuid])
    answer = client.post(end, {"on": "2020-01-01"})
    assert answer.status_code == 422
    assert "cannot be before the first, 1 September 2025" in answer.text
    own = reverse("members:membership-end", args=[larkrise.uuid, joy.memberships.get().uuid])
    assert "only manager" in client.post(own, {"on": "2027-01-01"}).text
    assert "valid date" in client.post(end, {"on": "tomorrow"}).text


def test_a_membership_of_another_organisation_is_404(as_, joy, marek, larkrise):
    end = reverse("members:membership-end", args=[larkrise.uuid, marek.memberships.get().uuid])
    assert as_(joy).post(end, {"on": "2026-12-31"}).status_code == 404


def test_the_page_costs_the_same_with_many_people(as_, joy, larkrise, django_assert_max_num_queries):
    for number in range(25):
        person = User.objects.create_user(f"p{number}@larkrise.invalid", name=f"Person {number}")
        membership = Membership.objects.create(person=person, organisation=larkrise, starts_on=date(2026, 1, 1))
        membership.sites.set(larkrise.sites.all())
    client = as_(joy)
    client.get(page_of(larkrise))
    with django_assert_max_num_queries(16) as few:
        client.get(page_of(larkrise))
    Membership.objects.filter(organisation=larkrise, person__name__startswith="Person").delete()
    with django_assert_max_num_queries(16) as fewer:
        client.get(page_of(larkrise))
    assert len(few) == len(fewer)
