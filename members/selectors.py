"""What pages and other apps read about people. Each function says how many statements it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from .days import day_of
from .models import (
    Adviser,
    AdviserAssignment,
    DeskCard,
    Hat,
    Helpline,
    Invitation,
    InvitationState,
    Leave,
    MemberProfile,
    Membership,
    Organisation,
    Role,
    User,
)
from .policy import Viewer


@dataclass(frozen=True)
class AdviserCard:
    """Whom to call, and who answers when they are away."""

    name: str
    post: str
    phone: str
    email: str
    days: str
    photo_url: str
    cover_name: str
    cover_phone: str
    organisation: str


def helplines() -> QuerySet[Helpline]:
    """The society's lines in their order. One statement when read."""
    return Helpline.objects.all()


def helpline_for(key: str) -> Helpline | None:
    """The line of that key. One statement."""
    return Helpline.objects.filter(key=key).first()


def advisers_for(organisations: Iterable[int], *, at: datetime) -> list[AdviserCard]:
    """The advisers of these organisations on that day, by organisation. One statement."""
    assignments = (
        AdviserAssignment.objects.on(day_of(at))
        .filter(organisation__in=list(organisations))
        .select_related("adviser__person", "adviser__cover__person", "organisation")
        .order_by("organisation__name", "-starts_on")
    )
    return [_card(assignment.adviser, assignment.organisation.name) for assignment in assignments]


def adviser_for(viewer: Viewer, *, at: datetime) -> AdviserCard | None:
    """The adviser of the viewer's organisation; None for an individual member and for anybody who is no member.

    Somebody with several organisations gets the first by name. One statement, none for the others.
    """
    if not viewer.organisations:
        return None
    cards = advisers_for(viewer.organisations, at=at)
    return cards[0] if cards else None


def _card(adviser: Adviser, organisation: str) -> AdviserCard:
    cover = adviser.cover
    return AdviserCard(
        name=adviser.person.name,
        post=adviser.post,
        phone=adviser.phone,
        email=adviser.email,
        days=adviser.days,
        photo_url=adviser.photo.url if adviser.photo else "",
        cover_name=cover.person.name if cover else "",
        cover_phone=cover.phone if cover else "",
        organisation=organisation,
    )


def profile_of(user_id: int) -> MemberProfile | None:
    """What somebody said they are. One statement."""
    return MemberProfile.objects.select_related("nation").filter(person_id=user_id).first()


def memberships_of(user_id: int) -> QuerySet[Membership]:
    """Every membership of a person, past ones too, the newest first. Two statements when read, with the sites."""
    return (
        Membership.objects.filter(person_id=user_id)
        .select_related("organisation")
        .prefetch_related("sites")
        .order_by("-starts_on", "-id")
    )


@dataclass(frozen=True)
class Colleague:
    """A membership as its organisation's manager sees it on a day."""

    membership: Membership
    is_here: bool  # belongs today
    is_to_come: bool  # begins on a later day
    is_on_leave: bool
    hats: tuple[str, ...]


def people_of(organisation: Organisation, *, at: datetime) -> list[Colleague]:
    """Everybody of an organisation by name: who belongs today, then who is to come, then whose membership ended.

    Four statements, however many there are.
    """
    day = day_of(at)
    hats = Hat.objects.on(day).filter(organisation=organisation)
    memberships = (
        Membership.objects.filter(organisation=organisation)
        .select_related("person")
        .prefetch_related(
            "sites",
            Prefetch("leave", queryset=Leave.objects.on(day), to_attr="leave_today"),
            Prefetch("person__hats", queryset=hats, to_attr="hats_today"),
        )
    )
    colleagues = [
        Colleague(
            membership=one,
            is_here=one.holds(day),
            is_to_come=one.starts_on > day,
            is_on_leave=bool(one.leave_today),
            hats=tuple(hat.get_kind_display() for hat in one.person.hats_today),
        )
        for one in memberships
    ]
    return sorted(
        colleagues, key=lambda one: (not one.is_here, not one.is_to_come, one.membership.person.name.casefold())
    )


@dataclass(frozen=True)
class Member:
    """Somebody who belongs to an organisation on a day: as much as other rooms need."""

    person_id: int
    name: str
    post: str
    has_address: bool = True  # signs in with an e-mail address


def members_on(organisation: int, *, at: datetime) -> list[Member]:
    """Everybody who belongs to the organisation of that id on that day, by name, each once. One statement."""
    held = Membership.objects.on(day_of(at)).filter(organisation_id=organisation).select_related("person")
    found = {
        one.person_id: Member(
            one.person_id, one.person.name, one.get_job_role_display(), has_address=bool(one.person.email)
        )
        for one in held
    }
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.person_id))


def without_card(organisation: Organisation, *, at: datetime) -> list[User]:
    """Who learns at the organisation today, has no e-mail address and no desk card there: they cannot sign in.

    By name. One statement.
    """
    day = day_of(at)
    held = Membership.objects.on(day).filter(person=OuterRef("pk"), organisation=organisation)
    cards = DeskCard.objects.filter(person=OuterRef("pk"), organisation=organisation, withdrawn_at=None)
    others = Membership.objects.on(day).filter(person=OuterRef("pk")).exclude(role__in=[Role.LEARNER, Role.VIEWER])
    people = User.objects.filter(Exists(held), ~Exists(cards), ~Exists(others), email=None, is_active=True)
    return list(people.order_by("name", "pk"))


def cards_of(person: User, organisation: Organisation) -> list[DeskCard]:
    """The desk cards that somebody has had at an organisation in the last year, the newest first. One statement."""
    held = DeskCard.objects.filter(person=person, organisation=organisation).select_related("issued_by")
    return list(held.order_by("-issued_at", "-pk"))


def newest_card(person: User) -> DeskCard | None:
    """The desk card that somebody without an e-mail address signs in with, wherever it was issued. One statement."""
    return DeskCard.objects.filter(person=person).select_related("issued_by").order_by("-issued_at", "-pk").first()


def overseers_of(organisation: Organisation, *, beside: User | None, at: datetime) -> list[User]:
    """Who should know what one manager did with another's access: the other managers; with none, the adviser.

    Two statements at most.
    """
    day = day_of(at)
    held = Membership.objects.on(day).filter(organisation=organisation, role=Role.ADMIN)
    people = User.objects.filter(pk__in=held.values("person"), is_active=True, email__isnull=False)
    managers = list(people.exclude(pk=beside.pk if beside else 0).order_by("pk"))
    if managers:
        return managers
    advised = AdviserAssignment.objects.on(day).filter(organisation=organisation)
    advisers = User.objects.filter(adviser__assignments__in=advised, is_active=True, email__isnull=False)
    return list(advisers.exclude(pk=beside.pk if beside else 0).distinct().order_by("pk"))


@dataclass(frozen=True)
class Belonging:
    """An organisation as one of its people sees it: what they are there, and whom to ask."""

    organisation: Organisation
    membership: Membership
    managers: tuple[str, ...]


def belongs_to(viewer: Viewer, *, at: datetime) -> list[Belonging]:
    """The organisations the viewer belongs to today, with the names of their managers. Three statements, or none."""
    if not viewer.organisations:
        return []
    day = day_of(at)
    held = (
        Membership.objects.on(day)
        .filter(person_id=viewer.user_id, organisation__isnull=False)
        .select_related("organisation__nation")
        .prefetch_related(
            "sites",
            Prefetch(
                "organisation__memberships",
                queryset=Membership.objects.on(day).filter(role=Role.ADMIN).select_related("person"),
                to_attr="managers_today",
            ),
        )
        .order_by("organisation__name")
    )
    return [
        Belonging(one.organisation, one, tuple(manager.person.name for manager in one.organisation.managers_today))
        for one in held
    ]


def invitations_of(organisation: Organisation, *, at: datetime) -> list[tuple[Invitation, InvitationState]]:
    """The invitations of an organisation, newest first, each with what has become of it. One statement."""
    invitations = Invitation.objects.filter(organisation=organisation).select_related("invited_by")
    return [(invitation, invitation.state(at)) for invitation in invitations]


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link opens, whatever its state. One statement."""
    return (
        Invitation.objects.filter(token_hash=Invitation.hash_of(token))
        .select_related("organisation", "invited_by")
        .first()
    )


def account_at(email: str) -> User | None:
    """The account of an address, in any writing. One statement."""
    return User.objects.filter(email=email.strip().lower()).first()
