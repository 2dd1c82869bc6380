"""From what a manifest writes as an address to a file of the package, and back to an address. Pure.

A result is always a file that the package holds: the text is decoded once, walked part by part, and looked up. It is
never joined to a folder.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from .names import folded
from .refusals import Notice, PackageRefused, shown

URL = 2000
_LIKE, _LIKE_AMONG = 200, 500  # letters and files compared in a search for a name that was meant; it is slow work

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")
_PATH_SAFE = "/-._~!$&'()*+,;=:@"
_QUERY_SAFE = _PATH_SAFE + "?%[]"


@dataclass(frozen=True)
class Address:
    """A file of the package, and the address of it relative to the package's top, with query and fragment."""

    path: str
    url: str


class Files:
    """The paths of a package, looked up exactly or, on request, whatever their capitals."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._folded = {folded(path): path for path in paths}
        self._exact = frozenset(self._folded.values())

    def find(self, path: str) -> str | None:
        """The path itself, or the one that differs from it in capitals only, or None."""
        return path if path in self._exact else self._folded.get(folded(path))

    def like(self, path: str) -> str | None:
        """A path that the author may have meant; None where nothing resembles it."""
        name = folded(path).rpartition("/")[2]
        same_name = [real for key, real in self._folded.items() if key.rpartition("/")[2] == name]
        if same_name:
            return same_name[0]
        near = difflib.get_close_matches(folded(path)[:_LIKE], list(self._folded)[:_LIKE_AMONG], n=1, cutoff=0.8)
        return self._folded[near[0]] if near else None


@dataclass(frozen=True)
class Place:
    """Where in the manifest an address stands, for messages: "item “Chapter 1”", the file and its line."""

    what: str
    file: str
    line: int | None


def resolve(
    href: str, *, bases: Iterable[str], parameters: str, files: Files, place: Place, notice: Callable[[Notice], None]
) -> Address:
    """The file that `href` means, below the xml:base values `bases` (outermost first), with an item's `parameters`.

    Small slips are repaired and told to `notice`. Raises PackageRefused for an address that is not in the package.
    """
    href, bases = _local(href, place, notice), [_local(base, place, notice) for base in bases]
    rest, mark, fragment = href.partition("#")
    raw_path, _, query = rest.partition("?")
    wanted, found = _search(raw_path, bases, files, place)
    if found is None:
        raise _missing(wanted, files, place)
    if found != wanted:
        said = f"{place.what} names {shown(wanted)}; the file is called {shown(found)}. That one is used."
        notice(Notice("case-slip", said, place.file, place.line))
    url = _compose(found, query, mark + fragment, parameters)
    if len(url) > URL:
        raise _too_long(place)
    return Address(found, url)


def holds(href: str, bases: Iterable[str], files: Files) -> bool:
    """Whether the package holds what a resource's `file` element lists; no judgement on the address."""
    place = Place("", "", None)
    try:
        href = _local(href, place, _ignore).partition("#")[0].partition("?")[0]
        return _search(href, [_local(base, place, _ignore) for base in bases if base], files, place)[1] is not None
    except PackageRefused:
        return False


def _ignore(notice: Notice) -> None:
    """Nobody is told."""


def _local(href: str, place: Place, notice: Callable[[Notice], None]) -> str:
    text = href.strip()
    if len(text) > URL:
        raise _too_long(place)  # before any work: one base of megabytes stands before every address of the manifest
    if "\\" in text:
        text = text.replace("\\", "/")
        said = f"{place.what} writes its address with backslashes; they are read as slashes."
        notice(Notice("backslash-address", said, place.file, place.line))
    bare = _SPACES.sub("", text)
    if _SCHEME.match(bare) or bare.startswith("//"):
        raise PackageRefused(
            "address-elsewhere",
            f"{place.what} points at {shown(text)}, which is not a file of the package.",
            remedy="Put the page itself into the package, or link to it from a page of the package.",
            file=place.file,
            line=place.line,
        )
    if bare.startswith("/"):
        raise _escapes(text, place)
    return text


def _search(raw_path: str, bases: list[str], files: Files, place: Place) -> tuple[str, str | None]:
    """The path that was meant and the file found for it, if any; of several readings the first that finds one."""
    readings = [_walk(lead + raw_path, place) for lead in _leads(bases)]
    return next(((wanted, found) for wanted in readings if (found := files.find(wanted))), (readings[0], None))


def _leads(bases: list[str]) -> list[str]:
    """What stands before the href: as the rules of addresses join it, then as its author may have meant it.

    By the rules, a base that does not end with a slash loses its last part; authors who forget the slash mean a folder.
    """
    strict = "".join(base.rpartition("/")[0] + "/" for base in bases if "/" in base)
    loose = "".join(base.rstrip("/") + "/" for base in bases if base)
    return list(dict.fromkeys((strict, loose)))


def _walk(raw: str, place: Place) -> str:
    try:
        decoded = unicodedata.normalize("NFC", unquote(raw, errors="strict"))
    except UnicodeDecodeError:
        decoded = "\0"
    if "\\" in decoded or any(unicodedata.category(c) == "Cc" for c in decoded):
        raise PackageRefused(
            "address-unreadable",
            f"The address {shown(raw)} of {place.what} holds characters that no file name may hold.",
            remedy="Rename the file with letters, digits and hyphens, and export the package again.",
            file=place.file,
            line=place.line,
        )
    parts: list[str] = []
    for part in decoded.split("/"):
        if part == "..":
            if not parts:
                raise _escapes(raw, place)
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _compose(path: str, query: str, fragment: str, parameters: str) -> str:
    """The address with the item's parameters put on as SCORM says (CAM 4th Edition, 3.4.2 "parameters")."""
    extra = parameters.strip().lstrip("?&")
    if extra.startswith("#"):
        fragment, extra = fragment or extra, ""
    elif "#" in extra:
        extra, _, own = extra.partition("#")
        fragment = fragment or f"#{own}"
    query = "&".join(part for part in (query, extra) if part)
    url = quote(path, safe=_PATH_SAFE)
    if query:
        url += "?" + quote(query, safe=_QUERY_SAFE)
    return url + quote(fragment, safe=_QUERY_SAFE + "#")


def _too_long(place: Place) -> PackageRefused:
    return PackageRefused(
        "address-too-long",
        f"The address of {place.what} has more than {URL} characters.",
        remedy="Shorten the address, its xml:base and its parameters, and export the package again.",
        file=place.file,
        line=place.line,
    )


def _escapes(text: str, place: Place) -> PackageRefused:
    return PackageRefused(
        "address-escapes",
        f"{place.what} points at {shown(text)}, outside the package.",
        remedy="Write the address from the place of the manifest, without “..” and without a leading slash.",
        file=place.file,
        line=place.line,
    )


def _missing(wanted: str, files: Files, place: Place) -> PackageRefused:
    near = files.like(wanted)
    hint = f" Did it mean {shown(near)}?" if near else ""
    return PackageRefused(
        "launch-file-missing",
        f"{place.what} opens {shown(wanted) or 'nothing'}, and the package holds no such file.{hint}",
        remedy="Put the file into the package, or mend the address in the manifest.",
        file=place.file,
        line=place.line,
    )
