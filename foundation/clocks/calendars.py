"""The three bank-holiday calendars of the United Kingdom, read from dated data.

A working day is no Saturday, no Sunday and no bank holiday of the nation whose procedure applies.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "bank_holidays.toml"
ONE_DAY = timedelta(days=1)
SATURDAY = 5


class ClockError(ValueError):
    """A date that cannot be worked out. `code` is for the log, `sentence` for the person."""

    code = "clock"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnknownNation(ClockError):
    """No bank-holiday calendar belongs to this nation."""

    code = "clock.nation"


class BeyondTheCalendar(ClockError):
    """The count runs into a year whose bank holidays are not in the data."""

    code = "clock.year"


@dataclass(frozen=True)
class Calendar:
    """The bank holidays of one jurisdiction, and where and when they were checked."""

    label: str
    holidays: dict[date, str]
    first_year: int
    last_year: int
    source: str
    checked_on: date

    def holiday(self, day: date) -> str:
        """The name of the bank holiday kept on that day, or an empty string.

        Raises:
            BeyondTheCalendar: for a year without data, where silence would be a guess.
        """
        if not self.first_year <= day.year <= self.last_year:
            raise BeyondTheCalendar(
                f"The bank holidays of {day.year} are not in our calendar for {self.label}, "
                f"which covers {self.first_year} to {self.last_year}. Count this date by hand."
            )
        return self.holidays.get(day, "")

    def is_working_day(self, day: date) -> bool:
        """Whether the day counts as a working day."""
        return day.weekday() < SATURDAY and not self.holiday(day)

    def next_working_day(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day


@cache
def _calendars() -> dict[str, Calendar]:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    calendars: dict[str, Calendar] = {}
    for entry in data["calendars"].values():
        holidays = {holiday["day"]: holiday["name"] for holiday in entry["days"]}
        years = {day.year for day in holidays}
        calendar = Calendar(
            label=entry["label"],
            holidays=holidays,
            first_year=min(years),
            last_year=max(years),
            source=data["source"]["url"],
            checked_on=data["source"]["checked_on"],
        )
        calendars |= dict.fromkeys(entry["nations"], calendar)
    return calendars


def calendar_for(nation: str) -> Calendar:
    """The calendar of a nation by its vocabulary code: england, wales, scotland or northern-ireland.

    Raises:
        UnknownNation: also for "uk", which has no calendar of its own.
    """
    try:
        return _calendars()[nation]
    except KeyError:
        raise UnknownNation(
            "Choose England, Wales, Scotland or Northern Ireland: bank holidays differ between them."
        ) from None
