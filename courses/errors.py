"""What the course engine refuses, each with a code for the log and a sentence for the person.

A view turns one of these into an answer; nothing half-done is left, because a service raises inside its transaction.
"""

from typing import ClassVar


class CourseError(Exception):
    """A refusal. `status` is the HTTP status that a view answers it with; `facts` join the answer's JSON."""

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "This could not be done."
    status: ClassVar[int] = 409

    def __init__(self, sentence: str = "", **facts: object) -> None:
        self.words = sentence or self.sentence
        self.facts = facts
        super().__init__(self.words)

    def as_dict(self) -> dict[str, object]:
        return {"code": self.code, "sentence": self.words, **self.facts}


class NotSignedIn(CourseError):
    code = "not-signed-in"
    sentence = "Please sign in first."
    status = 401


# --- Enrolling and launching ------------------------------------------------------------------------------------------


class NoVersion(CourseError):
    code = "course-not-published"
    sentence = "This course has not been published yet."


class NotInThisCourse(CourseError):
    code = "item-not-in-course"
    sentence = "This is not a part of the course as you enrolled on it."
    status = 404


class NothingToLaunch(CourseError):
    code = "nothing-to-launch"
    sentence = "This package holds nothing that can be opened. Please tell us, so that its author can mend it."


class PartLocked(CourseError):
    code = "part-locked"
    sentence = "This part cannot be opened yet. Finish the parts before it first."


class Recalled(CourseError):
    """The words are the reason that the editor gave."""

    code = "package-recalled"
    sentence = "This package was withdrawn. What you have completed stays yours."


class LeftBehind(CourseError):
    code = "version-left"
    sentence = (
        "You have gone on with another version of this course, without this part of it as it was. What you did here is "
        "kept. Open the course again from its page."
    )


class UnknownCode(CourseError):
    code = "unknown-code"
    sentence = "This link has been used already, or it is not complete. Open the course again from its page."
    status = 401


class ExpiredCode(CourseError):
    code = "expired-code"
    sentence = "This link was good for one minute. Open the course again from its page."
    status = 401


class LiveElsewhere(CourseError):
    """Another session of the attempt is live; `live_session` in the answer names its device and since when."""

    code = "live-elsewhere"
    sentence = "This course is open somewhere else."


# --- Saving -----------------------------------------------------------------------------------------------------------


class UnknownToken(CourseError):
    code = "unknown-token"
    sentence = "This session is not known here. Open the course again from its page."
    status = 401


class ExpiredToken(CourseError):
    code = "expired-token"
    sentence = "This session is too old to be continued. Open the course again from its page."
    status = 401


class WrongSession(CourseError):
    code = "wrong-session"
    sentence = "The session or its epoch is not the one that this token was given for."


class DifferentRepeat(CourseError):
    """`seq` in the answer is the last number that the session has used."""

    code = "different-repeat"
    sentence = "A commit with this number but other content has been saved already. Send it under the next number."


# --- What is no message at all ----------------------------------------------------------------------------------------


class BadMessage(CourseError):
    code = "bad-message"
    sentence = "This is not a message that the player sends."
    status = 400


class NotJson(BadMessage):
    code = "not-json"
    sentence = "The body must be one JSON object, as application/json or text/plain."


class TooLarge(BadMessage):
    code = "too-large"
    sentence = "The body is over 256 KB. Send what changed, in several commits."
    status = 413


class ForeignOrigin(BadMessage):
    code = "foreign-origin"
    sentence = "Only the player page of this address may send here."
    status = 403
