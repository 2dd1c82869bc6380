"""The door of the vocabulary."""

from .defaults import load
from .frameworks import bearing, crosswalk_on, readable
from .models import Audience, Crosswalk, Framework, FrameworkNode, Nation, Specialty, Topic

__all__ = [
    "Audience",
    "Crosswalk",
    "Framework",
    "FrameworkNode",
    "Nation",
    "Specialty",
    "Topic",
    "bearing",
    "crosswalk_on",
    "load",
    "readable",
]
