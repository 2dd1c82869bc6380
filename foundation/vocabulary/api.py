"""The door of the vocabulary."""

from .defaults import load
from .models import Audience, Nation, Specialty, Topic

__all__ = ["Audience", "Nation", "Specialty", "Topic", "load"]
