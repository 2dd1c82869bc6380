"""The one access policy: three forms that agree, dated membership, days in London, rights over organisations."""

from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser, Permission
from django.db import connection, models

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.api import (
    ANONYMOUS,
    Access,
    Viewer,
    access_tokens,
    manageable,
    may_manage,
    may_read,
    readable_q,
    viewer_for,
)
from members.days import day_of
from members.models import Membership, Organisation, Role
from members.models.dated import holds_on
from tests.cast import play


class Shelf(models.Model):
    """A thing with an access, as pages and index entries have one; its table exists in these tests only."""

    access = models.CharField(max_length=20)

    class Meta:
        app_label = "tests_of_members"

    def __str__(self) -> str:
        return self.access


VALUES = [*Access.values, "", "nobody-knows", "PUBLIC"]


@pytest.fixture(scope="module")
def _shelf(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Shelf)
        Shelf.objects.bulk_create(Shelf(access=value) for value in VALUES)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Shelf)


viewers = st.builds(
    Viewer,
    user_id=st.none() | st.integers(1, 99),
    is_authenticated=st.booleans(),
    is_member=st.booleans(),
    is_staff=st.booleans(),
    is_administrator=st.booleans(),
    roles=st.frozensets(st.sampled_from(Role.values)),
)


@pytest.mark.usefixtures("_shelf", "db")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(viewer=viewers)
def test_predicate_filter_and_tokens_say_the_same(viewer):
    by_predicate = {value for value in VALUES if may_read(viewer, value)}
    by_filter = set(Shelf.objects.filter(readable_q(viewer)).values_list("access", flat=True))
    by_tokens = set(VALUES) & access_tokens(viewer)
    assert by_predicate == by_filter == by_tokens


def test_the_public_is_for_everybody_and_an_unknown_access_for_nobody():
    administrator = Viewer(user_id=1, is_authenticated=True, is_member=True, is_staff=True, is_administrator=True)
    assert may_read(ANONYMOUS, "public")
    assert not may_read(ANONYMOUS, "members")
    assert not may_read(administrator, "nobody-knows")


days = st.dates(date(2026, 1, 1), date(2026, 1, 12))


@pytest.mark.django_db
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(starts=days, length=st.none() | st.integers(0, 6), today=days)
def test_a_membership_counts_by_the_same_days_in_hand_in_a_filter_and_for_the_viewer(cara, starts, length, today):
    Membership.objects.filter(person=cara).delete()
    ends = None if length is None else starts + timedelta(days=length)
    membership = Membership.objects.create(person=cara, starts_on=starts, ends_on=ends)
    expected = starts <= today and (ends is None or today <= ends)
    assert membership.holds(today) is expected
    assert Membership.objects.on(today).filter(pk=membership.pk).exists() is expected
    assert Membership.objects.filter(holds_on(today), pk=membership.pk).exists() is expected
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    assert viewer_for(cara, at=noon).is_member is expected


def test_days_are_days_in_london():
    assert day_of(datetime(2026, 3, 31, 22, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert day_of(datetime(2026, 3, 31, 23, 0, tzinfo=UTC)) == date(2026, 4, 1)  # summer time has begun
    assert day_of(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == date(2026, 12, 31)


def test_a_membership_ends_with_the_london_evening(finn):
    before, after = datetime(2026, 3, 31, 22, 59, tzinfo=UTC), datetime(2026, 3, 31, 23, 1, tzinfo=UTC)
    assert viewer_for(finn, at=before).is_member
    assert not viewer_for(finn, at=after).is_member


def test_who_the_cast_are_to_the_policy(db, at):
    people = [play(key) for key in ("asha", "joy", "finn", "cara", "tom", "ruth", "nia")]
    larkrise = Organisation.objects.get(name="Larkrise Road Surgery").pk
    seen = {person.name: viewer_for(person, at=at) for person in people}
    assert seen["Dr Asha Venn"].is_member
    assert seen["Dr Asha Venn"].organisations == {larkrise}
    assert seen["Dr Asha Venn"].manages == frozenset()
    assert seen["Joy Adeyemi"].manages == {larkrise}
    assert seen["Joy Adeyemi"].roles == {Role.ADMIN}
    assert not seen["Dr Finn Aldous"].is_member
    assert not seen["Cara Nunn"].is_member
    assert seen["Tom Reyes"].is_staff
    assert not seen["Tom Reyes"].is_administrator
    assert seen["Dr Ruth Calloway"].is_staff
    assert seen["Nia Pryce"].is_staff
    assert seen["Nia Pryce"].is_administrator


def test_what_the_cast_may_read(asha, finn, cara, tom, at):
    may = {
        person.name: sorted(access_tokens(viewer_for(person, at=at))) if person.pk else None
        for person in (asha, finn, cara, tom)
    }
    assert may["Dr Asha Venn"] == ["members", "public"]
    assert may["Dr Finn Aldous"] == ["public"]
    assert may["Cara Nunn"] == ["public"]
    assert may["Tom Reyes"] == ["members", "public", "staff"]


def test_nobody_signed_in_is_the_anonymous_viewer(db, at, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert viewer_for(AnonymousUser(), at=at) == ANONYMOUS


def test_a_closed_account_is_nobody(asha, at):
    asha.is_active = False
    assert viewer_for(asha, at=at) == ANONYMOUS


@pytest.mark.parametrize("key", ["asha", "joy", "cara", "tom", "nia"])
def test_the_viewer_costs_one_statement_whoever_it_is(db, key, at, django_assert_num_queries):
    person = play(key)
    with django_assert_num_queries(1):
        viewer_for(person, at=at)


def test_staff_and_administrators_come_from_permissions_given_by_any_way(cara, at):
    cara.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert viewer_for(cara, at=at).is_staff
    assert not viewer_for(cara, at=at).is_administrator
    cara.user_permissions.add(Permission.objects.get(codename="change_membership"))
    assert viewer_for(cara, at=at).is_administrator


def test_staff_is_one_truth_for_the_policy_and_for_wagtail(asha, tom, nia, at):
    for person in (asha, tom, nia):
        assert viewer_for(person, at=at).is_staff is person.is_staff is person.has_perm("wagtailadmin.access_admin")


def test_the_right_to_manage_is_the_same_as_predicate_and_as_queryset(db, at):
    people = {key: play(key) for key in ("asha", "joy", "marek", "finn", "ruth", "nia")}
    organisations = list(Organisation.objects.all())
    assert len(organisations) == 3
    for person in people.values():
        viewer = viewer_for(person, at=at)
        allowed = {organisation for organisation in organisations if may_manage(viewer, organisation)}
        assert set(manageable(viewer)) == allowed
    assert set(manageable(viewer_for(people["joy"], at=at))) == {Organisation.objects.get(name="Larkrise Road Surgery")}
    assert set(manageable(viewer_for(people["nia"], at=at))) == set(organisations)
    assert set(manageable(ANONYMOUS)) == set()


def test_a_manager_whose_membership_ended_manages_nothing(joy, at):
    Membership.objects.filter(person=joy).update(ends_on=date(2026, 11, 19))
    assert list(manageable(viewer_for(joy, at=at))) == []
