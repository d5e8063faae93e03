"""What must hold for any stretch of time on any calendar, the holidays, make-up days and clock changes
included.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.calendars_at_hand import CALENDARS, KEYS, MINUTE, WINDOWS, minutes_worked

calendars = st.sampled_from([CALENDARS.by_key[key] for key in KEYS])
instants = st.datetimes(datetime(2024, 11, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(), timedelta(days=90))
some_durations = st.timedeltas(timedelta(microseconds=1), timedelta(days=90))
many = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_counting_and_adding_agree_with_counting_every_single_minute(key, window, data):
    calendar, worked = CALENDARS.by_key[key], minutes_worked(key, window)
    begins = WINDOWS[window][0]
    first, last = sorted(data.draw(st.integers(0, len(worked) - 2)) for _ in range(2))
    start, end = begins + first * MINUTE, begins + last * MINUTE
    counted = worked[last] - worked[first]

    assert calendar.working_time_between(start, end) == counted * MINUTE
    assert calendar.is_open(start) == (worked[first + 1] > worked[first])
    if counted:
        reached = next(index for index in range(first, last + 1) if worked[index] - worked[first] == counted)
        assert calendar.add_working_time(start, counted * MINUTE) == begins + reached * MINUTE
        latest = next(
            index for index in range(last, first - 1, -1) if worked[last] - worked[index] == counted
        )
        assert calendar.subtract_working_time(end, counted * MINUTE) == begins + latest * MINUTE


@many
@given(calendars, instants, durations)
def test_what_was_added_lies_between(calendar, start, duration):
    assert calendar.working_time_between(start, calendar.add_working_time(start, duration)) == duration


@many
@given(calendars, instants, durations)
def test_what_was_subtracted_lies_between(calendar, end, duration):
    assert calendar.working_time_between(calendar.subtract_working_time(end, duration), end) == duration


@many
@given(calendars, instants, some_durations)
def test_adding_and_subtracting_are_inverse_within_working_time(calendar, moment, duration):
    start = calendar.next_open(moment)
    assert calendar.subtract_working_time(calendar.add_working_time(start, duration), duration) == start
    end = calendar.add_working_time(moment, duration)
    assert calendar.add_working_time(calendar.subtract_working_time(end, duration), duration) == end


@many
@given(calendars, instants, durations, durations)
def test_adding_in_two_parts_is_adding_the_whole(calendar, start, one, other):
    in_parts = calendar.add_working_time(calendar.add_working_time(start, one), other)
    assert in_parts == calendar.add_working_time(start, one + other)


@many
@given(calendars, st.lists(instants, min_size=3, max_size=3))
def test_the_sum_of_the_parts_is_the_whole(calendar, moments):
    first, middle, last = sorted(moments)
    parts = calendar.working_time_between(first, middle) + calendar.working_time_between(middle, last)
    assert parts == calendar.working_time_between(first, last)


@many
@given(calendars, instants, instants)
def test_the_openings_add_up_to_the_working_time(calendar, one, other):
    start, end = sorted((one, other))
    openings = list(calendar.openings_between(start, end))
    assert sum((b - a for a, b in openings), timedelta()) == calendar.working_time_between(start, end)
    assert all(start <= a < b <= end for a, b in openings)
    assert all(earlier[1] <= later[0] for earlier, later in zip(openings, openings[1:], strict=False))


@many
@given(calendars, instants, instants, durations, durations)
def test_a_later_start_or_a_longer_duration_never_ends_earlier(calendar, one, other, short, long):
    early, late = sorted((one, other))
    short, long = sorted((short, long))
    assert calendar.add_working_time(early, short) <= calendar.add_working_time(late, short)
    assert calendar.add_working_time(early, short) <= calendar.add_working_time(early, long)


@many
@given(calendars, instants)
def test_the_next_opening_is_open_and_nothing_is_worked_before_it(calendar, moment):
    opening = calendar.next_open(moment)
    assert opening >= moment
    assert calendar.is_open(opening)
    assert calendar.working_time_between(moment, opening) == timedelta()


@many
@given(calendars, instants, st.integers(1, 300))
def test_the_nth_working_day_is_found_as_by_turning_the_pages_of_a_calendar(calendar, contact, number):
    day, seen = calendar.local_day(contact), 0
    while seen < number:
        day += timedelta(days=1)
        seen += calendar.plan(day).works
    closes = calendar.close_of_working_day(contact, number)
    assert calendar.local_day(closes - timedelta(microseconds=1)) == day
    assert not calendar.working_time_between(closes, closes + timedelta(hours=1)) or calendar.is_open(closes)
