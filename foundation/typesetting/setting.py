"""Data and a template in, a tagged PDF out: PDF/UA-1 and PDF/A-3a in one file, the same bytes for the same input."""

import json
import logging
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

import typst

from .errors import MissingGlyph, TemplateFailed
from .fonts import book, can_print

log = logging.getLogger(__name__)

STANDARDS: list[Any] = ["ua-1", "a-3a"]
# A document that names no date of its own carries this one: the day it was made is not part of what it says.
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_DISPLAYED = "could not be displayed"


def typeset(template: Path | str, data: dict[str, Any], *, title: str, dated: datetime = NO_DATE) -> bytes:
    """The PDF of a template under templates/.

    The template reads `json(bytes(sys.inputs.data))` and `sys.inputs.title`; whatever stands in the data is printed
    and never run. A key that begins with "_" is not printed and may hold anything, an SVG for instance.

    Args:
        template: a path under templates/, such as "certificates/certificate.typ".
        data: what JSON can hold.
        title: the document's title.
        dated: the creation date in the file; equal input gives equal bytes.

    Raises:
        MissingGlyph: for a character no font of ours has; a box is never printed.
        TemplateFailed: when the template does not compile.
        FontsMissing: when the fonts are not installed.
    """
    root = Path(settings.ROOT) / "templates"
    if missing := can_print("".join([title, *_printed(data)]).translate(_LAYOUT)):
        raise MissingGlyph(missing)
    compiler = typst.Compiler(root / template, root=root, font_paths=book(), ignore_system_fonts=True)
    inputs = {"title": title, "data": unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False))}
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=dated.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        if _NOT_DISPLAYED in error.message:
            raise MissingGlyph([]) from None
        # The diagnostic may quote the data; the message names the fault and the hints how to mend it.
        raise TemplateFailed(f"The template {template} does not compile: {error.message}.") from None
    for warning in warnings:
        log.warning("typesetting %s: %s", template, warning.message)
    if not isinstance(pdf, bytes):
        raise TemplateFailed(f"The template {template} gave no file.")
    return pdf


_LAYOUT = dict.fromkeys(map(ord, "\n\r\t"), " ")


def _printed(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not key.startswith("_"):
                yield from _printed(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _printed(inner)
