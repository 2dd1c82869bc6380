"""A film as one learner sees it in a course: what is to be watched, what was, and where it was left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from editing.api import ShownFilm, Video, shown_film
from members.api import Viewer

from .rules import watching


@dataclass(frozen=True)
class Watching:
    """How far a learner is with a film. `asked` and `watched` are seconds; `sentence` says what is missing."""

    block: str
    asked: int
    watched: float
    enough: bool
    read: bool
    place: float
    segments: list[list[float]]
    sentence: str

    @property
    def percent(self) -> int:
        """Of what is asked, for a bar."""
        return 100 if self.enough else min(99, int(100 * self.watched / self.asked)) if self.asked else 0


def watching_of(block: str, film: Mapping[str, Any], data: Mapping[str, Any]) -> Watching:
    """How far the state says that the learner is; `film` is as frozen."""
    element = data.get(watching.video_key(block)) or {}
    duration, share = film.get("duration", 0), film.get("share", watching.LESSON_SHARE)
    segments = watching.joined(element.get("segments", ()))
    sentence = watching.video_reason(dict(film) | {"share": share}, {watching.video_key(): element})
    return Watching(
        block=block,
        asked=watching.seconds_asked(duration, share),
        watched=watching.watched_seconds(segments),
        enough=watching.is_enough(element, duration=duration, share=share),
        read=bool(element.get("read")),
        place=float(element.get("at") or 0),
        segments=segments,
        sentence=sentence or "That is enough; go on.",
    )


def film_for(item_film: Mapping[str, Any], viewer: Viewer) -> ShownFilm | None:
    """The film of a course for somebody who has a place on it; None where its row is gone. One statement or two."""
    named = item_film.get("video")
    video = Video.objects.select_related("poster").filter(uuid=named).first() if named else None
    return None if video is None else shown_film(video, viewer, decided=True)
