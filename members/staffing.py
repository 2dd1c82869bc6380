"""Who works at an organisation on a day, with posts, sites, duties and leave: what rooms above choose people by."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .days import day_of
from .models import Hat, Invitation, InvitationState, JobRole, Leave, Membership, Role
from .models.dated import holds_on

# Outsiders with a right to look: an organisation asks nothing of them and trains none of them.
OUTSIDERS = (Role.BROKER, Role.AUDITOR)
RECENT = timedelta(days=60)  # how long back an ended leave is still told


@dataclass(frozen=True)
class Staff:
    """Somebody who works at an organisation on a day. `away`: on leave that day, until `away_until` if that is known.

    `back_on` is the first day after the latest leave that ended in the last 60 days, `away_from` the first day of it or
    of the leave that runs.
    """

    person_id: int
    name: str
    email: str | None
    posts: frozenset[str]
    sites: frozenset[int]
    hats: frozenset[str]
    roles: frozenset[str]
    starts_on: date
    away: bool = False
    away_until: date | None = None
    away_from: date | None = None
    back_on: date | None = None

    @property
    def post(self) -> str:
        """Their posts in words."""
        return ", ".join(sorted(JobRole(code).label for code in self.posts))


def staff_on(organisation: int, *, at: datetime) -> list[Staff]:
    """Everybody who works at the organisation of that id on that day, by name, each once, whoever pays them.

    A membership counts, however long: locums and a network's people are there with one. Four statements.
    """
    day = day_of(at)
    held = Membership.objects.on(day).filter(organisation_id=organisation).exclude(role__in=OUTSIDERS)
    memberships = list(held.select_related("person").order_by("starts_on", "pk"))
    through = Membership.sites.through.objects
    sites = defaultdict(set)
    for membership, site in through.filter(membership__organisation_id=organisation).values_list(
        "membership_id", "site_id"
    ):
        sites[membership].add(site)
    hats = defaultdict(set)
    for person, kind in Hat.objects.on(day).filter(organisation_id=organisation).values_list("person_id", "kind"):
        hats[person].add(kind)
    leave = defaultdict(list)
    recent = Leave.objects.filter(membership__organisation_id=organisation, starts_on__lte=day).exclude(
        ends_on__lt=day - RECENT
    )
    for one in recent.select_related("membership").order_by("starts_on"):
        leave[one.membership.person_id].append(one)
    by_person: dict[int, list[Membership]] = defaultdict(list)
    for membership in memberships:
        by_person[membership.person_id].append(membership)
    found = [
        Staff(
            person_id=person,
            name=every[0].person.name,
            email=every[0].person.email,
            posts=frozenset(one.job_role for one in every if one.job_role),
            sites=frozenset(site for one in every for site in sites[one.pk]),
            hats=frozenset(hats[person]),
            roles=frozenset(one.role for one in every),
            starts_on=every[0].starts_on,
            **_leave(leave[person], day),
        )
        for person, every in by_person.items()
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.person_id))


def _leave(held: list[Leave], day: date) -> dict[str, Any]:
    running = [one for one in held if one.holds(day)]
    if running:
        ends = [one.ends_on for one in running]
        until = None if None in ends else max(end for end in ends if end is not None)
        return {"away": True, "away_until": until, "away_from": min(one.starts_on for one in running)}
    ended = [(one.ends_on, one.starts_on) for one in held if one.ends_on is not None and one.ends_on < day]
    if not ended:
        return {}
    last_day, first_day = max(ended)
    return {"back_on": last_day + timedelta(days=1), "away_from": first_day}


@dataclass(frozen=True)
class Coming:
    """Somebody who does not belong yet: invited, or with a membership from a later day on."""

    name: str
    post: str  # its code; blank where not said
    why: str


def coming_to(organisation: int, *, at: datetime) -> list[Coming]:
    """Whoever is expected at the organisation of that id, by name. Two statements."""
    day = day_of(at)
    later = Membership.objects.filter(organisation_id=organisation, starts_on__gt=day).exclude(role__in=OUTSIDERS)
    here = Membership.objects.filter(holds_on(day), organisation_id=organisation).values("person_id")
    found = [
        Coming(one.person.name, one.job_role, f"begins on {one.starts_on:%-d %B %Y}")
        for one in later.exclude(person__in=here).select_related("person")
    ]
    for invitation in Invitation.objects.filter(organisation_id=organisation, accepted_at=None, withdrawn_at=None):
        if invitation.state(at) in {InvitationState.WAITING, InvitationState.EXPIRED}:
            why = "invited, has not joined yet"
            found.append(Coming(invitation.name or invitation.email, invitation.job_role, why))
    return sorted(found, key=lambda one: one.name.casefold())
