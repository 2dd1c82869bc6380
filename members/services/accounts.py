"""Making accounts and keeping profiles."""

from datetime import datetime
from typing import Any

from django.db import transaction

from allauth.account.models import EmailAddress

from members.models import USUAL_REGULATOR, MemberProfile, User


@transaction.atomic
def open_account(email: str, *, name: str, password: str | None, at: datetime, is_superuser: bool = False) -> User:
    """A new account whose address is taken as proven: an invitation reached it, or an administrator vouches for it.

    Without a password nobody can sign in until one is set by a link. Raises IntegrityError where the address is taken;
    callers look first.
    """
    person = User.objects.create_user(email, password, name=name.strip(), date_joined=at, is_superuser=is_superuser)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@transaction.atomic
def update_profile(person: User, *, name: str, **fields: Any) -> MemberProfile:
    """Write down who somebody says they are: `profession`, `regulator`, `registration_number`, `nation`.

    Without a regulator, the one of the profession is taken. Certificates that are already issued keep their name.
    """
    if name.strip() != person.name:
        person.name = name.strip()
        person.save(update_fields=["name"])
    fields["regulator"] = fields.get("regulator") or USUAL_REGULATOR.get(fields.get("profession", ""), "")
    profile, _ = MemberProfile.objects.update_or_create(person=person, defaults=fields)
    return profile
