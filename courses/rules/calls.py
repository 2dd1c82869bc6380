"""The one thing that a course's page asks its reader to do next, and why that."""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What the button does; a template knows the address of each."""

    SIGN_IN = "sign-in"
    JOIN = "join"
    CLOSED = "closed"
    START = "start"
    RESUME = "resume"
    CERTIFICATE = "certificate"
    REVIEW = "review"


@dataclass(frozen=True)
class Door:
    """The button that opens a package, and what else may be done at its door."""

    words: str
    reason: str
    may_review: bool = False
    may_begin_again: bool = False


STAFF_ONLY = "This course is for the society's own staff."
BARRED = (
    "This course is for members, and you have no membership today. "
    "What you have earned stays yours, and you can finish what you began."
)


@dataclass(frozen=True)
class Facts:
    """What the call is computed from."""

    signed_in: bool
    may_start: bool
    offered: bool
    staff_only: bool = False
    enrolled: bool = False
    begun: bool = False
    complete: bool = False
    certified: bool = False
    completed_on: str = ""
    resume_title: str = ""
    cpd_minutes: int = 0


@dataclass(frozen=True)
class Call:
    """The button's words and one sentence of reason. `act` is closed where there is nothing to press."""

    act: Act
    words: str
    reason: str


def call_to_action(facts: Facts) -> Call:
    """The first that fits, in this order: what was earned, what was begun, what stands in the way, a start.

    Somebody whose membership has ended keeps what they earned and may finish what they began; they cannot start anew.
    """
    if facts.complete:
        return _earned(facts)
    if facts.enrolled and facts.begun:
        return Call(
            Act.RESUME,
            f"Continue: {facts.resume_title}" if facts.resume_title else "Continue",
            "You go on where you left off, on any device.",
        )
    if facts.enrolled:
        reason = "You have a place. Leave whenever you like; each answer is saved as you give it."
        return Call(Act.RESUME, "Begin the first part", reason)
    return _start(facts)


def door(*, attempt: int, begun: bool, ended: bool, done: bool) -> Door:
    """The words of the way into a package.

    Args:
        attempt: the number of the newest attempt; 0 for none.
        begun: a session of that attempt has begun.
        ended: that attempt is over, so that opening begins the next.
        done: the item is satisfied, by whichever attempt.
    """
    if attempt == 0 or (not begun and attempt == 1):
        return Door("Begin", _LEAVE)
    if not begun:
        return Door(f"Begin attempt {attempt}", "It starts from the beginning. Your best result stays.", done)
    if ended:
        reason = f"Attempt {attempt} has ended; this one starts from the beginning. Your best result stays."
        return Door(f"Begin attempt {attempt + 1}", reason, may_review=True)
    if done:
        return Door("Open again", "You have done it. Whatever you do in it now, your best result stays.", True, True)
    return Door("Continue", "You go on where you left off, on any device.", False, True)


_LEAVE = "Close it whenever you must: you go on at the same place, on any device."


def _start(facts: Facts) -> Call:
    if not facts.offered:
        return Call(Act.CLOSED, "", "This course is not offered at present.")
    if not facts.signed_in:
        return Call(Act.SIGN_IN, "Sign in to start", "Your progress and your certificate are kept in your account.")
    if not facts.may_start and facts.staff_only:
        return Call(Act.CLOSED, "", STAFF_ONLY)
    if not facts.may_start:
        return Call(Act.JOIN, "About membership", BARRED)
    return Call(Act.START, "Start the course", "Leave whenever you like; each answer is saved as you give it.")


def _earned(facts: Facts) -> Call:
    earned = f" {_minutes(facts.cpd_minutes)} of CPD in your record." if facts.cpd_minutes else ""
    reason = f"You completed this course on {facts.completed_on}.{earned}"
    if facts.certified:
        return Call(Act.CERTIFICATE, "See your certificate", reason)
    return Call(Act.REVIEW, "Read it again", reason)


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)
