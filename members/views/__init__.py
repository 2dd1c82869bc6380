"""Members' own pages."""

from .desk import (
    desk,
    desk_card_issue,
    desk_card_unlock,
    desk_card_withdraw,
    desk_cards,
    desk_cards_issue,
    desk_leave,
    desk_person_create,
    desk_pin,
)
from .invitations import invitation_accept, invitation_again, invitation_create, invitation_withdraw
from .leave import leave, leave_end
from .mailbox import mailbox, mailbox_html, mailbox_message
from .organisations import membership_end, organisation, organisations
from .people import profile
from .staff import second_step, staff_sign_in

__all__ = [
    "desk",
    "desk_card_issue",
    "desk_card_unlock",
    "desk_card_withdraw",
    "desk_cards",
    "desk_cards_issue",
    "desk_leave",
    "desk_person_create",
    "desk_pin",
    "invitation_accept",
    "invitation_again",
    "invitation_create",
    "invitation_withdraw",
    "leave",
    "leave_end",
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
