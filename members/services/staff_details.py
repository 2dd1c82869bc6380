"""What a staff list says of somebody beyond their name: begun, placed and given duties, for many at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from members.days import day_of
from members.models import Hat, Invitation, Membership, Organisation, Role, StaffImport, User
from members.staff_list_reading import Row


def open_without_address(
    organisation: Organisation, newcomers: Sequence[Row], returning: Sequence[tuple[int, Row]], *, at: datetime
) -> None:
    """Accounts and memberships for people who have no e-mail address, and memberships for those who come back.

    Nobody can sign in to such an account before a desk card is printed. In the caller's transaction.
    """
    people = User.objects.bulk_create(
        [User(email=None, name=row.name, password=make_password(None), date_joined=at) for row in newcomers]
    )
    today = day_of(at)
    every = [*zip((person.pk for person in people), newcomers, strict=True), *returning]
    begun = Membership.objects.bulk_create(
        [
            Membership(
                person_id=person,
                organisation=organisation,
                role=Role.LEARNER,
                job_role=row.post or "",
                reference=row.reference,
                starts_on=row.starts or today,
                ends_on=row.ends,
            )
            for person, row in every
        ]
    )
    give_sites(
        organisation, {one.pk: row.sites for one, (_, row) in zip(begun, every, strict=True) if row.sites is not None}
    )
    give_hats(organisation, {person: row.hats for person, row in every if row.hats is not None}, day=today)


def give_sites(organisation: Organisation, wanted: Mapping[int, Iterable[str]]) -> None:
    """Let each membership be at exactly these sites, by their names."""
    if not wanted:
        return
    places = dict(organisation.sites.values_list("name", "pk"))
    through = Membership.sites.through
    through.objects.filter(membership_id__in=wanted).delete()
    through.objects.bulk_create(
        [
            through(membership_id=membership, site_id=places[name])
            for membership, names in wanted.items()
            for name in names
            if name in places
        ]
    )


def give_hats(organisation: Organisation, wanted: Mapping[int, Iterable[str]], *, day: date) -> None:
    """Let each person hold exactly these duties from that day on; what they held and hold no more ends on it."""
    if not wanted:
        return
    worn = {
        (hat.person_id, hat.kind): hat
        for hat in Hat.objects.on(day).filter(organisation=organisation, person_id__in=wanted)
    }
    keep = {(person, kind) for person, kinds in wanted.items() for kind in kinds}
    Hat.objects.filter(pk__in=[hat.pk for key, hat in worn.items() if key not in keep]).update(ends_on=day)
    # One that ends today is as good as worn: its last day is taken back.
    Hat.objects.filter(pk__in=[hat.pk for key, hat in worn.items() if key in keep and hat.ends_on == day]).update(
        ends_on=None
    )
    Hat.objects.bulk_create(
        [
            Hat(person_id=person, organisation=organisation, kind=kind, starts_on=day)
            for person, kind in sorted(keep - worn.keys())
        ]
    )


def fill_in(invitation: Invitation, membership: Membership, *, at: datetime) -> None:
    """Give whoever accepted an invitation what the staff list that invited them said: number, sites, days, duties."""
    lists = StaffImport.objects.filter(
        organisation=invitation.organisation_id, state=StaffImport.State.APPLIED, applied_at=invitation.invited_at
    )
    row = next(
        (Row.from_json(kept) for one in lists for kept in one.rows if kept.get("email") == invitation.email), None
    )
    if row is None:
        return
    taken = Membership.objects.filter(organisation=invitation.organisation_id, reference=row.reference, ends_on=None)
    if row.reference and not membership.reference and not taken.exists():
        membership.reference = row.reference
    if row.starts and row.starts > membership.starts_on:
        membership.starts_on = row.starts
    if row.ends and row.ends >= membership.starts_on and membership.ends_on is None:
        membership.ends_on = row.ends
    membership.save(update_fields=["reference", "starts_on", "ends_on"])
    if row.sites is not None:
        give_sites(invitation.organisation, {membership.pk: row.sites})
    if row.hats is not None:
        give_hats(invitation.organisation, {membership.person_id: row.hats}, day=day_of(at))
