"""Dated leave: days on which somebody is away from an organisation, so that nobody chases them. No reason is kept."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from members.changes import people_changed
from members.days import day_of
from members.errors import LeaveBeyondMembership, LeaveEnded, LeaveEndsBeforeItStarts, LeaveOverlaps
from members.models import Leave, Membership

ONE_DAY = timedelta(days=1)


@transaction.atomic
def give_leave(membership: Membership, *, starts_on: date, ends_on: date | None, at: datetime) -> Leave:
    """Write down that somebody is away; without a last day, until it is written.

    Raises:
        LeaveEndsBeforeItStarts, LeaveOverlaps: another leave of that membership holds on one of the days.
        LeaveBeyondMembership: they do not belong on the first day.
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if ends_on is not None and ends_on < starts_on:
        raise LeaveEndsBeforeItStarts
    if not membership.holds(starts_on):
        raise LeaveBeyondMembership
    held = membership.leave.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    other = held.filter(starts_on__lte=ends_on).first() if ends_on is not None else held.first()
    if other is not None:
        raise LeaveOverlaps(other.starts_on, other.ends_on)
    leave = Leave.objects.create(membership=membership, starts_on=starts_on, ends_on=ends_on)
    people_changed([membership.organisation_id], at=at)
    return leave


@transaction.atomic
def end_leave(leave: Leave, *, back_on: date, at: datetime) -> None:
    """Write the day on which they are back; a leave that has not begun is taken out.

    Raises:
        LeaveEnded: it ended before today.
    """
    leave = Leave.objects.select_for_update().select_related("membership").get(pk=leave.pk)
    if leave.ends_on is not None and leave.ends_on < day_of(at):
        raise LeaveEnded
    if back_on <= leave.starts_on:
        leave.delete()
    else:
        leave.ends_on = back_on - ONE_DAY
        leave.save(update_fields=["ends_on"])
    people_changed([leave.membership.organisation_id], at=at)
