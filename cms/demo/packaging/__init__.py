"""Packages of the demo, built by script from the texts of its library. All that is in them is ours."""

from .building import build_package
from .catalogue import Kind, build, build_text, names, read_packages
from .sources import PackageText

__all__ = ["Kind", "PackageText", "build", "build_package", "build_text", "names", "read_packages"]
