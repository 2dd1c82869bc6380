"""Members' own pages."""

from .invitations import invitation_accept, invitation_again, invitation_create, invitation_withdraw
from .mailbox import mailbox, mailbox_html, mailbox_message
from .organisations import membership_end, organisation, organisations
from .people import profile
from .staff import second_step, staff_sign_in

__all__ = [
    "invitation_accept",
    "invitation_again",
    "invitation_create",
    "invitation_withdraw",
    "mailbox",
    "mailbox_html",
    "mailbox_message",
    "membership_end",
    "organisation",
    "organisations",
    "profile",
    "second_step",
    "staff_sign_in",
]
