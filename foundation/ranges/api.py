"""The door of ranges: what part of a file a browser asks for."""

from .asking import Slice, Unsatisfiable, asked
from .reading import Stretch

__all__ = ["Slice", "Stretch", "Unsatisfiable", "asked"]
