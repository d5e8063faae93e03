"""Working calendars by example: holidays, make-up days, company days, clock changes, the end of the known."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.domain.calendars import (
    DayKind,
    TooFarAway,
    WorkingCalendar,
    changed_days,
    china,
    read_calendars,
    warning_of,
)
from tests.domain.calendars_at_hand import CALENDARS, OFFICE_CALENDAR, at, hours, with_days


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2025-09-26 09:00", 1, "2025-09-26 10:00"),
        ("2025-09-26 11:30", 1, "2025-09-26 13:30"),
        ("2025-09-26 17:00", 1, "2025-09-26 18:00"),
        ("2025-09-26 22:00", 1, "2025-09-28 10:00"),
        ("2025-09-27 12:00", 8, "2025-09-28 18:00"),
        ("2025-09-30 16:40", 8, "2025-10-09 16:40"),
        ("2025-10-10 17:00", 2, "2025-10-11 10:00"),
        ("2025-10-11 17:00", 2, "2025-10-13 10:00"),
        ("2025-12-31 17:00", 2, "2026-01-04 10:00"),
        ("2026-12-31 17:00", 2, "2027-01-01 10:00"),
    ],
    ids=[
        "within the morning",
        "across the lunch break",
        "to the very end of the day, not the next morning",
        "over a Saturday to the make-up Sunday before National Day",
        "a whole make-up Sunday",
        "across National Day and Mid-Autumn",
        "from a Friday into the make-up Saturday",
        "from the make-up Saturday over the Sunday",
        "over New Year to the make-up Sunday",
        "into a year without a notice as if ordinary weekdays held",
    ],
)
def test_hours_are_added_as_the_company_works(start, amount, expected):
    assert OFFICE_CALENDAR.add_working_time(at(start), hours(amount)) == at(expected)


def test_subtracting_reaches_back_to_an_opening_and_over_the_years_end():
    assert OFFICE_CALENDAR.subtract_working_time(at("2026-01-04 10:00"), hours(1)) == at("2026-01-04 09:00")
    assert OFFICE_CALENDAR.subtract_working_time(at("2026-01-04 10:00"), hours(2)) == at("2025-12-31 17:00")


def test_the_year_is_the_one_where_the_calendar_hangs():
    zone = "America/New_York"
    evening, night = at("2025-12-31 21:00", zone), at("2026-01-01 01:00", zone)
    assert evening.year == 2026
    nights = CALENDARS.get("new_york_nights")
    assert nights.working_time_between(evening, night) == hours(4)
    assert nights.add_working_time(evening, hours(4)) == night
    assert nights.close_of_working_day(evening, 1) == at("2026-01-02 00:00", zone)


def test_answers_are_in_utc_whatever_zone_was_asked_in():
    asked = at("2025-09-26 09:00").astimezone(ZoneInfo("Asia/Tokyo"))
    for answer in (
        OFFICE_CALENDAR.add_working_time(asked, hours(1)),
        OFFICE_CALENDAR.add_working_time(asked, hours(0)),
        OFFICE_CALENDAR.subtract_working_time(asked, hours(1)),
        OFFICE_CALENDAR.next_open(asked),
        OFFICE_CALENDAR.close_of_working_day(asked, 1),
    ):
        assert answer.tzinfo is UTC


@pytest.mark.parametrize(
    ("contact", "number", "expected"),
    [
        ("2025-09-30 16:40", 1, "2025-10-09 18:00"),
        ("2025-09-30 08:00", 2, "2025-10-10 18:00"),
        ("2025-09-30 23:59", 3, "2025-10-11 18:00"),
        ("2025-10-03 12:00", 1, "2025-10-09 18:00"),
        ("2025-09-27 12:00", 1, "2025-09-28 18:00"),
        ("2025-12-30 12:00", 2, "2026-01-04 18:00"),
    ],
)
def test_d2_n_working_days_end_at_close_of_business_of_the_nth_working_day_after_the_day_of_contact(
    contact, number, expected
):
    assert OFFICE_CALENDAR.close_of_working_day(at(contact), number) == at(expected)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("2025-09-26 10:00", "2025-09-26 18:00"),
        ("2025-09-26 18:00", "2025-09-28 18:00"),
        ("2025-10-01 10:00", "2025-10-09 18:00"),
    ],
)
def test_d2_the_same_day_is_its_close_of_business_while_that_lies_ahead(contact, expected):
    assert OFFICE_CALENDAR.close_of_working_day(at(contact), 0) == at(expected)


def test_d2_the_day_of_contact_is_the_day_at_the_company_not_in_utc():
    shortly_after_midnight = at("2025-09-30 00:30")
    assert shortly_after_midnight.date() == date(2025, 9, 29)
    assert OFFICE_CALENDAR.close_of_working_day(shortly_after_midnight, 1) == at("2025-10-09 18:00")


def test_the_moment_of_closing_is_no_longer_open():
    assert OFFICE_CALENDAR.is_open(at("2025-09-26 17:59"))
    assert not OFFICE_CALENDAR.is_open(at("2025-09-26 18:00"))
    assert OFFICE_CALENDAR.next_open(at("2025-09-26 18:00")) == at("2025-09-28 09:00")
    assert OFFICE_CALENDAR.next_open(at("2025-09-26 12:00")) == at("2025-09-26 13:00")


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2025, 9, 26), DayKind.ORDINARY, None),
        (date(2025, 9, 27), DayKind.WEEKEND, None),
        (date(2025, 9, 28), DayKind.MAKE_UP, "国庆节"),
        (date(2025, 10, 4), DayKind.HOLIDAY, "国庆节"),
        (date(2026, 2, 17), DayKind.HOLIDAY, "春节"),
        (date(2027, 2, 8), DayKind.ORDINARY, None),
        (date(1999, 10, 1), DayKind.ORDINARY, None),
    ],
)
def test_each_day_knows_why_it_works_or_rests(day, kind, name):
    plan = OFFICE_CALENDAR.plan(day)
    assert (plan.kind, plan.name and plan.name.zh) == (kind, name)


def test_company_days_outweigh_the_law_and_the_week():
    calendar = with_days(
        {"date": "2025-09-26", "kind": "holiday", "name": {"zh": "店庆", "en": "Anniversary"}},
        {"date": date(2025, 10, 4), "kind": "working", "name": "Stock-taking", "hours": ["10:00-11:00"]},
        {"date": "2025-09-27", "kind": "working", "name": "Made up"},
        {"date": "2025-09-30", "kind": "short", "hours": ["09:00-12:00"], "name": "Early leave"},
    ).default
    assert calendar.add_working_time(at("2025-09-25 17:00"), hours(2)) == at("2025-09-27 10:00")
    assert calendar.add_working_time(at("2025-09-30 11:00"), hours(2)) == at("2025-10-04 11:00")
    assert calendar.close_of_working_day(at("2025-09-29 10:00"), 1) == at("2025-09-30 12:00")
    assert calendar.plan(date(2025, 9, 26)).name.en == "Anniversary"


def test_a_make_up_day_of_a_company_with_short_saturdays_is_a_full_day():
    content = {"time_zone": "Asia/Shanghai", "holidays": "china"}
    content["hours"] = {"monday-friday": ["08:00-17:00"], "saturday": ["08:00-12:00"]}
    calendar = read_calendars({"calendars": {"works": content}}).default
    assert calendar.working_time_between(at("2025-10-11 00:00"), at("2025-10-12 00:00")) == hours(9)
    assert calendar.working_time_between(at("2025-10-18 00:00"), at("2025-10-19 00:00")) == hours(4)


@pytest.mark.parametrize(
    ("day", "worked"),
    [("2026-03-29", 23), ("2025-10-26", 25), ("2025-10-25", 24)],
    ids=["clocks forward", "clocks back", "any other day"],
)
def test_around_the_clock_counts_the_hours_that_really_pass(day, worked):
    calendar = CALENDARS.get("always_berlin")
    midnight, zone = at(f"{day} 00:00", "Europe/Berlin"), "Europe/Berlin"
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert calendar.working_time_between(midnight, at(f"{following} 00:00", zone)) == hours(worked)
    assert calendar.close_of_working_day(midnight - hours(1), 1) == at(f"{following} 00:00", zone)


def test_an_opening_at_a_wall_time_that_does_not_occur_begins_with_the_change():
    night = {"time_zone": "Europe/Berlin", "hours": {"sunday": ["02:30-05:00"], "monday": ["09:00-10:00"]}}
    calendar = read_calendars({"calendars": {"night": night}}).default
    assert list(calendar.openings_between(at("2026-03-29 00:00"), at("2026-03-30 00:00"))) == [
        (at("2026-03-29 03:00", "Europe/Berlin"), at("2026-03-29 05:00", "Europe/Berlin"))
    ]


def test_an_opening_across_an_hour_that_occurs_twice_counts_both():
    night = {"time_zone": "Europe/Berlin", "hours": {"sunday": ["02:30-05:00"]}}
    calendar = read_calendars({"calendars": {"night": night}}).default
    first, last = at("2025-10-25 00:00"), at("2025-10-27 00:00")
    assert calendar.working_time_between(first, last) == hours(3.5)


def test_a_day_that_a_zone_left_out_is_no_working_day():
    samoa = {"time_zone": "Pacific/Apia", "hours": {"every day": ["09:00-17:00"]}}
    calendar = read_calendars({"calendars": {"samoa": samoa}}).default
    contact = at("2011-12-29 10:00", "Pacific/Apia")
    assert calendar.close_of_working_day(contact, 1) == at("2011-12-31 17:00", "Pacific/Apia")


def test_results_beyond_the_known_days_are_provisional_and_a_missing_year_warns():
    assert OFFICE_CALENDAR.valid_through == date(2026, 12, 31)
    beyond = OFFICE_CALENDAR.valid_through + timedelta(days=1)
    assert OFFICE_CALENDAR.is_provisional(at(f"{beyond} 09:00"))
    assert not OFFICE_CALENDAR.is_provisional(at(f"{OFFICE_CALENDAR.valid_through} 23:59"))
    assert warning_of(OFFICE_CALENDAR, OFFICE_CALENDAR.valid_through - timedelta(days=100)) is None
    assert str(OFFICE_CALENDAR.valid_through) in warning_of(OFFICE_CALENDAR, beyond).en
    assert warning_of(CALENDARS.get("always"), date(2400, 1, 1)) is None


def test_the_statutory_list_itself_says_how_far_it_is_known():
    assert china().known_through >= date(2026, 12, 31)
    assert max(china().make_up_days) <= china().known_through


def test_no_year_raises_but_the_absurd_is_refused():
    for year in (1905, 2003, 2030, 2099, 2500):
        assert OFFICE_CALENDAR.add_working_time(at(f"{year}-05-02 10:00"), hours(100)) > at(
            f"{year}-05-03 10:00"
        )
    with pytest.raises(TooFarAway):
        OFFICE_CALENDAR.add_working_time(at("2025-01-01 00:00"), timedelta(days=40_000))
    with pytest.raises(TooFarAway):
        OFFICE_CALENDAR.close_of_working_day(at("2025-01-01 00:00"), 1_000_000)


def test_another_zone_changes_every_working_day():
    moved = WorkingCalendar(
        key="office",
        name=OFFICE_CALENDAR.name,
        zone=ZoneInfo("Asia/Tokyo"),
        week=OFFICE_CALENDAR.week,
        make_up_hours=OFFICE_CALENDAR.make_up_hours,
        valid_through=OFFICE_CALENDAR.valid_through,
        statutory=OFFICE_CALENDAR.statutory,
    )
    changed = changed_days(OFFICE_CALENDAR, moved, first=date(2025, 9, 26), last=date(2025, 9, 29))
    assert [one.day.day for one in changed] == [26, 28, 29]
