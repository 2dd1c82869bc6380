"""The door of the vocabulary."""

from .defaults import load
from .models import Audience, Crosswalk, Framework, FrameworkNode, Nation, Specialty, Topic

__all__ = ["Audience", "Crosswalk", "Framework", "FrameworkNode", "Nation", "Specialty", "Topic", "load"]
