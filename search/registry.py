"""Which app answers for which kind of thing. Filled by each app's `AppConfig.ready`; search knows no app above it."""

from collections.abc import Iterator
from typing import Protocol

from .items import Doc, LibraryRef


class Source(Protocol):
    """An app's part of the library."""

    kinds: frozenset[str]

    def doc(self, ref: LibraryRef) -> Doc | None:
        """The thing as it stands today; None where it is not (or no longer) in the library."""
        ...

    def refs(self) -> Iterator[LibraryRef]:
        """Every thing of this source that is in the library today."""
        ...


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let `source` answer for its kinds. Raises ValueError where a kind is taken by another source."""
    for kind in source.kinds:
        if kind in _sources and type(_sources[kind]) is not type(source):
            raise ValueError(f"Two sources answer for {kind!r}.")
        _sources[kind] = source


def source_for(kind: str) -> Source | None:
    """The source of a kind; None where no app has registered one."""
    return _sources.get(kind)


def sources() -> list[Source]:
    """Each registered source once."""
    return list({id(source): source for source in _sources.values()}.values())
