"""Reading a produced file back, with a library that did not make it, before anybody is given it."""

import logging
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PdfReadError

from certificates.errors import SelfCheckFailed

from .reading import letters_of


def pages_of(pdf: bytes) -> int:
    """How many pages the file has."""
    return len(_open(pdf).pages)


def demand_true_picture(pdf: bytes, snapshot: dict[str, Any]) -> None:
    """Raise SelfCheckFailed unless the file is one tagged page that says whose it is, what for, and its code."""
    reader = _open(pdf)
    if len(reader.pages) != 1:
        raise SelfCheckFailed(f"A certificate is one page; this file has {len(reader.pages)}.")
    if "/StructTreeRoot" not in reader.root_object:
        raise SelfCheckFailed("The file has no structure for screen readers.")
    printed = letters_of(reader.pages[0])
    for fact in ("name", "title", "minutes_in_words", "completed_in_words", "code", "statement"):
        if "".join(snapshot[fact].split()) not in printed:
            raise SelfCheckFailed(f"The {fact.replace('_in_words', '')} cannot be read in the produced file.")


def _open(pdf: bytes) -> PdfReader:
    # pypdf logs every oddity of a file; ours has one that is harmless (/Suspects as typst writes it).
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        return PdfReader(BytesIO(pdf))
    except PdfReadError as error:
        raise SelfCheckFailed("The produced file cannot be read back.") from error
