"""Films for readers: who may watch one, under which address, and what stands beside it.

A film has its own access (who may watch it by itself), which every request asks. A page that has found by itself that
somebody may watch, such as a course that they have a place on, hands them a pass: signed, for one person and one film,
good for a day.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.core import signing
from django.urls import reverse

from members.api import Viewer, may_read

from .blocks.moments import moment_words
from .captions import Passage

PASS_SECONDS = 24 * 3600
_SALT = "editing.film"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Said:
    """A passage as a page shows it: its anchor, its moment in words and in seconds."""

    anchor: str
    at: int
    moment: str
    speaker: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """A chapter with what is said in it. `anchor` leads to its first passage; its title may be blank."""

    at: int
    moment: str
    title: str
    anchor: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class ShownFilm:
    """A film for one reader. Where it may not be shown there is no address, and `refusal` says why in a sentence."""

    uuid: UUID
    title: str
    duration: int
    length: str
    media_type: str = ""
    address: str = ""
    captions: str = ""
    poster: Any = None
    credit: str = ""
    chapters: tuple[Chapter, ...] = ()
    refusal: str = ""


def anchor_prefix(video: Any) -> str:
    """What the anchors of a film's passages begin with in a text that may hold several films."""
    return f"t-{video.uuid.hex[:8]}-"


def film_pass(video: UUID, user_id: int) -> str:
    """A word that lets one person watch one film for a day, whatever the film's own access says."""
    return signing.dumps([video.hex, user_id], salt=_SALT)


def may_watch(viewer: Viewer, video: UUID, access: str, given: str = "") -> bool:
    """Whether somebody may watch a film: by its own access, or by a pass that is theirs."""
    if may_read(viewer, access):
        return True
    if not given or viewer.user_id is None:
        return False
    try:
        named, person = signing.loads(given, salt=_SALT, max_age=PASS_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return (named, person) == (video.hex, viewer.user_id)


def shown_film(
    video: Any,
    viewer: Viewer,
    *,
    decided: bool = False,
    prefix: str = "t-",
    chapters: Iterable[tuple[int, str]] | None = None,
    passages: Iterable[Passage] | None = None,
) -> ShownFilm:
    """A film as a page shows it to `viewer`.

    Args:
        video: an editing.Video.
        decided: the page has found that this person may watch, whatever the film's own access says.
        prefix: what the anchors of passages begin with; a page of several films needs one for each.
        chapters: seconds and titles instead of the film's own.
        passages: a transcript instead of the film's own.
    """
    facts = {"uuid": video.uuid, "title": video.title, "duration": video.duration}
    facts["length"] = moment_words(video.duration)
    if not video.is_ready:
        return ShownFilm(**facts, refusal="This film is being given its captions. It is shown once they are there.")
    if not decided and not may_read(viewer, video.access):
        return ShownFilm(**facts, refusal="This film is for members. Sign in to watch it.")
    given = f"?pass={film_pass(video.uuid, viewer.user_id)}" if decided and viewer.user_id else ""
    said = list(video.passages() if passages is None else passages)
    return ShownFilm(
        **facts,
        media_type=video.media_type,
        address=reverse("editing:film", args=[video.uuid]) + given,
        captions=reverse("editing:film-captions", args=[video.uuid]) + given,
        poster=video.poster,
        credit=video.credit,
        chapters=tuple(by_chapter(video.marks if chapters is None else chapters, said, prefix=prefix)),
    )


def by_chapter(marks: Iterable[tuple[int, str]], passages: Iterable[Passage], *, prefix: str = "t-") -> list[Chapter]:
    """What is said, by chapters. What comes before the first chapter belongs to it."""
    starts = sorted(marks) or [(0, "")]
    ends = [at for at, _ in starts[1:]] + [None]
    said = list(_anchored(passages, prefix))
    found: list[Chapter] = []
    for (at, title), end in zip(starts, ends, strict=True):
        first = at if found else 0
        inside = tuple(one for one in said if first <= one.at and (end is None or one.at < end))
        found.append(Chapter(at, moment_words(at), title, inside[0].anchor if inside else "transcript", inside))
    return found


def _anchored(passages: Iterable[Passage], prefix: str) -> Iterable[Said]:
    """Passages in order, each with an anchor of its own: two voices may begin in one second."""
    taken: set[str] = set()
    for one in sorted(passages, key=lambda passage: passage.at):
        anchor = f"{prefix}{one.at}"
        while anchor in taken:
            anchor += "-too"
        taken.add(anchor)
        yield Said(anchor, one.at, moment_words(one.at), one.speaker, one.text)


def fingerprint(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size in bytes of a file, which is left at its beginning."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return digest.hexdigest(), size
