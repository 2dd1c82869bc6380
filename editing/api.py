"""The door of editing."""

from .blocks.media import LinkedPageBlock, PictureBlock, VideoBlock
from .blocks.moments import ChapterBlock, MomentBlock, PassageBlock, moment_words
from .blocks.sources import ChangeBlock, ReferenceBlock
from .blocks.streams import GUIDANCE_BLOCKS, READING_BLOCKS, TEXT_BLOCKS
from .blocks.text import INLINE, PROSE, anchor_of
from .models.fields import LinesField, OptionsField
from .models.reviews import ReviewRecord, ReviewSchedule
from .models.videos import Video
from .reading import Section, contents, minutes_to_read, plain_text, sections
from .reviews import Review, ReviewRefused, plan_review, record_review, review_of, reviews_of, state_on

__all__ = [
    "GUIDANCE_BLOCKS",
    "INLINE",
    "PROSE",
    "READING_BLOCKS",
    "TEXT_BLOCKS",
    "ChangeBlock",
    "ChapterBlock",
    "LinesField",
    "LinkedPageBlock",
    "MomentBlock",
    "OptionsField",
    "PassageBlock",
    "PictureBlock",
    "ReferenceBlock",
    "Review",
    "ReviewRecord",
    "ReviewRefused",
    "ReviewSchedule",
    "Section",
    "Video",
    "VideoBlock",
    "anchor_of",
    "contents",
    "minutes_to_read",
    "moment_words",
    "plain_text",
    "plan_review",
    "record_review",
    "review_of",
    "reviews_of",
    "sections",
    "state_on",
]
