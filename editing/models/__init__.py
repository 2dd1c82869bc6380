"""What both siblings write with: pictures, documents and reviews that carry what a reader needs to know about them."""

from .documents import LibraryDocument
from .fields import LinesField, OptionsField
from .images import LibraryImage, LibraryRendition
from .reviews import ReviewRecord, ReviewSchedule
from .videos import Video

__all__ = [
    "LibraryDocument",
    "LibraryImage",
    "LibraryRendition",
    "LinesField",
    "OptionsField",
    "ReviewRecord",
    "ReviewSchedule",
    "Video",
]
