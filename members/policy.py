"""The one access policy: who may read what.

Page, listing, search, feed, sitemap, document, image, package, mail and export ask it.
It has three forms, which tests/members/test_policy.py holds equal: a predicate for one thing, a queryset filter for
many, and tokens for an index. Rights over an organisation and its people come in the first two.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, TextChoices

from .days import day_of
from .models import Organisation, Role, User
from .models.dated import holds_on


class Access(TextChoices):
    """Whom a thing of the library is for."""

    PUBLIC = "public", "Everyone"
    MEMBERS = "members", "Members"
    STAFF = "staff", "The society's staff"


@dataclass(frozen=True)
class Viewer:
    """A reader as the policy sees one: what they may do today, and no more of who they are than pages need."""

    user_id: int | None = None
    name: str = ""
    is_authenticated: bool = False
    is_member: bool = False
    is_staff: bool = False  # may open the editors' admin
    is_administrator: bool = False  # looks after every organisation's memberships
    organisations: frozenset[int] = frozenset()  # belongs to today
    manages: frozenset[int] = frozenset()  # is the manager of today
    looks_into: frozenset[int] = frozenset()  # may look at the training of, and change nothing
    roles: frozenset[str] = frozenset()  # holds today, in any organisation


ANONYMOUS = Viewer()

# Wagtail's own permission to enter its admin, and the one that lets staff look after memberships. By name: this floor
# imports no Wagtail to decide who may read.
STAFF_PERMISSION = ("wagtailadmin", "access_admin")
ADMINISTRATOR_PERMISSION = ("members", "change_membership")


def viewer_for(user: Any, *, at: datetime) -> Viewer:
    """The viewer behind a request's user at that moment. One statement.

    Membership is dated in London: it counts from the start of its first day to the end of its last.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ANONYMOUS
    held = list(
        User.objects.filter(pk=user.pk)
        .annotate(
            staff=_has(STAFF_PERMISSION),
            administrator=_has(ADMINISTRATOR_PERMISSION),
            held=FilteredRelation("memberships", condition=holds_on(day_of(at), "memberships__")),
        )
        .values_list("staff", "administrator", "held__id", "held__organisation_id", "held__role")
    )
    memberships = [(organisation, role) for _, _, pk, organisation, role in held if pk is not None]
    return Viewer(
        user_id=user.pk,
        name=user.name,
        is_authenticated=True,
        is_member=bool(memberships),
        is_staff=user.is_superuser or any(row[0] for row in held),
        is_administrator=user.is_superuser or any(row[1] for row in held),
        organisations=frozenset(organisation for organisation, _ in memberships if organisation is not None),
        manages=_as(Role.ADMIN, memberships),
        looks_into=_as(Role.VIEWER, memberships),
        roles=frozenset(role for _, role in memberships),
    )


def _as(role: str, memberships: list[tuple[int | None, str]]) -> frozenset[int]:
    return frozenset(organisation for organisation, held in memberships if organisation and held == role)


def _has(permission: tuple[str, str]) -> Exists:
    app, codename = permission
    return Exists(
        Permission.objects.filter(
            Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk")), content_type__app_label=app, codename=codename
        )
    )


def access_tokens(viewer: Viewer) -> frozenset[str]:
    """The values of Access that the viewer may read: the filter of an index."""
    tokens = {Access.PUBLIC}
    if viewer.is_member or viewer.is_staff:
        tokens.add(Access.MEMBERS)
    if viewer.is_staff:
        tokens.add(Access.STAFF)
    return frozenset(str(token) for token in tokens)


def may_read(viewer: Viewer, access: str) -> bool:
    """Whether the viewer may read a thing of that access. A value that nobody knows is for nobody."""
    match access:
        case Access.PUBLIC:
            return True
        case Access.MEMBERS:
            return viewer.is_member or viewer.is_staff
        case Access.STAFF:
            return viewer.is_staff
        case _:
            return False


def readable_q(viewer: Viewer, field: str = "access") -> Q:
    """The filter that leaves what the viewer may read."""
    readable = Q(**{field: Access.PUBLIC})
    if viewer.is_member or viewer.is_staff:
        readable |= Q(**{field: Access.MEMBERS})
    if viewer.is_staff:
        readable |= Q(**{field: Access.STAFF})
    return readable


def may_manage(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the viewer may see an organisation's people, invite to it and end memberships of it."""
    return viewer.is_administrator or organisation.pk in viewer.manages


def manageable(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations that the viewer may manage: `may_manage` as a queryset.

    Views look an organisation up in here, so that one of another practice answers 404 like one that does not exist.
    """
    if viewer.is_administrator:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=viewer.manages)


def lookable(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations whose training the viewer may look at: those that they manage, and those they view."""
    if viewer.is_administrator:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=viewer.manages | viewer.looks_into)
