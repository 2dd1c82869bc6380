"""The one thing that a course's page asks its reader to do next, and why that.

The first that fits, in this order:

1. withdrawn: all that is left to do was recalled;
2. first: another course comes before this one, and no part of this one is begun;
3. renew: it was completed, and that runs out within 60 days, has run out, or somebody asked for it since;
4. certificate, or review where a course earns none: it was completed;
5. resume: it was begun, or there is a place on it;
6. sign in, membership, nothing: what stands in the way of a start;
7. start.

Who asked for the course, and until when, changes the reason and never the act: `Due` says it in words.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from .moments import day_in_words


class Act(StrEnum):
    """What the button does; a template knows the address of each."""

    SIGN_IN = "sign-in"
    JOIN = "join"
    CLOSED = "closed"
    START = "start"
    RESUME = "resume"
    CERTIFICATE = "certificate"
    REVIEW = "review"
    FIRST = "first"
    RENEW = "renew"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Due:
    """Until when somebody asked for a course, and why; `grace_until` is the last day before it is overdue."""

    on: date
    grace_until: date
    by: str = ""
    reason: str = ""

    def overdue(self, today: date) -> bool:
        return today > self.grace_until

    def late(self, today: date) -> bool:
        """Past the day that was asked for, with or without grace."""
        return today > self.on

    def in_words(self, today: date) -> str:
        """ "Due by Friday 4 December, asked by Joy Adeyemi: mid-complaint refresher." Lateness is said in words."""
        day = f"{self.on:%A} {self.on.day} {self.on:%B}" + (f" {self.on.year}" if self.on.year != today.year else "")
        if self.overdue(today):
            told = f"Overdue since {day}, {_days((today - self.on).days)} ago"
        elif self.late(today):
            left = (self.grace_until - today).days
            told = f"Late: it was due by {day}; {f'{_days(left)} of grace left' if left else 'today is the last day'}"
        elif self.on == today:
            told = "Due today"
        else:
            told = f"Due by {day}"
        by = f", asked by {self.by}" if self.by else ""
        why = f": {self.reason.rstrip('.')}" if self.reason else ""
        return f"{told}{by}{why}."


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
    today: date = date.min
    due: Due | None = None
    first: str = ""  # the title of the course that comes first
    first_reason: str = ""
    first_url: str = ""
    withdrawn: str = ""  # the title of the part that was recalled and is all that is left
    renewable: bool = False  # it may be done again in a new period
    valid_until: date | None = None


@dataclass(frozen=True)
class Call:
    """The button's words and one sentence of reason. `act` is closed where there is nothing to press.

    `due` says who asked until when; `url` is the address of a course that comes first.
    """

    act: Act
    words: str
    reason: str
    due: str = ""
    overdue: bool = False
    url: str = ""


def call_to_action(facts: Facts) -> Call:
    """What this reader is asked to do; the order stands at the top of the module.

    Somebody whose membership has ended keeps what they earned and may finish what they began; they cannot start anew.
    """
    if facts.complete:
        return _renewal(facts) or _earned(facts)
    found = _next(facts)
    if facts.due is None or not facts.signed_in:
        return found
    return replace(found, due=facts.due.in_words(facts.today), overdue=facts.due.overdue(facts.today))


def _next(facts: Facts) -> Call:
    if facts.withdrawn:
        reason = f"“{facts.withdrawn}” was withdrawn, and it is all that is left to do. What you did is kept."
        return Call(Act.WITHDRAWN, "", reason)
    if facts.first and not facts.begun and (facts.enrolled or _may_begin(facts)):
        return Call(Act.FIRST, f"First: {facts.first}", facts.first_reason, url=facts.first_url)
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


def _may_begin(facts: Facts) -> bool:
    return facts.offered and facts.signed_in and facts.may_start


def _renewal(facts: Facts) -> Call | None:
    """Asked for shortly before a completion runs out, and after, or when somebody asks; there must be an offer."""
    if not facts.renewable or not _may_begin(facts):
        return None
    kept = "What you have earned stays yours; you begin a new period."
    counts = ""
    if facts.valid_until is not None:
        verb = "counted" if facts.today > facts.valid_until else "counts"
        counts = f" {verb} until {day_in_words(facts.valid_until)}"
    if counts:
        reason = f"Your completion of {facts.completed_on}{counts}. {kept}"
    else:
        reason = f"You completed this course on {facts.completed_on}, and are asked to do it again. {kept}"
    found = Call(Act.RENEW, "Renew", reason)
    if facts.due is None:
        return found
    return replace(found, due=facts.due.in_words(facts.today), overdue=facts.due.overdue(facts.today))


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
    until = f" It counts until {day_in_words(facts.valid_until)}." if facts.valid_until else ""
    reason = f"You completed this course on {facts.completed_on}.{until}{earned}"
    if facts.certified:
        return Call(Act.CERTIFICATE, "See your certificate", reason)
    return Call(Act.REVIEW, "Read it again", reason)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)
