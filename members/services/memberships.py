"""Beginning and ending memberships, and the duties that hang on them."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from members.changes import people_changed
from members.days import day_of
from members.errors import EndsBeforeItStarts, LastManager, MembershipEnded
from members.models import Hat, Membership, Organisation, Role, User


@transaction.atomic
def begin_membership(
    person: User,
    organisation: Organisation | None,
    *,
    at: datetime,
    role: str = Role.LEARNER,
    job_role: str = "",
    starts_on: date | None = None,
) -> Membership:
    """The open membership of a person with that role, begun today unless there is one.

    Without an organisation it is an individual's.

    One that a manager already ended on a day to come is opened again rather than doubled.
    """
    start = starts_on or day_of(at)
    same = Membership.objects.select_for_update().filter(person=person, organisation=organisation, role=role)
    held = same.filter(ends_on=None).first() or same.on(day_of(at)).first()
    people_changed([organisation], at=at)
    if held is None:
        return Membership.objects.create(
            person=person, organisation=organisation, role=role, job_role=job_role, starts_on=start
        )
    if held.ends_on is not None:
        held.ends_on = None
        held.save(update_fields=["ends_on"])
    return held


@transaction.atomic
def end_membership(membership: Membership, *, on: date, at: datetime) -> Membership:
    """Write the last day of a membership, which may be still to come, and of the hats worn there.

    Ended memberships stay: training records and certificates refer to them.

    Raises:
        MembershipEnded: it ended before today.
        EndsBeforeItStarts: the day is before its first.
        LastManager: nobody would be left to look after the organisation's people.
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    today = day_of(at)
    if membership.ends_on is not None and membership.ends_on < today:
        raise MembershipEnded
    if on < membership.starts_on:
        raise EndsBeforeItStarts(membership.starts_on)
    if membership.role == Role.ADMIN and not _other_managers(membership, today).exists():
        raise LastManager
    membership.ends_on = on
    membership.save(update_fields=["ends_on"])
    if membership.organisation_id and not _other_memberships(membership, on + timedelta(days=1)).exists():
        Hat.objects.filter(
            person=membership.person_id, organisation=membership.organisation_id, ends_on=None, starts_on__lte=on
        ).update(ends_on=on)
    people_changed([membership.organisation_id], at=at)
    return membership


def _other_managers(membership: Membership, today: date) -> QuerySet[Membership]:
    # Somebody whose own last day is already written does not count: the organisation would be alone the day after.
    return Membership.objects.filter(
        organisation=membership.organisation_id, role=Role.ADMIN, starts_on__lte=today, ends_on=None
    ).exclude(person=membership.person_id)


def _other_memberships(membership: Membership, day: date) -> QuerySet[Membership]:
    return (
        Membership.objects.on(day)
        .filter(person=membership.person_id, organisation=membership.organisation_id)
        .exclude(pk=membership.pk)
    )
