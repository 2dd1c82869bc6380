"""Films: which seconds were played, and when that is enough. Played segments, not a high-water mark: whoever jumps to
the end has watched the end.

A film's element of the state is {"segments": [[from, to], ...], "at": seconds, "read": true}: seconds since the film's
beginning with one decimal, joined and in order; where it was left; and whether its transcript was read instead.
The element is "video.main" for a film that is an item of the course, "video.<block id>" for one in a lesson.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from courses.models.learning import Completion

Segments = list[list[float]]

MAIN = "main"
MOST_SEGMENTS = 500
FASTEST = 2.0  # the highest speed that the page offers
GRACE = 15.0  # seconds: a page opens, and its clock and ours are read, at different moments
_LONGER_THAN_ANY = 10**9  # seconds
LESSON_SHARE = 90  # per cent of a film that a lesson waits for


class NotSegments(ValueError):
    """What was sent is no list of played stretches of this film. `str` of it is a sentence for the trace."""


def video_key(block: str = MAIN) -> str:
    """The element of the state that a film writes."""
    return f"video.{block}"


def is_video_key(key: str) -> bool:
    """Whether an element of a state is a film's."""
    return key.startswith("video.")


def joined(a: Iterable[Sequence[float]], b: Iterable[Sequence[float]] = ()) -> Segments:
    """The union of two lists of segments: in order, none touching another, to a tenth of a second."""
    found: Segments = []
    for first, last in sorted((round(float(first), 1), round(float(last), 1)) for first, last in [*a, *b]):
        if last <= first:
            continue
        if found and first <= found[-1][1]:
            found[-1][1] = max(found[-1][1], last)
        else:
            found.append([first, last])
    return found


def watched_seconds(segments: Iterable[Sequence[float]]) -> float:
    """How many distinct seconds the segments hold."""
    return round(sum(last - first for first, last in joined(segments)), 1)


def joined_element(before: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """A film's element with what a commit adds: segments are united, a read transcript stays read, the place is new."""
    segments = joined(before.get("segments", ()), value.get("segments", ()))
    # Two devices over years may leave more pieces than are kept: the smallest gaps are the first to be forgiven.
    while len(segments) > MOST_SEGMENTS:
        gap = min(range(1, len(segments)), key=lambda number: segments[number][0] - segments[number - 1][1])
        segments[gap - 1 : gap + 1] = [[segments[gap - 1][0], segments[gap][1]]]
    return {**before, **value, "segments": segments}


def read_segments(given: Any, *, duration: float) -> Segments:
    """Segments as a page sent them, checked and joined.

    Raises:
        NotSegments: no list of pairs of numbers with 0 <= from < to <= duration, or more than MOST_SEGMENTS of them.
    """
    if not isinstance(given, list):
        raise NotSegments("The segments are no list.")
    if len(given) > MOST_SEGMENTS:
        raise NotSegments(f"More than {MOST_SEGMENTS} segments were sent.")
    for number, pair in enumerate(given, start=1):
        if not isinstance(pair, list) or len(pair) != 2 or not all(_is_number(one) for one in pair):  # noqa: PLR2004 - a pair
            raise NotSegments(f"Segment {number} is no pair of seconds.")
        first, last = pair
        # The file's own last second may be a begun one; the page rounds to a tenth.
        if not 0 <= first < last <= duration + 1:
            raise NotSegments(f"Segment {number} does not lie within the film.")
    return joined([[first, min(last, duration)] for first, last in given])


def _is_number(value: Any) -> bool:
    # A whole number of JSON may be too large for any float; no film lasts so long, and nan is below nothing.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LONGER_THAN_ANY


def plausible(segments: Segments, *, within: float) -> Segments:
    """The segments, cut where they hold more than can have been watched in `within` seconds of clock.

    A page offers twice the speed at most. What stands first in the film is kept.
    """
    room = within * FASTEST + GRACE
    kept: Segments = []
    for first, last in segments:
        if room <= 0:
            break
        kept.append([first, min(last, math.floor((first + room) * 10) / 10)])
        room -= last - first
    return joined(kept)


def seconds_asked(duration: float, share: int) -> int:
    """How many distinct seconds complete a film of that length: `share` per cent of it, a begun second counted."""
    return math.ceil(duration * share / 100)


def is_enough(element: Mapping[str, Any] | None, *, duration: float, share: int) -> bool:
    """Whether a film was watched, or its transcript read instead."""
    if not element:
        return False
    return bool(element.get("read")) or watched_seconds(element.get("segments", ())) >= seconds_asked(duration, share)


def video_completion(content: Mapping[str, Any], data: Mapping[str, Any]) -> Completion:
    """What an item that is a film has come to; `content` has its duration and the share that is asked."""
    element = data.get(video_key())
    if is_enough(element, duration=content.get("duration", 0), share=content.get("share", LESSON_SHARE)):
        return Completion.COMPLETED
    return Completion.INCOMPLETE if element else Completion.UNKNOWN


def in_words(seconds: float) -> str:
    """Seconds as a person says them: "2 min 5 s", "45 s"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes and rest else f"{minutes} min" if minutes else f"{rest} s"


def video_reason(content: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """What a film still asks, in one sentence; empty where nothing."""
    element = data.get(video_key()) or {}
    duration, share = content.get("duration", 0), content.get("share", LESSON_SHARE)
    if is_enough(element, duration=duration, share=share):
        return ""
    asked, watched = seconds_asked(duration, share), watched_seconds(element.get("segments", ()))
    if not watched:
        return f"Watch {in_words(asked)} of it, or read the transcript."
    return f"{in_words(watched)} watched; {in_words(asked - watched)} to go."


def share_done(element: Mapping[str, Any] | None, *, duration: float, share: int) -> int:
    """How much of what a film asks was done, in per cent: all of it once its transcript was read."""
    if not element:
        return 0
    if is_enough(element, duration=duration, share=share):
        return 100
    asked = seconds_asked(duration, share)
    return int(100 * watched_seconds(element.get("segments", ())) / asked) if asked else 0
