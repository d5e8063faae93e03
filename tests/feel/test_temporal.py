"""Dates, times, zones and durations."""

from __future__ import annotations

import datetime as py
from zoneinfo import ZoneInfo

import pytest

from service.feel import compile_expression
from service.feel.values import Date, DateTime, DaysDuration, from_datetime

from .feel import value_of


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('date("2020-02-29") + duration("P1Y")', "2021-02-28"),
        ('date(2020, 1, 31) + duration("P1M")', "2020-02-29"),
        ('@"2020-01-01" + @"PT36H"', "2020-01-02"),
        ('@"2020-03-28T12:00:00@Europe/Paris" + @"P1D"', "2020-03-29T13:00:00@Europe/Paris"),
        ('@"2020-01-01T23:30:00" + @"PT1H"', "2020-01-02T00:30:00"),
        ('time("23:30:00") + @"PT1H"', "00:30:00"),
        ('@"2020-03-01" - @"2020-02-01"', "P29D"),
        ('@"2020-01-01T00:00:00Z" - @"2020-01-01T00:00:00+02:00"', "PT2H"),
        ('@"P1DT2H" * 2.5', "P2DT17H"),
        ('@"P1Y" / 5', "P2M"),
        ('time(10, 20, 30.5, @"PT1H")', "10:20:30.5+01:00"),
        (
            'date and time(date("2020-01-01"), time("10:00:00@Asia/Shanghai"))',
            "2020-01-01T10:00:00@Asia/Shanghai",
        ),
        ('date and time(@"2020-01-01T10:00:00Z", "Asia/Shanghai")', "2020-01-01T18:00:00@Asia/Shanghai"),
        ('years and months duration(@"2011-12-22", @"2013-08-24")', "P1Y8M"),
        ('date("-999999999-01-01")', "-999999999-01-01"),
        ('duration("P2DT274M")', "P2DT4H34M"),
        ('-duration("P26M")', "-P2Y2M"),
    ],
)
def test_calendar_arithmetic(text: str, written: str) -> None:
    assert str(value_of(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29",
        "2023-13-01",
        "99-01-01",
        "012023-01-01",
        "2023-1-1",
        "2023-01-01T",
        "2023-01-01T25:00:00",
        "P",
        "PT",
    ]
    + [
        "2023-01-01T10:00:00+19:00",
        "2023-01-01T10:00:00@No/Where",
        "2023-01-01T10:00:00+01:00@Europe/Paris",
        "P1H",
    ],
)
def test_what_is_no_date_time_or_duration_is_null(text: str) -> None:
    assert value_of(f'@"{text}"') is None


def test_times_compare_by_the_instant_and_local_ones_only_with_local_ones() -> None:
    assert value_of('@"10:00:00+02:00" = @"08:00:00Z"') is True
    assert value_of('is(@"10:00:00+02:00", @"08:00:00Z")') is False
    assert value_of('@"2020-01-01T00:00:00" < @"2020-01-01T00:00:01Z"') is None
    assert value_of('@"2020-01-01T12:00:00@Asia/Shanghai" < @"2020-01-01T05:00:00Z"') is True


@pytest.mark.parametrize(
    ("text", "value"), [("week of year", 1), ("day of year", 366), ("day of week", "Tuesday")]
)
def test_the_calendar_knows_the_last_day_of_a_leap_year(text: str, value: object) -> None:
    assert value_of(f'{text}(@"2024-12-31")') == value


@pytest.mark.parametrize("year", [-400, 1, 1900, 2000, 2024, 9999])
def test_days_are_counted_as_python_counts_them(year: int) -> None:
    text = f"(date({year}, 12, 31) - date({year}, 1, 1)).days"
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    assert value_of(text) == (365 if leap else 364)


def test_a_range_of_days_agrees_with_pythons_calendar() -> None:
    for ordinal in range(1, 3_652_059, 997):
        day = py.date.fromordinal(ordinal)
        assert Date(day.year, day.month, day.day).to_days() == ordinal - py.date(1970, 1, 1).toordinal()


def test_now_is_what_the_caller_says_and_the_same_all_through_one_evaluation() -> None:
    moment = py.datetime(2024, 5, 6, 7, 8, 9, tzinfo=py.UTC)
    found = compile_expression("[now(), now(), today()]").evaluate({}, now=moment)
    assert isinstance(found, list)
    assert [str(each) for each in found] == ["2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z", "2024-05-06"]


def test_python_moments_come_and_go_without_loss() -> None:
    shanghai = py.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
    value = from_datetime(shanghai)
    assert str(value) == "2024-05-06T07:08:09.123456@Asia/Shanghai"
    assert value.to_datetime() == shanghai
    assert value_of('m > @"2024-05-05T23:00:00Z"', {"m": shanghai}) is True
    assert value_of("d * 2", {"d": py.timedelta(hours=1)}) == DaysDuration(7200 * 10**9)


def test_a_moment_in_a_zone_keeps_the_zone() -> None:
    value = value_of('@"2024-07-01T10:00:00@Europe/Paris"')
    assert isinstance(value, DateTime)
    assert (value.shift, value.offset, value.zone) == (7200, None, "Europe/Paris")
