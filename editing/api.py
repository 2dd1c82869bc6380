"""The door of editing."""

from .blocks.media import LinkedPageBlock, PictureBlock, VideoBlock
from .blocks.moments import ChapterBlock, MomentBlock, PassageBlock, moment_words
from .blocks.sources import ChangeBlock, ReferenceBlock
from .blocks.streams import GUIDANCE_BLOCKS, READING_BLOCKS, TEXT_BLOCKS
from .blocks.text import INLINE, PROSE, anchor_of
from .captions import Cue, Passage, faults_in, write_captions
from .film_uses import FilmInUse, FilmUse, pages_showing, register_film_uses, uses_of
from .films import read_film
from .models.fields import LinesField, OptionsField
from .models.reviews import ReviewRecord, ReviewSchedule
from .models.videos import Video
from .reading import Section, contents, minutes_to_read, plain_text, sections
from .reviews import Review, ReviewRefused, plan_review, record_review, review_of, reviews_of, state_on
from .videos import Chapter, ShownFilm, anchor_prefix, by_chapter, fingerprint, shown_film

__all__ = [
    "GUIDANCE_BLOCKS",
    "INLINE",
    "PROSE",
    "READING_BLOCKS",
    "TEXT_BLOCKS",
    "ChangeBlock",
    "Chapter",
    "ChapterBlock",
    "Cue",
    "FilmInUse",
    "FilmUse",
    "LinesField",
    "LinkedPageBlock",
    "MomentBlock",
    "OptionsField",
    "Passage",
    "PassageBlock",
    "PictureBlock",
    "ReferenceBlock",
    "Review",
    "ReviewRecord",
    "ReviewRefused",
    "ReviewSchedule",
    "Section",
    "ShownFilm",
    "Video",
    "VideoBlock",
    "anchor_of",
    "anchor_prefix",
    "by_chapter",
    "contents",
    "faults_in",
    "fingerprint",
    "minutes_to_read",
    "moment_words",
    "pages_showing",
    "plain_text",
    "plan_review",
    "read_film",
    "record_review",
    "register_film_uses",
    "review_of",
    "reviews_of",
    "sections",
    "shown_film",
    "state_on",
    "uses_of",
    "write_captions",
]
