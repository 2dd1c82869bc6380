"""Putting the cast into the database, for the demo and for the tests: the same constructors make both.

Everything may be called again: what is there stays as it is, what is missing is added. In particular a password that
somebody changed in the demo is not put back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_DNS, uuid5

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from allauth.account.models import EmailAddress

from foundation.vocabulary.api import Nation

from .cast import CAST, DEMO_PASSWORD, PRACTICES, Person, Practice
from .models import (
    USUAL_REGULATOR,
    Adviser,
    AdviserAssignment,
    Hat,
    Helpline,
    MemberProfile,
    Membership,
    Organisation,
    Role,
    User,
)
from .policy import STAFF_PERMISSION
from .services.accounts import open_account


@dataclass(frozen=True)
class Account:
    """A demo account as it is printed: who, with what address, and what they may do in words."""

    name: str
    email: str
    words: str


def seed_cast(*, at: datetime) -> list[Account]:
    """The whole cast with their practices, memberships and adviser. Returns the accounts for printing; the password of
    all is DEMO_PASSWORD."""
    with transaction.atomic():
        for practice in PRACTICES:
            seed_practice(practice)
        for person in CAST:
            seed_person(person, at=at)
    return [Account(person.name, person.email, person.words) for person in CAST]


def seed_practice(practice: Practice) -> Organisation:
    """One practice with its sites."""
    nation = Nation.objects.get(code=practice.nation)
    organisation, _ = Organisation.objects.get_or_create(
        uuid=uuid5(NAMESPACE_DNS, f"{practice.key}.invalid"),
        defaults={"name": practice.name, "provider_type": practice.provider_type, "nation": nation},
    )
    for name, address, postcode in practice.sites:
        organisation.sites.get_or_create(name=name, defaults={"address": address, "postcode": postcode})
    return organisation


@transaction.atomic
def seed_person(person: Person, *, at: datetime) -> User:
    """One of the cast, with proven address, profile, memberships, hats, groups and, for an adviser, practices."""
    user = User.objects.filter(email=person.email).first() or open_account(
        person.email, name=person.name, password=DEMO_PASSWORD, at=at, is_superuser=person.is_superuser
    )
    MemberProfile.objects.get_or_create(
        person=user,
        defaults={
            "profession": person.profession,
            "regulator": USUAL_REGULATOR.get(person.profession, ""),
            "registration_number": person.registration_number,
            "nation": Nation.objects.get(code="england"),
        },
    )
    if person.practice:
        _seed_memberships(user, person)
    user.groups.add(*(staff_group(name) for name in person.groups))
    if person.adviser:
        _seed_adviser(user, person)
    return user


def staff_group(name: str) -> Group:
    """The group of that name, which opens the editors' admin; what its people may do there, other rooms say."""
    group, _ = Group.objects.get_or_create(name=name)
    app, codename = STAFF_PERMISSION
    content_type, _ = ContentType.objects.get_or_create(app_label=app, model="admin")
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": "Can access Wagtail admin"}
    )
    group.permissions.add(permission)
    return group


def _seed_memberships(user: User, person: Person) -> None:
    organisation = seed_practice(next(practice for practice in PRACTICES if practice.key == person.practice))
    for role in person.roles:
        membership, made = Membership.objects.get_or_create(
            person=user,
            organisation=organisation,
            role=role,
            starts_on=person.starts_on,
            defaults={"job_role": person.job_role, "ends_on": person.ends_on},
        )
        if made and person.site:
            membership.sites.set(organisation.sites.filter(name=person.site))
    for kind in person.hats:
        Hat.objects.get_or_create(
            person=user, organisation=organisation, kind=kind, defaults={"starts_on": person.starts_on}
        )


def _seed_adviser(user: User, person: Person) -> None:
    adviser, _ = Adviser.objects.get_or_create(person=user, defaults=person.adviser)
    for practice in PRACTICES:
        organisation = seed_practice(practice)
        if not organisation.adviser_assignments.filter(ends_on=None).exists():
            AdviserAssignment.objects.create(
                adviser=adviser, organisation=organisation, starts_on=practice.advised_since
            )


def seed_helplines(lines: Sequence[dict[str, object]]) -> int:
    """Add the helplines that are missing, each a mapping with key, name, who_for, hours, phone, text and order.

    Returns how many were added; those that are there stay as an administrator left them.
    """
    added = 0
    for line in lines:
        facts = {name: value for name, value in line.items() if name != "key"}
        _, made = Helpline.objects.get_or_create(key=line["key"], defaults=facts)
        added += made
    return added


@transaction.atomic
def seed_learners(count: int, *, at: datetime, starts_on: date = date(2025, 9, 1)) -> list[int]:
    """Accounts learner1@scale.invalid to learner<count>@scale.invalid, for benchmarks. Returns the ids of those added.

    Each has an individual membership and the demo password, in a fixed number of statements a thousand. One hash serves
    all: a benchmark does not measure how long ten thousand hashes take.
    """
    emails = [f"learner{number}@scale.invalid" for number in range(1, count + 1)]
    known = set(User.objects.filter(email__endswith="@scale.invalid").values_list("email", flat=True))
    password = make_password(DEMO_PASSWORD)
    User.objects.bulk_create(
        [
            User(email=email, name=f"Learner {email[7:].partition('@')[0]}", password=password, date_joined=at)
            for email in emails
            if email not in known
        ],
        batch_size=1000,
    )
    added = dict(
        User.objects.filter(email__endswith="@scale.invalid").exclude(email__in=known).values_list("pk", "email")
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user_id=pk, email=email, verified=True, primary=True) for pk, email in added.items()],
        batch_size=1000,
    )
    Membership.objects.bulk_create(
        [Membership(person_id=pk, role=Role.LEARNER, starts_on=starts_on) for pk in added], batch_size=1000
    )
    return sorted(added)
