"""How long things take: what was measured of many, what is left for one. Pure functions.

"18 min to certificate" is a promise to somebody between two patients. It leans on the median of those who did it where
there are enough of them, and on the author's estimate where not.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

ENOUGH_PEOPLE = (
    10  # fewer say more about themselves than about the part; it also keeps a figure from being one person's
)
SECONDS = 60
WHOLE = 100
WORDS_OF_AN_ANSWER = 80  # thinking about a question takes as long as reading so many words
LEAST_WORDS = 5
WORDS_A_SECOND = 3.5  # of a reader: 210 words a minute; so many words are a second of film worth


def median_of(seconds: Iterable[float]) -> int | None:
    """The median of how long a part took so many people, in whole seconds; None for too few.

    Who was seen for no time at all (one click a long while after opening) says nothing and is left out.
    """
    seen = [value for value in seconds if value > 0]
    return round(median(seen)) if len(seen) >= ENOUGH_PEOPLE else None


def minutes_of(estimate: int, median_seconds: int | None) -> int:
    """Minutes of a part: the measured median, rounded up, where there is one; else the author's estimate."""
    return estimate if median_seconds is None else max(1, -(-median_seconds // SECONDS))


def minutes_unread(minutes: int, read: int) -> int:
    """What is left of a part of which `read` per cent were read: rounded up, and never nothing before it is done."""
    left = -(-minutes * (WHOLE - min(max(read, 0), WHOLE)) // WHOLE)
    return max(left, min(minutes, 1))


def read_share(
    body: Sequence[Mapping[str, Any]],
    place: str,
    touched: Iterable[str],
    films: Mapping[str, tuple[float, int]] | None = None,
) -> int:
    """How much of a lesson lies behind the learner, in per cent, weighted by words; a film by its length.

    Args:
        body: the lesson's blocks in order, as frozen.
        place: the block where they were last, blank for none. What stands before it counts as read, it does not.
        touched: the blocks that they answered, wherever these stand.
        films: of the lesson's films, the seconds each lasts and the per cent of it that was watched. A film that was
            scrolled past counts by what was watched of it.
    """
    films = films or {}
    done = set(touched)
    order = [block["id"] for block in body]
    if place in order:
        done.update(order[: order.index(place)])
    weights = {block["id"]: weight_of(block) for block in body}
    weights |= {key: max(LEAST_WORDS, round(seconds * WORDS_A_SECOND)) for key, (seconds, _) in films.items()}
    shares = dict.fromkeys(done, WHOLE) | {key: share for key, (_, share) in films.items()}
    whole = sum(weights.values())
    return sum(weight * shares.get(key, 0) for key, weight in weights.items()) // whole if whole else 0


def weight_of(block: Mapping[str, Any]) -> int:
    """How many words a block is worth: its own, and more where something is to be done."""
    asks = block["type"] not in _READ_ONLY
    return max(LEAST_WORDS, _words(block["value"])) + (WORDS_OF_AN_ANSWER if asks else 0)


_READ_ONLY = frozenset(
    (
        *("heading", "paragraph", "table", "next_hour", "key_points", "callout", "scene", "words", "clock"),
        *("checklist", "picture", "reference", "linked_page"),
    )
)


def _words(value: Any) -> int:
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, Mapping):
        return sum(_words(part) for part in value.values())
    if isinstance(value, Sequence):
        return sum(_words(part) for part in value)
    return 0
