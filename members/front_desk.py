"""The front desk of Larkrise Road Surgery in the demo: a secretary on leave, a locum, and somebody with a desk card."""

from datetime import date, datetime, timedelta

from django.db import transaction

from .cast import DESK_CODE, DESK_NAME, DESK_PIN, PRACTICES
from .days import day_of
from .models import DeskCard, JobRole, Membership, Organisation, User
from .seeding import seed_practice
from .services.accounts import open_account
from .services.desk import issue_card
from .services.leave import give_leave
from .services.memberships import begin_membership

SECRETARY, LOCUM = ("Ola Brandt", "ola.brandt@larkrise.invalid"), ("Dr Lee Okafor", "lee.okafor@larkrise.invalid")
SINCE = date(2026, 1, 5)


@transaction.atomic
def seed_front_desk(*, at: datetime) -> Organisation:
    """Add whoever is missing, and answer the practice. Called again it changes nothing."""
    larkrise = seed_practice(PRACTICES[0])
    away = _belongs(larkrise, *SECRETARY, JobRole.SECRETARY, at)
    if not away.leave.exists():
        today = day_of(at)
        give_leave(away, starts_on=today - timedelta(days=3), ends_on=today + timedelta(days=11), at=at)
    _belongs(larkrise, *LOCUM, JobRole.LOCUM, at)
    if not DeskCard.objects.filter(organisation=larkrise, person__name=DESK_NAME).exists():
        held = _belongs(larkrise, DESK_NAME, None, JobRole.RECEPTIONIST, at)
        issued = issue_card(held.person, larkrise, issued_by=None, at=at, code=DESK_CODE, pin=DESK_PIN)
        DeskCard.objects.filter(pk=issued.card.pk).update(pin_is_first=False)
    return larkrise


def _belongs(larkrise: Organisation, name: str, email: str | None, post: str, at: datetime) -> Membership:
    held = Membership.objects.filter(organisation=larkrise, person__name=name, person__email=email).first()
    if held is None:
        person = (
            open_account(email, name=name, password=None, at=at)
            if email
            else User.objects.create_user(None, name=name, date_joined=at)
        )
        held = begin_membership(person, larkrise, at=at, job_role=post, starts_on=SINCE)
    return held
