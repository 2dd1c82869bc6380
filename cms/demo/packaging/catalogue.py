"""Which packages can be built, and how: every course of the library as one page, and the packages with sources of their
own, each by its kind."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from cms.demo.courses import read_course

from .awkward import build_awkward
from .building import build_package
from .sequenced import build_sequenced
from .several import build_several
from .sources import PackageText, read_package


class Kind(StrEnum):
    """What sort of package it is."""

    SEVERAL = "several"
    SEQUENCED = "sequenced"
    AWKWARD = "awkward"


# The packages with sources of their own under library/packages/, in the order in which the demo shows them.
KINDS: dict[str, Kind] = {
    "the-consent-conversation": Kind.SEVERAL,
    "candour-what-you-know": Kind.SEQUENCED,
    "the-awkward-package": Kind.AWKWARD,
}
_BUILDERS: dict[Kind, Callable[[PackageText], bytes]] = {
    Kind.SEVERAL: build_several,
    Kind.SEQUENCED: build_sequenced,
    Kind.AWKWARD: build_awkward,
}


def names(root: Path) -> list[str]:
    """Everything that can be built from the library under `root`, by name."""
    return [*sorted(path.parent.name for path in (root / "courses").glob("*/course.md")), *KINDS]


def read_packages(root: Path) -> list[tuple[PackageText, Kind]]:
    """The packages with sources of their own, as written. Raises LibraryError."""
    return [(read_package(root / "packages" / name), kind) for name, kind in KINDS.items()]


def build_text(text: PackageText, kind: Kind) -> bytes:
    """The zip of a package that has been read. Raises LibraryError where its kind needs a text that is missing."""
    return _BUILDERS[kind](text)


def build(name: str, root: Path, people: Mapping[str, Mapping[str, str]] | None = None) -> bytes:
    """The zip of a package by its name, from the library under `root`.

    Raises:
        LibraryError: a text cannot be read. KeyError: nothing has that name.
    """
    if name in KINDS:
        return build_text(read_package(root / "packages" / name), KINDS[name])
    if name not in names(root):
        raise KeyError(name)
    return build_package(read_course(root / "courses" / name), people)
