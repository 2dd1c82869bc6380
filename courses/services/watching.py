"""What was watched of a film, taken from the page that played it, on the path of all other learning.

The page sends all it has played since it was opened, each time: a message that is lost or comes twice changes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from courses.errors import CourseError
from courses.models import Completion, CourseItem, Enrolment, RunSession, RunState
from courses.rules import lessons, watching

from .attempts import open_attempt
from .committing import NotInThisItem, Saved, Visit, Way, commit


class BadSegments(CourseError):
    code = "bad-segments"
    sentence = "What this page sent as watched does not fit the film. Load it again and go on."
    status = 400


def film_of(item: CourseItem, block: str) -> Mapping[str, Any]:
    """A film as it was frozen: the item itself for "main", or a block of a lesson. Raises NotInThisItem."""
    if item.kind == CourseItem.Kind.VIDEO and block == watching.MAIN:
        return dict(item.content)
    film = item.content.get("videos", {}).get(block) if item.kind == CourseItem.Kind.LESSON else None
    if film is None:
        raise NotInThisItem
    return dict(film)


def note_watched(
    enrolment: Enrolment,
    item: CourseItem,
    visit: Visit,
    block: str,
    segments: Any,
    *,
    place: float | None = None,
    at: datetime,
) -> Saved:
    """Join what a page has played into the state.

    More than can have been played since the page was opened, or since the attempt began, at twice the speed, is not
    counted; the element then says `cut`, for whoever reads the trace.

    Args:
        segments: [[from, to], ...] in seconds, everything since the page was opened.
        place: where the film stands now, for the next device.

    Raises:
        NotInThisItem; BadSegments.
    """
    duration = film_of(item, block)["duration"]
    try:
        played = watching.read_segments(segments, duration=duration)
    except watching.NotSegments as error:
        raise BadSegments(f"{error} {BadSegments.sentence}") from error

    def delta(session: RunSession) -> Mapping[str, Any]:
        before = session.state.data.get(watching.video_key(block), {}).get("segments", ())
        since = min(session.attempt.started, session.started)
        kept = watching.plausible(played, within=_seconds(at, session.started))
        most = watching.FASTEST * _seconds(at, since) + watching.GRACE
        if watching.watched_seconds(watching.joined(before, kept)) > most + 0.1:  # both are rounded to a tenth
            kept = []
        value: dict[str, Any] = {"segments": kept}
        if kept != played:
            value["cut"] = True
        if place is not None and 0 <= place <= duration:
            value["at"] = round(place, 1)
        return _element(item, visit, block, value)

    return _commit(enrolment, item, visit, delta, at=at)


def read_transcript(enrolment: Enrolment, item: CourseItem, visit: Visit, block: str, *, at: datetime) -> Saved:
    """The learner says that they have read the transcript, which completes the film as watching does.

    Known as well as a lesson's "read": by the learner's own act on a page that we showed (evidence class B).

    Raises:
        NotInThisItem.
    """
    film_of(item, block)
    value = _element(item, visit, block, {"read": True})
    return _commit(enrolment, item, visit, lambda _session: value, at=at)


def _element(item: CourseItem, visit: Visit, block: str, value: Mapping[str, Any]) -> dict[str, Any]:
    place = {lessons.PLACE: block, lessons.PLACED: int(visit.opened.timestamp())}
    return {watching.video_key(block): dict(value)} | (place if item.kind == CourseItem.Kind.LESSON else {})


def _seconds(at: datetime, since: datetime) -> float:
    return max(0.0, (at - since).total_seconds())


def _commit(
    enrolment: Enrolment,
    item: CourseItem,
    visit: Visit,
    delta: Callable[[RunSession], Mapping[str, Any]],
    *,
    at: datetime,
) -> Saved:
    film = item.kind == CourseItem.Kind.VIDEO
    judged = watching.video_completion if film else lessons.lesson_completion

    def judge(state: RunState) -> bool:
        # What lies behind the learner is no more in the minutes to the certificate.
        read = _film_read(item, state.data) if film else lessons.read_share(item.content, state.data)
        state.data = lessons.folded(state.data, {lessons.READ: read})
        if state.completion != Completion.COMPLETED:
            state.completion = judged(item.content, state.data)
        return False

    return commit(enrolment, item, visit, Way(delta, lambda: open_attempt(enrolment, item, at=at), judge), at=at)


def _film_read(item: CourseItem, data: Mapping[str, Any]) -> int:
    duration, share = item.content.get("duration", 0), item.content.get("share", watching.LESSON_SHARE)
    return watching.share_done(data.get(watching.video_key()), duration=duration, share=share)
