"""People, their organisations and memberships, and the advisers who look after them."""

from .adviser import Adviser, AdviserAssignment, Helpline
from .desk import DeskCard
from .invitation import Invitation, InvitationState
from .mail import DemoMail, MailMessage
from .membership import Hat, HatKind, JobRole, Leave, Membership, Role
from .organisation import Organisation, ProviderType, Site
from .professions import USUAL_REGULATOR, Profession, Regulator
from .profile import MemberProfile
from .staff_import import StaffImport
from .user import User

__all__ = [
    "USUAL_REGULATOR",
    "Adviser",
    "AdviserAssignment",
    "DemoMail",
    "DeskCard",
    "Hat",
    "HatKind",
    "Helpline",
    "Invitation",
    "InvitationState",
    "JobRole",
    "Leave",
    "MailMessage",
    "MemberProfile",
    "Membership",
    "Organisation",
    "Profession",
    "ProviderType",
    "Regulator",
    "Role",
    "Site",
    "StaffImport",
    "User",
]
