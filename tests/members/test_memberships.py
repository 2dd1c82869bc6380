"""Beginning and ending memberships."""

from datetime import date, timedelta

import pytest

from members.errors import EndsBeforeItStarts, LastManager, MembershipEnded
from members.models import Hat, Membership, Role
from members.services.memberships import begin_membership, end_membership


def test_beginning_twice_is_one_membership(cara, joy, at):
    organisation = joy.memberships.get().organisation
    first = begin_membership(cara, organisation, at=at)
    assert begin_membership(cara, organisation, at=at) == first
    assert first.starts_on == date(2026, 11, 20)


def test_beginning_again_before_the_last_day_takes_the_last_day_back(asha, at):
    held = asha.memberships.get()
    end_membership(held, on=date(2026, 12, 31), at=at)
    again = begin_membership(asha, held.organisation, at=at, role=held.role)
    assert again == held
    assert again.ends_on is None


def test_beginning_again_after_the_end_is_a_new_membership(finn, at):
    old = finn.memberships.get()
    new = begin_membership(finn, old.organisation, at=at, role=old.role)
    assert new != old
    assert new.starts_on == date(2026, 11, 20)
    old.refresh_from_db()
    assert old.ends_on == date(2026, 3, 31)


def test_ending_writes_the_last_day_and_keeps_the_row(asha, at):
    held = end_membership(asha.memberships.get(), on=date(2026, 11, 30), at=at)
    assert held.ends_on == date(2026, 11, 30)
    assert Membership.objects.filter(person=asha).count() == 1


def test_the_last_day_may_be_changed_until_it_is_past(asha, at):
    held = end_membership(asha.memberships.get(), on=date(2026, 11, 30), at=at)
    held = end_membership(held, on=date(2026, 12, 15), at=at)
    assert held.ends_on == date(2026, 12, 15)
    with pytest.raises(MembershipEnded):
        end_membership(held, on=date(2026, 12, 31), at=at + timedelta(days=30))


def test_a_membership_cannot_end_before_it_began(asha, at):
    with pytest.raises(EndsBeforeItStarts, match="1 September 2025"):
        end_membership(asha.memberships.get(), on=date(2025, 8, 31), at=at)


def test_the_only_manager_cannot_be_ended(joy, asha, at):
    held = joy.memberships.get()
    with pytest.raises(LastManager):
        end_membership(held, on=date(2026, 11, 30), at=at)
    begin_membership(asha, held.organisation, at=at, role=Role.ADMIN)
    assert end_membership(held, on=date(2026, 11, 30), at=at).ends_on == date(2026, 11, 30)


def test_two_managers_cannot_both_be_ended(joy, asha, at):
    held = joy.memberships.get()
    other = begin_membership(asha, held.organisation, at=at, role=Role.ADMIN)
    end_membership(held, on=date(2026, 12, 31), at=at)
    with pytest.raises(LastManager):
        end_membership(other, on=date(2026, 12, 31), at=at)


def test_hats_come_off_with_the_last_membership_there(joy, asha, at):
    held = joy.memberships.get()
    begin_membership(asha, held.organisation, at=at, role=Role.ADMIN)
    begin_membership(joy, held.organisation, at=at, role=Role.LEARNER)
    end_membership(held, on=date(2026, 11, 30), at=at)
    assert Hat.objects.filter(person=joy, ends_on=None).count() == 3
    end_membership(joy.memberships.get(role=Role.LEARNER), on=date(2026, 11, 30), at=at)
    assert Hat.objects.filter(person=joy, ends_on=None).count() == 0
    assert Hat.objects.on(date(2026, 11, 30)).filter(person=joy).count() == 3
