"""Inviting people, sending again, withdrawing, accepting."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from foundation.outbox import api as outbox
from members.days import day_of
from members.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationExpired,
    InvitationForSomebodyElse,
    InvitationUnknown,
    InvitationUsed,
    InvitationWithdrawn,
    RoleNotGiven,
)
from members.models import Invitation, InvitationState, Membership, Organisation, Role, User
from members.notifications import Context, send_mail, send_mails

from .accounts import open_account
from .memberships import begin_membership
from .staff_details import fill_in

LASTS = timedelta(days=14)
KEPT_AFTERWARDS = timedelta(days=90)  # so that a manager can still see whom they asked
FORGETTER = "members.forget-invitation"
MAIL = "invitation"
# What a manager may give away. Broker contacts and auditors are outsiders, whom only the society lets in.
GIVEN_BY_INVITATION = (Role.LEARNER, Role.VIEWER, Role.MATTER_HANDLER, Role.ADMIN)


@transaction.atomic
def invite(
    organisation: Organisation,
    *,
    email: str,
    role: str,
    invited_by: User,
    at: datetime,
    name: str = "",
    job_role: str = "",
) -> Invitation:
    """Ask somebody by e-mail to join an organisation with a role.

    Whoever calls this has asked `may_manage`. An old invitation to the same address that has expired is replaced.

    Raises:
        RoleNotGiven, AlreadyMember, AlreadyInvited.
    """
    email = email.strip().lower()
    if role not in GIVEN_BY_INVITATION:
        raise RoleNotGiven
    held = Membership.objects.on(day_of(at)).filter(person__email=email, organisation=organisation, role=role)
    if held.exists():
        raise AlreadyMember(email)
    waiting = (
        Invitation.objects.select_for_update()
        .filter(organisation=organisation, email=email, accepted_at=None, withdrawn_at=None)
        .first()
    )
    if waiting is not None:
        if waiting.state(at) == InvitationState.WAITING:
            raise AlreadyInvited(email)
        waiting.withdrawn_at = at
        waiting.save(update_fields=["withdrawn_at"])
    invitation = Invitation(
        organisation=organisation, email=email, name=name.strip(), role=role, job_role=job_role, invited_by=invited_by
    )
    try:
        with transaction.atomic():
            return _send(invitation, at)
    except IntegrityError as twice:  # two managers pressed the button at once
        raise AlreadyInvited(email) from twice


@transaction.atomic
def send_invitation_again(invitation: Invitation, *, at: datetime) -> Invitation:
    """A new link, good for 14 days from now; the old one no longer opens.

    Raises:
        InvitationUsed, InvitationWithdrawn.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    _refuse(invitation.state(at), but=InvitationState.EXPIRED)
    invitation.uuid = uuid.uuid4()
    return _send(invitation, at)


@dataclass(frozen=True)
class Wanted:
    """Somebody to be invited, out of a list."""

    email: str  # in lower case
    name: str
    job_role: str = ""


@transaction.atomic
def invite_each(organisation: Organisation, people: Sequence[Wanted], *, invited_by: User | None, at: datetime) -> None:
    """Ask many people at once to join as learners, as `invite` does each, in a few statements.

    The caller has seen that none of them belongs or has an invitation waiting; expired ones are replaced. Where the
    account of whoever asks is gone, the mail says that the practice invites.

    Raises:
        AlreadyInvited: somebody was invited meanwhile. Nothing is done.
    """
    open_ones = Invitation.objects.filter(organisation=organisation, accepted_at=None, withdrawn_at=None)
    emails = {one.email for one in people}
    expired = [pk for pk, email in open_ones.filter(expires_at__lte=at).values_list("pk", "email") if email in emails]
    Invitation.objects.filter(pk__in=expired).update(withdrawn_at=at)
    invitations = [
        Invitation(
            organisation=organisation,
            email=one.email,
            name=one.name,
            role=Role.LEARNER,
            job_role=one.job_role,
            invited_by=invited_by,
            invited_at=at,
            expires_at=at + LASTS,
        )
        for one in people
    ]
    for invitation in invitations:
        invitation.token_hash = Invitation.hash_of(invitation.token)
    try:
        with transaction.atomic():
            Invitation.objects.bulk_create(invitations)
    except IntegrityError as twice:
        raise AlreadyInvited("one of them") from twice
    outbox.add_many(FORGETTER, [str(one.pk) for one in invitations], at=at, not_before=at + LASTS + KEPT_AFTERWARDS)
    send_mails([(one.email, {"invitation": str(one.uuid)}) for one in invitations], MAIL, at=at)


def _send(invitation: Invitation, at: datetime) -> Invitation:
    invitation.token_hash = Invitation.hash_of(invitation.token)
    invitation.invited_at, invitation.expires_at = at, at + LASTS
    invitation.save()
    _plan_to_forget(invitation, at)
    send_mail(invitation.email, MAIL, {"invitation": str(invitation.uuid)}, at=at)
    return invitation


def _plan_to_forget(invitation: Invitation, at: datetime) -> None:
    outbox.add(FORGETTER, str(invitation.pk), at=at, not_before=invitation.expires_at + KEPT_AFTERWARDS)


@transaction.atomic
def forget_invitation(reference: str) -> None:
    """Outbox handler: delete an invitation that nobody accepted, 90 days after it expired."""
    now = timezone.now()
    invitation = Invitation.objects.filter(pk=reference, accepted_at=None).first()
    if invitation is None:
        return
    if now < invitation.expires_at + KEPT_AFTERWARDS:
        _plan_to_forget(invitation, now)
    else:
        invitation.delete()


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, at: datetime) -> Invitation:
    """Take an invitation back. Raises InvitationUsed when it is too late; doing it twice is no error."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise InvitationUsed
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
    return invitation


@transaction.atomic
def accept_with_new_account(invitation: Invitation, *, name: str, password: str, at: datetime) -> User:
    """Open the account of an invited person who has none, with their membership. The address counts as proven: the link
    came to it.

    Raises:
        InvitationUsed, InvitationExpired, InvitationWithdrawn.
    """
    invitation = _take(invitation, at)
    person = open_account(invitation.email, name=name, password=password, at=at)
    return _accepted(invitation, person, at)


@transaction.atomic
def accept_as(person: User, invitation: Invitation, *, at: datetime) -> User:
    """Let somebody who has an account join by it.

    Raises:
        InvitationForSomebodyElse, InvitationUsed, InvitationExpired, InvitationWithdrawn.
    """
    invitation = _take(invitation, at)
    if person.email != invitation.email:
        raise InvitationForSomebodyElse
    return _accepted(invitation, person, at)


def _take(invitation: Invitation, at: datetime) -> Invitation:
    # Locked and read again: two tabs may press the button at once.
    locked = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if locked is None:
        raise InvitationUnknown
    _refuse(locked.state(at))
    return locked


def _accepted(invitation: Invitation, person: User, at: datetime) -> User:
    begun = begin_membership(person, invitation.organisation, at=at, role=invitation.role, job_role=invitation.job_role)
    fill_in(invitation, begun, at=at)
    invitation.accepted_at, invitation.accepted_by = at, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return person


def _refuse(state: InvitationState, *, but: InvitationState | None = None) -> None:
    refusals = {
        InvitationState.ACCEPTED: InvitationUsed,
        InvitationState.WITHDRAWN: InvitationWithdrawn,
        InvitationState.EXPIRED: InvitationExpired,
    }
    if state != but and state in refusals:
        raise refusals[state]


def ensure_open(invitation: Invitation | None, *, at: datetime) -> Invitation:
    """The invitation, if its link still opens.

    Raises:
        InvitationUnknown, InvitationUsed, InvitationExpired, InvitationWithdrawn.
    """
    if invitation is None:
        raise InvitationUnknown
    _refuse(invitation.state(at))
    return invitation


def mail_context(references: Context) -> Context | None:
    """What the invitation's mail shows, made when it is sent: before that, the token exists nowhere."""
    invitation = (
        Invitation.objects.filter(uuid=references["invitation"], accepted_at=None, withdrawn_at=None)
        .select_related("organisation", "invited_by")
        .first()
    )
    if invitation is None:
        return None
    return {
        "invitation": invitation,
        "link": settings.BASE_URL + reverse("members:invitation-accept", args=[invitation.token]),
    }
