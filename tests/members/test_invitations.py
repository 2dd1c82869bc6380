"""Inviting, sending again, withdrawing and accepting: the service."""

from datetime import timedelta

import pytest

from foundation.outbox.api import Duty, run
from members.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationExpired,
    InvitationForSomebodyElse,
    InvitationUsed,
    InvitationWithdrawn,
    RoleNotGiven,
)
from members.models import Invitation, InvitationState, JobRole, Role, User
from members.policy import viewer_for
from members.selectors import invitation_of
from members.services.invitations import (
    LASTS,
    accept_as,
    accept_with_new_account,
    invite,
    send_invitation_again,
    withdraw_invitation,
)
from tests.members.conftest import links_in

PASSWORD = "violet kettle on the moor"


@pytest.fixture
def larkrise(joy):
    return joy.memberships.get().organisation


@pytest.fixture
def invitation(larkrise, joy, at):
    return invite(
        larkrise,
        email="Sam.Okafor@larkrise.invalid",
        name="Sam Okafor",
        role=Role.MATTER_HANDLER,
        job_role=JobRole.DEPUTY_MANAGER,
        invited_by=joy,
        at=at,
    )


def test_an_invitation_is_mailed_with_a_link_that_opens_it(invitation, post):
    (message,) = post()
    assert message.to == ["sam.okafor@larkrise.invalid"]
    assert message.subject.startswith("Larkrise Road Surgery")
    assert "Joy Adeyemi has invited you" in message.body
    (link,) = links_in(message)
    assert link == f"/people/join/{invitation.token}/"
    assert invitation_of(invitation.token) == invitation


def test_the_token_is_nowhere_in_the_database(invitation):
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert invitation.token not in str(row)
    assert row["token_hash"] == Invitation.hash_of(invitation.token)
    assert len(invitation.token) == 64
    assert not Duty.objects.filter(reference__contains=invitation.token).exists()


def test_an_invitation_accepted_is_an_account_with_a_membership(invitation, at):
    person = accept_with_new_account(invitation, name="Sam Okafor", password=PASSWORD, at=at)
    membership = person.memberships.get()
    assert (membership.role, membership.job_role) == (Role.MATTER_HANDLER, JobRole.DEPUTY_MANAGER)
    assert viewer_for(person, at=at).is_member
    assert person.check_password(PASSWORD)
    assert person.emailaddress_set.get().verified
    invitation.refresh_from_db()
    assert invitation.accepted_by == person
    assert invitation.state(at) == InvitationState.ACCEPTED


def test_an_invitation_opens_one_account(invitation, at):
    accept_with_new_account(invitation, name="Sam Okafor", password=PASSWORD, at=at)
    with pytest.raises(InvitationUsed):
        accept_with_new_account(invitation, name="Sam Again", password=PASSWORD, at=at)
    assert User.objects.filter(email="sam.okafor@larkrise.invalid").count() == 1


def test_an_invitation_expires_to_the_second(invitation, at):
    assert invitation.state(at + LASTS - timedelta(seconds=1)) == InvitationState.WAITING
    with pytest.raises(InvitationExpired):
        accept_with_new_account(invitation, name="Sam Okafor", password=PASSWORD, at=at + LASTS)
    assert not User.objects.filter(email="sam.okafor@larkrise.invalid").exists()


def test_a_withdrawn_invitation_does_not_open_and_its_mail_is_not_sent(invitation, at, post):
    withdraw_invitation(invitation, at=at)
    assert post() == []
    with pytest.raises(InvitationWithdrawn):
        accept_with_new_account(invitation, name="Sam Okafor", password=PASSWORD, at=at)


def test_withdrawing_twice_is_no_error_and_after_acceptance_is_too_late(invitation, at):
    withdraw_invitation(withdraw_invitation(invitation, at=at), at=at)
    other = invite(
        invitation.organisation, email="b@larkrise.invalid", role="learner", invited_by=invitation.invited_by, at=at
    )
    accept_with_new_account(other, name="B", password=PASSWORD, at=at)
    with pytest.raises(InvitationUsed):
        withdraw_invitation(other, at=at)


def test_sending_again_makes_a_new_link_and_a_new_fortnight(invitation, at, post):
    old, later = invitation.token, at + timedelta(days=20)
    again = send_invitation_again(invitation, at=later)
    assert invitation_of(old) is None
    assert invitation_of(again.token) == invitation
    assert again.expires_at == later + LASTS
    run(now=lambda: later)
    with pytest.raises(InvitationWithdrawn):
        send_invitation_again(withdraw_invitation(again, at=later), at=later)


def test_a_second_invitation_waits_for_the_first(invitation, larkrise, joy, at):
    with pytest.raises(AlreadyInvited):
        invite(larkrise, email="SAM.OKAFOR@larkrise.invalid", role="learner", invited_by=joy, at=at)
    later = invite(
        larkrise, email="sam.okafor@larkrise.invalid", role="learner", invited_by=joy, at=at + timedelta(days=15)
    )
    invitation.refresh_from_db()
    assert invitation.state(at + timedelta(days=15)) == InvitationState.WITHDRAWN
    assert later.state(at + timedelta(days=15)) == InvitationState.WAITING


def test_who_has_the_role_is_not_invited_to_it_but_may_be_to_another(larkrise, joy, asha, at):
    with pytest.raises(AlreadyMember):
        invite(larkrise, email=asha.email, role=Role.LEARNER, invited_by=joy, at=at)
    invite(larkrise, email=asha.email, role=Role.ADMIN, invited_by=joy, at=at)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.BROKER, "emperor"])
def test_a_manager_cannot_give_the_roles_of_outsiders(larkrise, joy, at, role):
    with pytest.raises(RoleNotGiven):
        invite(larkrise, email="x@larkrise.invalid", role=role, invited_by=joy, at=at)


def test_somebody_with_an_account_joins_with_it(larkrise, joy, finn, at):
    invitation = invite(larkrise, email=finn.email, role=Role.LEARNER, invited_by=joy, at=at)
    accept_as(finn, invitation, at=at)
    assert viewer_for(finn, at=at).organisations == {larkrise.pk}


def test_nobody_joins_by_an_invitation_to_another(larkrise, joy, finn, cara, at):
    invitation = invite(larkrise, email=finn.email, role=Role.LEARNER, invited_by=joy, at=at)
    with pytest.raises(InvitationForSomebodyElse):
        accept_as(cara, invitation, at=at)
    assert not viewer_for(cara, at=at).is_member


def test_an_invitation_nobody_accepted_is_forgotten_90_days_after_it_expired(invitation, at, time_machine):
    time_machine.move_to(at + timedelta(days=14 + 89))
    run()
    assert Invitation.objects.exists()
    time_machine.move_to(at + timedelta(days=14 + 91))
    run()
    assert not Invitation.objects.exists()


def test_one_that_was_sent_again_is_forgotten_later(invitation, at, time_machine):
    send_invitation_again(invitation, at=at + timedelta(days=60))
    time_machine.move_to(at + timedelta(days=14 + 91))
    run()
    assert Invitation.objects.exists()
    time_machine.move_to(at + timedelta(days=60 + 14 + 91))
    run()
    assert not Invitation.objects.exists()


def test_an_accepted_one_is_kept(invitation, at, time_machine):
    accept_with_new_account(invitation, name="Sam Okafor", password=PASSWORD, at=at)
    time_machine.move_to(at + timedelta(days=400))
    run()
    assert Invitation.objects.exists()
