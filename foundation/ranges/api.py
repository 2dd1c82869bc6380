"""The door of ranges: what part of a file a browser asks for."""

from .asking import Slice, Unsatisfiable, asked

__all__ = ["Slice", "Unsatisfiable", "asked"]
