"""The door of the clocks."""

from .calendars import BeyondTheCalendar, Calendar, ClockError, UnknownNation, calendar_for
from .counting import (
    LastDay,
    add_calendar_months,
    add_working_days,
    days_from_the_day_after,
    in_words,
    months_beginning_with,
)

__all__ = [
    "BeyondTheCalendar",
    "Calendar",
    "ClockError",
    "LastDay",
    "UnknownNation",
    "add_calendar_months",
    "add_working_days",
    "calendar_for",
    "days_from_the_day_after",
    "in_words",
    "months_beginning_with",
]
