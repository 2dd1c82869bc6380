"""Who works at an organisation, with posts, duties, places and leave: what rooms above choose and ask their people by.

A `Staff` is asked for learning on a day, with address and leave; an `OnRoster` stands in a list, of then or of now.
Each function says how many statements it takes, however many people there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from .days import day_of
from .models import Hat, HatKind, Invitation, InvitationState, JobRole, Leave, Membership, Role
from .models.dated import holds_on

# Outsiders with a right to look: an organisation asks nothing of them and trains none of them.
OUTSIDERS = (Role.BROKER, Role.AUDITOR)
RECENT = timedelta(days=60)  # how long back an ended leave is still told

_COLUMNS = (
    *("person_id", "person__uuid", "person__name"),
    *("job_role", "role", "starts_on", "ends_on", "away", "sites__name"),
    *("worn__kind", "worn__starts_on", "worn__ends_on"),
)


@dataclass(frozen=True, slots=True)
class OnRoster:
    """Somebody of an organisation on a day: on all their memberships of it together."""

    person_id: int
    uuid: UUID
    name: str
    posts: tuple[str, ...]  # codes of JobRole, the longest held first
    hats: frozenset[str]  # codes of HatKind
    sites: tuple[str, ...]
    since: date  # the first day of the membership that has lasted longest
    last_day: date | None  # None while it goes on
    is_away: bool  # on leave
    is_manager: bool

    @property
    def post(self) -> str:
        """The posts in words; empty where none was said."""
        return ", ".join(JobRole(code).label for code in self.posts)


def roster(organisation: int, *, at: datetime, person: int | None = None) -> list[OnRoster]:
    """Everybody who belongs to the organisation of that id on that day, by name; or `person` alone.

    Not outsiders, who may look and of whom nothing is asked. One statement.
    """
    day = day_of(at)
    held = Membership.objects.on(day).filter(organisation_id=organisation).exclude(role__in=OUTSIDERS)
    return _people(held, day, organisation, person)


def former_roster(organisation: int, *, at: datetime, person: int | None = None) -> list[OnRoster]:
    """Everybody whose last membership of the organisation ended before that day, as they were. One statement."""
    day = day_of(at)
    ours = Membership.objects.filter(organisation_id=organisation).exclude(role__in=OUTSIDERS)
    still = ours.filter(holds_on(day), person=OuterRef("person"))
    held = ours.ended_before(day).filter(~Exists(still))
    return _people(held, day, organisation, person)


def people_ever(organisation: int) -> QuerySet[Any]:
    """The ids of everybody who has belonged to it at any time, as a subquery for a filter."""
    return Membership.objects.filter(organisation_id=organisation).values("person_id")


def posts_and_hats() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The posts and the duties that there are, each with its code and its words."""
    return list(JobRole.choices), list(HatKind.choices)


@dataclass
class _Gathered:
    uuid: UUID
    name: str
    since: date
    last_day: date | None
    posts: dict[str, None] = field(default_factory=dict)  # in order, each once
    sites: set[str] = field(default_factory=set)
    worn: set[tuple[Any, ...]] = field(default_factory=set)  # duties at any time: kind, first and last day
    hats: set[str] = field(default_factory=set)
    is_away: bool = False
    is_manager: bool = False


def _people(held: Any, day: date, organisation: int, person: int | None) -> list[OnRoster]:
    if person is not None:
        held = held.filter(person_id=person)
    away = Leave.objects.on(day).filter(membership=OuterRef("pk"))
    worn = FilteredRelation("person__hats", condition=Q(person__hats__organisation=organisation))
    # A row for each membership, place and duty: few of each, and one statement for all.
    rows = held.annotate(away=Exists(away), worn=worn).order_by("starts_on", "pk").values_list(*_COLUMNS)
    found: dict[int, _Gathered] = {}
    for pk, uuid, name, post, role, starts_on, ends_on, is_away, site, *hat in rows:
        one = found.setdefault(pk, _Gathered(uuid, name, starts_on, ends_on))
        one.last_day = max(one.last_day, ends_on) if one.last_day and ends_on else None
        one.posts |= {post: None} if post else {}
        one.sites |= {site} if site else set()
        one.worn.add(tuple(hat))
        one.is_away |= bool(is_away)
        one.is_manager |= role == Role.ADMIN
    for one in found.values():
        on = min(one.last_day or day, day)
        one.hats = {kind for kind, first, last in one.worn if kind and first <= on and (last is None or last >= on)}
    return _by_name(found.items())


def _by_name(found: Iterable[tuple[int, _Gathered]]) -> list[OnRoster]:
    people = [
        OnRoster(
            pk,
            one.uuid,
            one.name,
            tuple(one.posts),
            frozenset(one.hats),
            tuple(sorted(one.sites)),
            one.since,
            one.last_day,
            one.is_away,
            one.is_manager,
        )
        for pk, one in found
    ]
    return sorted(people, key=lambda one: (one.name.casefold(), one.person_id))


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
