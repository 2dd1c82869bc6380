"""What both siblings write with: pictures and documents that carry what a reader needs to know about them."""

from .images import LibraryImage, LibraryRendition
from .documents import LibraryDocument

__all__ = ["LibraryDocument", "LibraryImage", "LibraryRendition"]
