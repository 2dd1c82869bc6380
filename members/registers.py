"""What a registration number looks like, by register. Pure; a hint for typing errors, never a proof of registration.

Formats from the regulators' public registers: GMC reference numbers have seven digits, GDC numbers four to six, NMC
PINs are two digits, a letter, four digits and a letter, GPhC numbers seven digits.
"""

import re

from .models.professions import Regulator

_SHAPES: dict[str, tuple[re.Pattern[str], str]] = {
    Regulator.GMC: (re.compile(r"\d{7}"), "A GMC number has seven digits, such as 7012345."),
    Regulator.GDC: (re.compile(r"\d{4,6}"), "A GDC number has four to six digits, such as 123456."),
    Regulator.NMC: (
        re.compile(r"\d{2}[A-Z]\d{4}[A-Z]"),
        "An NMC PIN is two digits, a letter, four digits and a letter, such as 12A3456E.",
    ),
    Regulator.GPHC: (re.compile(r"\d{7}"), "A GPhC number has seven digits, such as 2012345."),
}


def tidy_number(number: str) -> str:
    """The number in one writing: no spaces, capitals."""
    return re.sub(r"[\s-]+", "", number).upper()


def complaint_about(number: str, regulator: str) -> str:
    """A sentence about what is wrong with a tidied number, or nothing. Unknown registers accept anything."""
    shape = _SHAPES.get(regulator)
    if shape is None or shape[0].fullmatch(number):
        return ""
    return shape[1]
