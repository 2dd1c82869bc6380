"""Counting to a last day, with the arithmetic in words. Pure: dates in, a date and a sentence out."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .calendars import ONE_DAY, SATURDAY, Calendar, calendar_for

FEW_WORKING_DAYS = 5  # up to here every counted day is named


@dataclass(frozen=True)
class LastDay:
    """The last day on which something is in time, and how it was worked out, for a person to check."""

    day: date
    words: str


def in_words(day: date, *, year: bool = True) -> str:
    """ "Thursday 9 April 2026": a deadline always names its weekday."""
    return f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if year else "")


def add_working_days(start: date, days: int, *, nation: str) -> LastDay:
    """The working day that is `days` working days after `start`; the start day itself is day 0.

    Raises:
        ClockError: for an unknown nation, a year without data, or fewer than one day.
    """
    _demand_positive(days)
    calendar = calendar_for(nation)
    day = start
    counted: list[date] = []
    skipped: list[str] = []
    while len(counted) < days:
        day += ONE_DAY
        if calendar.is_working_day(day):
            counted.append(day)
        elif name := calendar.holiday(day):
            skipped.append(f"{in_words(day, year=False)} ({name})")
    words = [f"Start: {in_words(start)}; counting begins the day after."]
    words.append(_skipped_in_words(start, day, skipped, calendar))
    if days <= FEW_WORKING_DAYS:
        named = (f"day {number} is {in_words(each, year=False)}" for number, each in enumerate(counted, 1))
        words.append(_sentence(_joined(list(named))))
    words.append(f"Last day: {in_words(day)}.")
    return LastDay(day, " ".join(filter(None, words)))


def add_calendar_months(start: date, months: int, *, nation: str) -> LastDay:
    """The corresponding day `months` later, rolled to the next working day: the rule for a subject access request.

    Where the month has no such day (31 March, one month), its last day is taken.
    """
    _demand_positive(months)
    calendar = calendar_for(nation)
    day, short = _corresponding_day(start, months)
    words = [f"Start: {in_words(start)}. {_months(months)} on is {in_words(day)}"]
    words.append(f", the last day of that month because it has no {_ordinal(start.day)}." if short else ".")
    last = _rolled(day, calendar, words)
    words.append(f" Last day: {in_words(last)}.")
    return LastDay(last, "".join(words))


def months_beginning_with(start: date, months: int) -> LastDay:
    """The last day of a period of whole months that begins with `start` itself; it does not roll.

    The cautious reading of "within six months beginning with the day": one day before the corresponding day.
    """
    _demand_positive(months)
    corresponding, short = _corresponding_day(start, months)
    last = corresponding - ONE_DAY
    note = (
        f"That month has no {_ordinal(start.day)}, so {in_words(corresponding, year=False)} stands for it. "
        if short
        else ""
    )
    words = (
        f"Start: {in_words(start)}, which counts as the first day. {_months(months)} on is {in_words(corresponding)}. "
        f"{note}The period ends the day before; this is the cautious reading. Last day: {in_words(last)}."
    )
    return LastDay(last, words)


def days_from_the_day_after(start: date, days: int, *, nation: str | None = None) -> LastDay:
    """Day `days` when day 1 is the day after `start`. With a nation, the last day rolls to the next working day.

    With a nation: 30 days for a data-protection complaint. Without: 28 days for a request by the care regulator.
    """
    _demand_positive(days)
    day = start + timedelta(days=days)
    first = in_words(start + ONE_DAY, year=False)
    words = [f"Start: {in_words(start)}. Day 1 is the day after, {first}; day {days} is {in_words(day)}."]
    last = _rolled(day, calendar_for(nation), words) if nation else day
    words.append(f" Last day: {in_words(last)}.")
    return LastDay(last, "".join(words))


def _demand_positive(number: int) -> None:
    if number < 1:
        raise ValueError("A period has at least one day or month.")


def _corresponding_day(start: date, months: int) -> tuple[date, bool]:
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, length)), start.day > length


def _rolled(day: date, calendar: Calendar, words: list[str]) -> date:
    last = calendar.next_working_day(day)
    if last != day:
        why = calendar.holiday(day) or f"a {day:%A}"
        words.append(f" That is {why}, so the next working day counts.")
    return last


def _skipped_in_words(start: date, last: date, holidays: list[str], calendar: Calendar) -> str:
    span = (start + timedelta(days=offset) for offset in range(1, (last - start).days + 1))
    parts = ["Saturdays and Sundays"] if any(day.weekday() >= SATURDAY for day in span) else []
    parts += holidays
    return f"Not counted in {calendar.label}: {_joined(parts)}." if parts else ""


def _months(number: int) -> str:
    return "One calendar month" if number == 1 else f"{number} calendar months"


def _ordinal(number: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(number, "th")
    return f"{number}{suffix}"


def _joined(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
