"""Lengths of time as the standards write them, and as we keep them: whole hundredths of a second."""

import re

_12 = re.compile(r"(\d{2,4}):(\d{2}):(\d{2})(?:\.(\d{1,2}))?", re.ASCII)
_2004 = re.compile(
    r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,2}))?S)?)?", re.ASCII
)
# A year or a month has no fixed length; where a package reports one, these are what we take it for.
_DAYS_OF_YEAR, _DAYS_OF_MONTH = 365, 30
_LONGEST_TEXT = 60
_SECOND, _MINUTE, _HOUR, _DAY = 100, 6_000, 360_000, 8_640_000
LONGEST_TOTAL = 10_000 * _HOUR - 1  # SCORM 1.2 has four digits for the hours


def read_timespan(text: str) -> int | None:
    """HHHH:MM:SS.SS of SCORM 1.2 as hundredths of a second; None where it is none. `.5` is fifty hundredths."""
    found = _12.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds, part = found.groups()
    return int(hours) * _HOUR + int(minutes) * _MINUTE + int(seconds) * _SECOND + _hundredths(part)


def read_duration(text: str) -> int | None:
    """P1DT2H3M4.5S of SCORM 2004 as hundredths of a second; None where it is none."""
    found = _2004.fullmatch(text)
    if found is None or len(text) > _LONGEST_TEXT:
        return None
    years, months, days, hours, minutes, seconds = (int(group or 0) for group in found.groups()[:6])
    days += years * _DAYS_OF_YEAR + months * _DAYS_OF_MONTH
    return days * _DAY + hours * _HOUR + minutes * _MINUTE + seconds * _SECOND + _hundredths(found.group(7))


def write_timespan(hundredths: int) -> str:
    """HHHH:MM:SS.SS; what is longer than the format can say is said as the longest."""
    hundredths = max(0, min(hundredths, LONGEST_TOTAL))
    hours, rest = divmod(hundredths, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    seconds, part = divmod(rest, _SECOND)
    return f"{hours:04d}:{minutes:02d}:{seconds:02d}.{part:02d}"


def write_duration(hundredths: int) -> str:
    """PT1H2M3.04S."""
    hundredths = max(0, hundredths)
    hours, rest = divmod(hundredths, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    seconds, part = divmod(rest, _SECOND)
    return f"PT{hours}H{minutes}M{seconds}" + (f".{part:02d}S" if part else "S")


def _hundredths(digits: str | None) -> int:
    return int(digits.ljust(2, "0")) if digits else 0
