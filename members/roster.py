"""Who works at an organisation, with posts, duties and places: what rooms above ask of their people by.

Each function says how many statements it takes, however many people there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from .days import day_of
from .models import HatKind, JobRole, Leave, Membership, Role
from .models.dated import holds_on

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
    """Everybody who belongs to the organisation of that id on that day, by name; or `person` alone. One statement."""
    day = day_of(at)
    held = Membership.objects.on(day).filter(organisation_id=organisation)
    return _people(held, day, organisation, person)


def former_roster(organisation: int, *, at: datetime, person: int | None = None) -> list[OnRoster]:
    """Everybody whose last membership of the organisation ended before that day, as they were. One statement."""
    day = day_of(at)
    still = Membership.objects.filter(holds_on(day), organisation_id=organisation, person=OuterRef("person"))
    held = Membership.objects.ended_before(day).filter(~Exists(still), organisation_id=organisation)
    return _people(held, day, organisation, person)


def people_on(organisation: int, *, at: datetime) -> QuerySet[Any]:
    """The ids of everybody who belongs to it on that day, as a subquery for a filter. No statement of its own."""
    return Membership.objects.on(day_of(at)).filter(organisation_id=organisation).values("person_id")


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
