"""The door of stored files."""

from .keeping import path_of, store

__all__ = ["path_of", "store"]
