"""Packages of the demo, built by script from the texts of its library. All that is in them is ours."""

from .building import build_package
from .catalogue import Kind, build, names

__all__ = ["Kind", "build", "build_package", "names"]
