"""The door of the vocabulary."""

from .defaults import load
from .frameworks import FrameworkRead, bearing, crosswalk_on, read_framework, readable
from .models import Audience, Crosswalk, Framework, FrameworkNode, Nation, Specialty, Topic

__all__ = [
    "Audience",
    "Crosswalk",
    "Framework",
    "FrameworkNode",
    "FrameworkRead",
    "Nation",
    "Specialty",
    "Topic",
    "bearing",
    "crosswalk_on",
    "load",
    "read_framework",
    "readable",
]
