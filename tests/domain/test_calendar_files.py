"""Calendars as the company keeps them: days entered, and files read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from service.domain.calendars import (
    CalendarsRefused,
    CompanyDay,
    DayKind,
    changed_days,
    digest_of,
    read_calendars,
)
from service.domain.words import Words
from tests.domain.calendars_at_hand import CALENDARS, OFFICE_CALENDAR, at, hours, with_days

KEPT_BY_THE_COMPANY = Path(__file__).parents[2] / "processes" / "calendars.yaml"


def test_the_days_that_changed_are_listed_when_a_notice_is_entered():
    entered = with_days(
        {
            "from": "2027-02-05",
            "to": "2027-02-11",
            "kind": "holiday",
            "name": {"zh": "春节", "en": "Spring Festival"},
        },
        {"date": "2027-02-13", "kind": "working", "name": {"zh": "春节补班", "en": "Made up"}},
    ).default
    changed = changed_days(OFFICE_CALENDAR, entered, first=date(2027, 1, 1), last=date(2027, 12, 31))
    assert [one.day.isoformat() for one in changed] == [
        *("2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11", "2027-02-13")
    ]
    assert changed[0].after.name.zh == "春节"
    assert digest_of(entered) != digest_of(OFFICE_CALENDAR)


def test_days_entered_at_run_time_outweigh_the_file_and_touch_no_other_calendar():
    holiday = CompanyDay(DayKind.HOLIDAY, (), Words("春节", "Spring Festival"))
    days = {date(2027, 2, 8): holiday, date(2026, 10, 10): holiday}
    amended = CALENDARS.amended("office", days, valid_through=date(2027, 12, 31))
    assert not amended.default.is_provisional(at("2027-06-01 10:00"))
    assert amended.default.close_of_working_day(at("2027-02-05 10:00"), 1) == at("2027-02-09 18:00")
    assert not amended.default.plan(date(2026, 10, 10)).works
    assert amended.get("berlin") is CALENDARS.get("berlin")
    assert CALENDARS.default.plan(date(2027, 2, 8)).works


def test_a_shorter_notice_takes_nothing_back():
    amended = CALENDARS.amended("office", {}, valid_through=date(2026, 6, 30))
    assert amended.default.valid_through == OFFICE_CALENDAR.valid_through


def test_a_make_up_day_may_be_entered_before_the_statutory_list_knows_it():
    calendar = with_days({"date": "2027-02-13", "kind": "make_up", "name": "春节"}).default
    plan = calendar.plan(date(2027, 2, 13))
    assert (plan.kind, plan.hours) == (DayKind.MAKE_UP, calendar.week[0])


def test_equal_hours_have_equal_digests_whatever_they_are_called():
    renamed = with_days().default
    assert renamed is not OFFICE_CALENDAR
    assert digest_of(renamed) == digest_of(OFFICE_CALENDAR)
    assert len({digest_of(calendar) for calendar in CALENDARS.by_key.values()}) == len(CALENDARS.by_key)


@pytest.mark.parametrize(
    ("entry", "place", "reason"),
    [
        ({"time_zone": "Asia/Atlantis"}, "time_zone", "unknown time zone"),
        ({"time_zone": "/etc/passwd"}, "time_zone", "unknown time zone"),
        ({"holidays": "atlantis"}, "holidays", "china or none"),
        ({"hours": {}}, "hours", "at least one day"),
        ({"hours": {"mondays": ["09:00-18:00"]}}, "hours.mondays", "monday-friday"),
        ({"hours": {"monday": ["18:00-09:00"]}}, "hours.monday", "end after it begins"),
        ({"hours": {"monday": ["09:00-12:30", "12:00-18:00"]}}, "hours.monday", "overlap"),
        ({"hours": {"monday": ["9-18"]}}, "hours.monday", "no opening"),
        ({"hours": {"monday": ["09:00-24:30"]}}, "hours.monday", "within one day"),
        ({"valid_through": "soon"}, "valid_through", "no date"),
        ({"hollidays": "china"}, "hollidays", "unknown"),
        ({"days": {"2026-01-01": "holiday"}}, "days", "a list"),
        ({"days": [{"date": "2026-01-01", "kind": "holiday"}]}, "days.1", "`name`"),
        ({"days": [{"date": "2026-01-01", "kind": "party", "name": "x"}]}, "days.1", "kind must be"),
        ({"days": [{"date": "2026-01-01", "kind": "short", "name": "x"}]}, "days.1", "needs its hours"),
        (
            {"days": [{"from": "2026-01-03", "to": "2026-01-01", "kind": "holiday", "name": "x"}]},
            "days.1",
            "before",
        ),
        ({"days": [{"date": "2026-01-01", "kind": "holiday", "name": "x"}] * 2}, "days.2", "given twice"),
        ({"days": ["2026-01-01"]}, "days.1", "a day has"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place_and_remedy(entry, place, reason):
    whole = {"time_zone": "Asia/Shanghai", "hours": {"monday-friday": ["09:00-18:00"]}, **entry}
    with pytest.raises(CalendarsRefused) as refused:
        read_calendars({"calendars": {"office": whole}})
    assert reason in " ".join(refused.value.fields[f"calendars.office.{place}"])


@pytest.mark.parametrize("content", [None, [], "office", {"calendars": {}}, {"calendars": {"office": None}}])
def test_a_file_without_calendars_is_refused(content):
    with pytest.raises(CalendarsRefused):
        read_calendars(content)


def test_a_default_that_does_not_exist_is_refused():
    always = {"time_zone": "UTC", "hours": {"every day": ["00:00-24:00"]}}
    with pytest.raises(CalendarsRefused, match="nowhere"):
        read_calendars({"default": "nowhere", "calendars": {"always": always}})


def test_an_unknown_calendar_falls_back_to_the_default():
    assert CALENDARS.get("gone") is CALENDARS.default


def test_the_calendars_kept_by_the_company_are_read():
    calendars = read_calendars(yaml.safe_load(KEPT_BY_THE_COMPANY.read_text("utf-8")))
    assert {"office", "around_the_clock"} <= set(calendars.by_key)
    assert calendars.default.add_working_time(at("2025-09-30 16:40"), hours(8)) == at("2025-10-09 16:40")
    around_the_clock = calendars.get("around_the_clock")
    assert around_the_clock.add_working_time(at("2025-10-01 23:50"), hours(0.25)) == at("2025-10-02 00:05")
