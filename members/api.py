"""The door of members."""

from .cast import DEMO_PASSWORD
from .changes import on_people_changed, people_changed
from .days import day_of
from .front_desk import seed_front_desk
from .models import HatKind, JobRole, Organisation
from .models.dated import days_in_order
from .notifications import mailed_since, register_mail, send_mail
from .policy import (
    ANONYMOUS,
    Access,
    Viewer,
    access_tokens,
    lookable,
    manageable,
    may_manage,
    may_read,
    readable_q,
    viewer_for,
)
from .requests import network_address
from .rooms import register_room
from .roster import (
    Coming,
    OnRoster,
    Staff,
    coming_to,
    former_roster,
    people_ever,
    posts_and_hats,
    roster,
    staff_on,
)
from .seeding import Account, seed_cast, seed_helplines, seed_learners, staff_group
from .selectors import (
    AdviserCard,
    Member,
    adviser_for,
    advisers_for,
    helpline_for,
    helplines,
    members_on,
    newest_card,
    people_of,
    profile_of,
)

__all__ = [
    "ANONYMOUS",
    "DEMO_PASSWORD",
    "Access",
    "Account",
    "AdviserCard",
    "Coming",
    "HatKind",
    "JobRole",
    "Member",
    "OnRoster",
    "Organisation",
    "Staff",
    "Viewer",
    "access_tokens",
    "adviser_for",
    "advisers_for",
    "coming_to",
    "day_of",
    "days_in_order",
    "former_roster",
    "helpline_for",
    "helplines",
    "lookable",
    "mailed_since",
    "manageable",
    "may_manage",
    "may_read",
    "members_on",
    "network_address",
    "newest_card",
    "on_people_changed",
    "people_changed",
    "people_ever",
    "people_of",
    "posts_and_hats",
    "profile_of",
    "readable_q",
    "register_mail",
    "register_room",
    "roster",
    "seed_cast",
    "seed_front_desk",
    "seed_helplines",
    "seed_learners",
    "send_mail",
    "staff_group",
    "staff_on",
    "viewer_for",
]
