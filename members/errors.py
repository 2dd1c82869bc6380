"""What can be wrong when people, invitations and mail are dealt with. Each has a code for logs and a sentence."""

from datetime import date, datetime

from .days import LONDON


class MembersError(Exception):
    """The root: something a person can be told."""

    code = "members.error"
    sentence = "That could not be done."

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.sentence
        super().__init__(self.sentence)


class InvitationError(MembersError):
    """An invitation cannot be made or used."""

    code = "members.invitation"


class InvitationUnknown(InvitationError):
    code = "members.invitation.unknown"
    sentence = (
        "This link does not open an invitation. The mail program may have cut it in two: copy all of it, or ask the "
        "person who invited you to send it again."
    )


class InvitationExpired(InvitationError):
    code = "members.invitation.expired"
    sentence = "This invitation has expired. Ask the person who invited you to send it again; it takes them one click."


class InvitationUsed(InvitationError):
    code = "members.invitation.used"
    sentence = "This invitation has been used. Sign in with the e-mail address that it was sent to."


class InvitationWithdrawn(InvitationError):
    code = "members.invitation.withdrawn"
    sentence = "This invitation has been withdrawn. If you think that is a mistake, ask the person who invited you."


class InvitationForSomebodyElse(InvitationError):
    code = "members.invitation.somebody-else"
    sentence = "This invitation was sent to another e-mail address. Sign in with that one to accept it."


class AlreadyInvited(InvitationError):
    code = "members.invitation.already"

    def __init__(self, email: str) -> None:
        super().__init__(f"An invitation for {email} is already waiting. You can send it again below.")


class AlreadyMember(InvitationError):
    code = "members.invitation.member"

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} already belongs to your organisation with that role.")


class RoleNotGiven(InvitationError):
    code = "members.invitation.role"
    sentence = "An invitation can give the role of learner, viewer, complaints handler or manager."


class MembershipEnded(MembersError):
    code = "members.membership.ended"
    sentence = "This membership has already ended."


class EndsBeforeItStarts(MembersError):
    code = "members.membership.order"

    def __init__(self, starts_on: date) -> None:
        super().__init__(f"The last day cannot be before the first, {starts_on:%-d %B %Y}.")


class LastManager(MembersError):
    code = "members.membership.last-manager"
    sentence = (
        "This is the organisation's only manager. Invite another manager first, so that somebody can still look after "
        "your people here."
    )


class LeaveError(MembersError):
    """Leave cannot be written like that."""

    code = "members.leave"


class LeaveEndsBeforeItStarts(LeaveError):
    code = "members.leave.order"
    sentence = "The last day away cannot be before the first."


class LeaveBeyondMembership(LeaveError):
    code = "members.leave.membership"
    sentence = "They do not belong to your organisation on the first day. Choose a day of their membership."


class LeaveOverlaps(LeaveError):
    code = "members.leave.overlap"

    def __init__(self, starts_on: date, ends_on: date | None) -> None:
        until = f"to {ends_on:%-d %B %Y}" if ends_on else "with no last day yet"
        super().__init__(f"They are already away from {starts_on:%-d %B %Y} {until}. Change that one instead.")


class LeaveEnded(LeaveError):
    code = "members.leave.ended"
    sentence = "This leave is over already."


class DeskError(MembersError):
    """A desk card cannot be issued or used."""

    code = "members.desk"


class DeskUnknown(DeskError):
    """On purpose one sentence for a code that is none and a PIN that is wrong: it tells a finder nothing."""

    code = "members.desk.unknown"
    sentence = "This code and PIN do not go together. Check both. Five wrong PINs make the card wait, longer each time."


class DeskLocked(DeskError):
    code = "members.desk.locked"
    sentence = "Too much was typed wrongly here. Wait 15 minutes."

    def __init__(self, until: datetime | None = None) -> None:
        when = f"{until.astimezone(LONDON):%-d %B at %H:%M}" if until else ""
        super().__init__(
            when
            and f"Too many wrong PINs. This card waits until {when}. Your manager can unlock it, or print a new one."
        )


class DeskClosed(DeskError):
    code = "members.desk.closed"
    sentence = "This card opens nothing any more. Ask your manager for a new one."


class DeskNotForThem(DeskError):
    code = "members.desk.not-for-them"
    sentence = (
        "A desk card is for people who learn here. Managers, complaints handlers and the society's staff sign in with "
        "their e-mail address, because they see more than their own things."
    )


class DeskHasAddress(DeskError):
    """Whoever prints a card knows its first PIN; with one for a colleague's account they could read what is private."""

    code = "members.desk.has-address"
    sentence = (
        "They have an account with an e-mail address and sign in with it, at a shared computer too. Their reflections "
        "and answers are theirs alone, so no card opens it."
    )


class DeskNotHere(DeskError):
    code = "members.desk.not-here"
    sentence = "They do not belong to your organisation today."


class PinTooEasy(DeskError):
    code = "members.desk.pin"
    sentence = "Choose six digits that are not all the same, no row like 123456, and not the PIN on the slip."


class TemplateMissing(MembersError):
    """A programming error: mail was asked for with a template that does not exist."""

    code = "members.mail.template"
