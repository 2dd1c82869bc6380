"""The script that turns a course of the demo library into a SCORM 1.2 package. All that is in it is ours."""

from .building import build_package

__all__ = ["build_package"]
