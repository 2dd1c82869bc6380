"""The names of the files in a package: which are acceptable, and which two are the same. Pure.

A name never reaches the file system (files are stored by hash), so these rules do not guard a folder of ours. They
guard what the name means: one address, one file, on every machine that the package may later be moved to.
"""

import re
import unicodedata
from collections.abc import Iterable

from .refusals import PackageRefused, shown

COMPONENT_BYTES = 200
PATH_BYTES = 900
DEPTH = 32

_DRIVE = re.compile(r"[A-Za-z]:")
_ZIP_AGAIN = "Open the package's own folder, select everything in it, and make the zip again from there."
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


def clean(name: str) -> str:
    """The path of an entry in NFC, with "/" between its parts and "./" taken out.

    Raises PackageRefused for a name that leaves the package, cannot be typed as an address, or is over a limit.
    """
    if any(unicodedata.category(c) == "Cc" for c in name):
        raise PackageRefused(
            "name-control",
            f"The file name {shown(name)} holds a control character.",
            remedy="Rename the file in the authoring tool and export again.",
            file=shown(name),
        )
    if "\\" in name:
        raise PackageRefused(
            "name-backslash",
            f"The file name {shown(name)} holds a backslash, so it is not clear in which folder the file lies.",
            remedy=f"An old zip program did this. {_ZIP_AGAIN}",
            file=shown(name),
        )
    path = unicodedata.normalize("NFC", name)
    parts = [part for part in path.rstrip("/").split("/") if part != "."]
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts:
        raise PackageRefused(
            "name-escapes",
            f"The file name {shown(name)} points outside the package.",
            remedy=f"Do not trust this file unless you know who made it. {_ZIP_AGAIN}",
            file=shown(name),
        )
    if not parts or not all(parts):
        raise PackageRefused(
            "name-empty",
            f"The file name {shown(name)!r} has an empty part.",
            remedy=_ZIP_AGAIN,
            file=shown(name),
        )
    joined = "/".join(parts)
    too_long = len(joined.encode()) > PATH_BYTES or any(len(part.encode()) > COMPONENT_BYTES for part in parts)
    if too_long or len(parts) > DEPTH:
        raise PackageRefused(
            "name-too-long",
            f"The file name {shown(name)} is too long or lies too deep: a name may have {COMPONENT_BYTES} bytes, "
            f"a path {PATH_BYTES} bytes and {DEPTH} folders.",
            remedy="Shorten the names in the authoring tool and export again.",
            file=shown(name),
        )
    return joined


def folded(path: str) -> str:
    """What two paths have in common when a careless system could take one for the other."""
    return unicodedata.normalize("NFC", path.casefold())


def refuse_clashes(files: Iterable[str]) -> None:
    """Raise PackageRefused where two files are one after case folding, or a file is also a folder."""
    seen: dict[str, str] = {}
    for path in files:
        other = seen.setdefault(folded(path), path)
        if other is not path:
            raise PackageRefused(
                "name-clash",
                f"Two files of the package have the same name: {shown(other)} and {shown(path)}.",
                remedy="Rename one of them; names that differ only in capitals or accents count as the same.",
                file=shown(path),
            )
    for path in seen.values():
        parent = folded(path).rpartition("/")[0]
        while parent:
            if parent in seen:
                raise PackageRefused(
                    "name-clash",
                    f"{shown(seen[parent])} is a file, and {shown(path)} lies in a folder of the same name.",
                    remedy="Rename the file or the folder.",
                    file=shown(seen[parent]),
                )
            parent = parent.rpartition("/")[0]


def is_litter(path: str) -> bool:
    """Whether a desktop system left this file behind; it is no part of the package."""
    parts = path.lower().split("/")
    return parts[0] == "__macosx" or parts[-1] in _LITTER


def wrapping_folder(files: Iterable[str], manifest: str) -> str:
    """The one folder that holds the whole package, as "name/"; "" where there is none.

    Zipping a folder instead of its contents is the commonest slip, and harmless.
    """
    paths = list(files)
    tops = {path.partition("/")[0] for path in paths}
    if len(tops) != 1:
        return ""
    (top,) = tops
    wanted = f"{top}/{manifest}".casefold()
    return f"{top}/" if any(path.casefold() == wanted for path in paths) else ""
