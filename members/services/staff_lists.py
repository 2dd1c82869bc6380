"""A staff list is received, shown as what it would change, and applied in one transaction or thrown away."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.outbox import api as outbox
from members.changes import people_changed
from members.days import day_of
from members.errors import MembersError
from members.models import Hat, Invitation, Membership, Organisation, Role, StaffImport, User
from members.roster import OUTSIDERS
from members.staff_list_reading import Row
from members.staff_list_rules import Change, Held, Plan, Planned, plan

from .invitations import LASTS, Wanted, invite_each
from .staff_details import give_hats, give_sites, open_without_address

FORGETTER = "members.forget-staff-list"
KEPT = timedelta(days=7)


class ListSettled(MembersError):
    code = "members.staff-list.settled"
    sentence = "This list was applied or thrown away already. Upload it again to see what it would change now."


class ListOutOfDate(MembersError):
    code = "members.staff-list.changed"
    sentence = "Somebody changed your people since this was worked out. Nothing was done: look again."


class ListClashes(MembersError):
    code = "members.staff-list.clash"
    sentence = "Some rows clash with who is here. Nothing was done. Correct them in the list and upload it again."


@transaction.atomic
def receive_list(
    organisation: Organisation,
    rows: Sequence[Row],
    *,
    filename: str,
    leave_on: date | None,
    uploaded_by: User,
    at: datetime,
) -> StaffImport:
    """Keep a list with what it would change. Nothing else is touched; it is forgotten after seven days."""
    received = StaffImport(
        organisation=organisation,
        filename=filename[:150],
        rows=[row.as_json() for row in rows],
        leavers=leave_on is not None,
        uploaded_by=uploaded_by,
        uploaded_at=at,
    )
    received.counts = {"leave_on": leave_on.isoformat() if leave_on else ""}
    received.counts |= plan_of(received, at=at).counts
    received.save()
    outbox.add(FORGETTER, str(received.uuid), at=at, not_before=at + KEPT)
    return received


def plan_of(received: StaffImport, *, at: datetime) -> Plan:
    """What a kept list would change now. Four statements."""
    organisation, today = received.organisation, day_of(at)
    leave_on = received.counts.get("leave_on", "")
    waiting = Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )
    return plan(
        [Row.from_json(kept) for kept in received.rows],
        people_held(organisation, today),
        invited=waiting.values_list("email", flat=True),
        uploader=received.uploaded_by_id or 0,
        today=today,
        leave_on=date.fromisoformat(leave_on) if leave_on else None,
    )


def people_held(organisation: Organisation, today: date) -> list[Held]:
    """Everybody of an organisation, past ones too, by name; outsiders with a right to look are no staff. Three
    statements."""
    hats: dict[int, list[str]] = defaultdict(list)
    for person, kind in Hat.objects.on(today).filter(organisation=organisation).values_list("person_id", "kind"):
        hats[person].append(kind)
    by_person: dict[int, list[Membership]] = defaultdict(list)
    held = Membership.objects.filter(organisation=organisation).exclude(role__in=OUTSIDERS)
    for one in held.select_related("person").prefetch_related("sites").order_by("starts_on", "pk"):
        by_person[one.person_id].append(one)
    people = [_held(every, tuple(sorted(hats[person])), today) for person, every in by_person.items()]
    return sorted(people, key=lambda one: (one.name.casefold(), one.person))


def _held(memberships: list[Membership], hats: tuple[str, ...], today: date) -> Held:
    here = [one for one in memberships if one.ends_on is None or one.ends_on >= today]
    of = here or memberships
    # The number is of one membership only, so that one carries what a list says.
    main = next((one for one in of if one.reference), of[0] if here else of[-1])
    return Held(
        person=main.person_id,
        membership=main.pk,
        name=main.person.name,
        email=main.person.email or "",
        reference=main.reference,
        post=main.job_role,
        sites=tuple(sorted(site.name for site in main.sites.all())),
        hats=hats,
        starts=min(one.starts_on for one in of),
        ends=None if any(one.ends_on is None for one in of) else max(one.ends_on for one in of if one.ends_on),
        is_manager=any(one.role == Role.ADMIN for one in here),
        is_here=bool(here),
    )


@transaction.atomic
def apply_list(received: StaffImport, *, digest: str, at: datetime) -> Plan:
    """Do everything that a list says, or nothing.

    Args:
        digest: of the plan that its reader said yes to.

    Raises:
        ListSettled, ListOutOfDate, ListClashes.
    """
    # The organisation's row is the lock: two managers who apply two lists take turns.
    Organisation.objects.select_for_update().get(pk=received.organisation_id)
    received = (
        StaffImport.objects.select_for_update(of=("self",))
        .select_related("organisation", "uploaded_by")
        .get(pk=received.pk)
    )
    if received.state != StaffImport.State.PLANNED:
        raise ListSettled
    planned = plan_of(received, at=at)
    if planned.digest != digest:
        raise ListOutOfDate
    if planned.counts[Change.CLASH]:
        raise ListClashes
    rows = {row.line: row for row in (Row.from_json(kept) for kept in received.rows)}
    invited = _join(planned.lines, rows, received, at)
    _change(
        [line for line in planned.lines if line.doing and line.change in {Change.CHANGE, Change.LEAVE}], received, at
    )
    _end([line for line in planned.lines if line.change == Change.LEAVE], received.organisation)
    received.state, received.applied_at = StaffImport.State.APPLIED, at
    received.counts |= planned.counts
    # What is still to be told of the invited waits for their answer, as long as their invitation does.
    received.rows = [rows[line].as_json() for line in sorted(invited)]
    received.save(update_fields=["state", "applied_at", "counts", "rows"])
    outbox.add(FORGETTER, str(received.uuid), at=at, key=f"{FORGETTER}:{received.uuid}:2", not_before=at + LASTS)
    people_changed([received.organisation_id], at=at)
    return planned


@transaction.atomic
def discard_list(received: StaffImport) -> None:
    """Throw a list away with its rows. One that is settled stays as it is."""
    StaffImport.objects.filter(pk=received.pk, state=StaffImport.State.PLANNED).update(
        state=StaffImport.State.DISCARDED, rows=[]
    )


def forget_list(reference: str) -> None:
    """Outbox handler: empty the rows of a list that nobody applied in seven days, or whose invitations are over."""
    now = timezone.now()
    waiting = StaffImport.objects.filter(uuid=reference, state=StaffImport.State.PLANNED, uploaded_at__lte=now - KEPT)
    waiting.update(state=StaffImport.State.DISCARDED, rows=[])
    StaffImport.objects.filter(uuid=reference, applied_at__lte=now - LASTS).update(rows=[])


def _join(lines: Iterable[Planned], rows: dict[int, Row], received: StaffImport, at: datetime) -> list[int]:
    """Let the joiners in; returns the lines of the invited."""
    by_way: dict[str, list[Planned]] = defaultdict(list)
    for line in lines:
        if line.change == Change.JOIN:
            by_way[line.doing["do"]].append(line)
    invited = [rows[line.line] for line in by_way["invite"] if line.line is not None]
    wanted = [Wanted(row.email, row.name, row.post or "") for row in invited]
    invite_each(received.organisation, wanted, invited_by=received.uploaded_by, at=at)
    newcomers = [rows[line.line] for line in by_way["open"] if line.line is not None]
    returning = [(line.person, rows[line.line]) for line in by_way["begin-again"] if line.line and line.person]
    open_without_address(received.organisation, newcomers, returning, at=at)
    return [row.line for row in invited]


def _change(lines: Sequence[Planned], received: StaffImport, at: datetime) -> None:
    ids = [line.membership for line in lines if line.membership is not None]
    held = {
        one.pk: one
        for one in Membership.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("person")
    }
    # A number may go from one colleague to another in one list, so all of them are let go before any is given.
    renumbered = [line.membership for line in lines if "reference" in line.doing]
    Membership.objects.filter(pk__in=renumbered).update(reference="")
    renamed = []
    for line in lines:
        if line.membership is None:
            continue
        membership, doing = held[line.membership], line.doing
        membership.job_role = doing.get("post", membership.job_role)
        membership.reference = doing.get("reference", membership.reference)
        if "starts" in doing:
            membership.starts_on = date.fromisoformat(doing["starts"])
        if "name" in doing:
            membership.person.name = doing["name"]
            renamed.append(membership.person)
    Membership.objects.bulk_update(held.values(), ["job_role", "reference", "starts_on"], batch_size=200)
    User.objects.bulk_update(renamed, ["name"], batch_size=200)
    moved = {line.membership: line.doing["sites"] for line in lines if line.membership and "sites" in line.doing}
    give_sites(received.organisation, moved)
    hatted = {line.person: line.doing["hats"] for line in lines if line.person and "hats" in line.doing}
    give_hats(received.organisation, hatted, day=day_of(at))


def _end(lines: Iterable[Planned], organisation: Organisation) -> None:
    by_day: dict[date, list[Any]] = defaultdict(list)
    for line in lines:
        by_day[date.fromisoformat(line.doing["ends"])].append(line.person)
    for day, people in sorted(by_day.items()):
        held = Membership.objects.on(day).filter(organisation=organisation, person__in=people)
        held.exclude(role__in=OUTSIDERS).update(ends_on=day)
        worn = Hat.objects.filter(organisation=organisation, person__in=people, ends_on=None)
        worn.filter(starts_on__lte=day).update(ends_on=day)
