"""Days in London, which is where the society's calendar hangs."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_of(at: datetime) -> date:
    """The day in London at that moment; an evening in UTC may be tomorrow there."""
    return at.astimezone(LONDON).date()
