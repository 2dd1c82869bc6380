"""Moments and lengths of time as a reader finds them in a sentence. Pure; days are days in the United Kingdom."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")
_MINUTE_CS, _MINUTES_OF_AN_HOUR = 6_000, 60


def in_words(moment: datetime, *, at: datetime) -> str:
    """ "today at 14:02", "yesterday at 09:30", "on 18 November at 14:02", and with the year where it is another one."""
    then, now = moment.astimezone(HERE), at.astimezone(HERE)
    clock = f"at {then:%H:%M}"
    if then.date() == now.date():
        return f"today {clock}"
    if then.date() == now.date() - timedelta(days=1):
        return f"yesterday {clock}"
    year = "" if then.year == now.year else f" {then:%Y}"
    return f"on {then.day} {then:%B}{year} {clock}"


def day_in_words(day: date) -> str:
    """ "3 March 2028"."""
    return f"{day.day} {day:%B} {day.year}"


def length_in_words(hundredths: int) -> str:
    """ "12 min", "1 h 5 min", "less than a minute"; blank for none."""
    minutes = hundredths // _MINUTE_CS
    if minutes <= 0:
        return "less than a minute" if hundredths > 0 else ""
    hours, rest = divmod(minutes, _MINUTES_OF_AN_HOUR)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
