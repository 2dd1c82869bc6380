"""A number as people type it: with commas, spaces, a currency sign or its unit. Pure."""

import re
from decimal import Decimal, InvalidOperation

_SHAPE = re.compile(r"^(?P<sign>[+-]?)\s*[£$€]?\s*(?P<number>\d[\d\s.,']*|[.,]\d+)\s*(?P<rest>.*)$")
_THOUSANDS = re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$")
_LONGEST = 40
_DASHES = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})


class NotANumber(ValueError):
    """`sentence` says to the person what is wanted."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def number_in(text: str, *, unit: str = "") -> Decimal:
    """The number that somebody typed.

    "1,000" is a thousand, as it is written here; "2,5" is two and a half, as it is written elsewhere. The unit may
    follow, in the singular too; another one may not.

    Raises:
        NotANumber: it is none, or another unit stands behind it.
    """
    plain = text.translate(_DASHES).strip()
    wanted = f"Type a number, such as 2.5{f'; the unit is {unit}' if unit else ''}."
    found = _SHAPE.match(plain)
    if not plain or len(plain) > _LONGEST or found is None:
        raise NotANumber(wanted)
    rest = found["rest"].strip().rstrip(".").casefold()
    if rest and (not unit or _bare(rest) != _bare(unit)):
        raise NotANumber(f"Type the number alone{f', in {unit}' if unit else ''}.")
    digits = re.sub(r"[\s']", "", found["number"]).rstrip(".,")
    if _THOUSANDS.match(digits):
        digits = digits.replace(",", "")
    elif digits.count(",") == 1 and "." not in digits:
        digits = digits.replace(",", ".")
    try:
        return Decimal(found["sign"] + digits)
    except InvalidOperation:
        raise NotANumber(wanted) from None


def _bare(unit: str) -> str:
    return unit.strip().casefold().rstrip("s")
