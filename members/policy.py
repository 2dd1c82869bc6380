"""The one access policy: who may read what. Page, listing, search, feed, document, image, package, mail and export ask it.

It has three forms, which a property test holds equal: a predicate for one thing, a queryset filter for many, and
tokens for an index.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, TextChoices


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
    is_staff: bool = False


ANONYMOUS = Viewer()


def viewer_for(user: Any, *, at: datetime) -> Viewer:
    """The viewer behind a request's user at that moment; membership is dated."""
    if not getattr(user, "is_authenticated", False):
        return ANONYMOUS
    return Viewer(
        user_id=user.pk, name=user.name, is_authenticated=True, is_member=user.is_staff, is_staff=user.is_staff
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
    """Whether the viewer may read a thing of that access."""
    return access in access_tokens(viewer)


def readable_q(viewer: Viewer, field: str = "access") -> Q:
    """The filter that leaves what the viewer may read."""
    return Q(**{f"{field}__in": sorted(access_tokens(viewer))})
