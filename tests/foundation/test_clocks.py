"""The worked dates of the domain, and what the arithmetic says about them."""

from datetime import date

import pytest

from foundation.clocks.api import (
    BeyondTheCalendar,
    UnknownNation,
    add_calendar_months,
    add_working_days,
    calendar_for,
    days_from_the_day_after,
    months_beginning_with,
)


@pytest.mark.parametrize(
    ("received", "days", "nation", "due"),
    [
        (date(2026, 4, 2), 3, "england", date(2026, 4, 9)),
        (date(2026, 12, 23), 3, "england", date(2026, 12, 30)),
        (date(2026, 9, 7), 3, "england", date(2026, 9, 10)),
        (date(2026, 9, 4), 1, "wales", date(2026, 9, 7)),
        # Easter Monday is a working day in Scotland; 2 January and the summer bank holiday are not.
        (date(2026, 4, 2), 3, "scotland", date(2026, 4, 8)),
        (date(2025, 12, 31), 3, "scotland", date(2026, 1, 7)),
        (date(2026, 6, 12), 1, "scotland", date(2026, 6, 16)),
        (date(2026, 6, 12), 1, "england", date(2026, 6, 15)),
        (date(2026, 7, 10), 5, "northern-ireland", date(2026, 7, 20)),
        (date(2026, 12, 1), 20, "northern-ireland", date(2026, 12, 31)),
        # Received on a Saturday: Monday is day 1.
        (date(2026, 9, 5), 1, "england", date(2026, 9, 7)),
    ],
)
def test_working_days_skip_weekends_and_the_bank_holidays_of_the_nation(received, days, nation, due):
    assert add_working_days(received, days, nation=nation).day == due


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        (date(2026, 9, 3), 1, date(2026, 10, 5)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 9, 2), 1, date(2026, 10, 2)),
        (date(2027, 1, 31), 1, date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (date(2026, 11, 25), 1, date(2026, 12, 29)),  # Christmas Day, a weekend, Boxing Day kept on the Monday
        (date(2026, 9, 3), 3, date(2026, 12, 3)),
    ],
)
def test_a_calendar_month_ends_on_the_same_day_or_the_next_working_day(received, months, due):
    assert add_calendar_months(received, months, nation="england").day == due


def test_thirty_days_from_the_day_after_roll_off_a_sunday():
    assert days_from_the_day_after(date(2026, 6, 19), 30, nation="england").day == date(2026, 7, 20)


def test_twenty_eight_days_for_the_care_regulator_do_not_roll():
    assert days_from_the_day_after(date(2026, 12, 1), 28).day == date(2026, 12, 29)
    assert days_from_the_day_after(date(2026, 5, 10), 28).day.strftime("%A") == "Sunday"


def test_six_months_are_read_cautiously_and_say_so():
    due = months_beginning_with(date(2026, 8, 31), 6)
    assert due.day == date(2027, 2, 27)
    assert "cautious reading" in due.words
    assert "no 31st" in due.words


def test_the_arithmetic_is_written_out_for_a_person_to_check():
    assert add_working_days(date(2026, 4, 2), 3, nation="england").words == (
        "Start: Thursday 2 April 2026; counting begins the day after. Not counted in England and Wales: Saturdays and "
        "Sundays, Friday 3 April (Good Friday) and Monday 6 April (Easter Monday). Day 1 is Tuesday 7 April, day 2 is "
        "Wednesday 8 April and day 3 is Thursday 9 April. Last day: Thursday 9 April 2026."
    )
    assert add_calendar_months(date(2026, 9, 3), 1, nation="england").words == (
        "Start: Thursday 3 September 2026. One calendar month on is Saturday 3 October 2026. That is a Saturday, so "
        "the next working day counts. Last day: Monday 5 October 2026."
    )
    assert add_calendar_months(date(2026, 3, 31), 1, nation="england").words == (
        "Start: Tuesday 31 March 2026. One calendar month on is Thursday 30 April 2026, the last day of that month "
        "because it has no 31st. Last day: Thursday 30 April 2026."
    )


def test_a_quiet_week_has_nothing_to_leave_out():
    assert "Not counted" not in add_working_days(date(2026, 9, 7), 3, nation="england").words


def test_a_year_without_data_is_refused_rather_than_guessed():
    with pytest.raises(BeyondTheCalendar, match="2028") as refused:
        add_working_days(date(2027, 12, 30), 3, nation="england")
    assert refused.value.code == "clock.year"


def test_the_whole_kingdom_has_no_calendar():
    with pytest.raises(UnknownNation, match="bank holidays differ"):
        add_working_days(date(2026, 9, 7), 3, nation="uk")


@pytest.mark.parametrize("nation", ["england", "wales", "scotland", "northern-ireland"])
def test_every_bank_holiday_is_kept_on_a_weekday_and_every_calendar_says_when_it_was_checked(nation):
    calendar = calendar_for(nation)
    assert all(day.weekday() < 5 for day in calendar.holidays)
    assert calendar.checked_on >= date(2026, 11, 1)
    assert (calendar.first_year, calendar.last_year) == (2025, 2027)
