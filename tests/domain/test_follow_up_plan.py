"""Follow-up plans: every turn gets a working day near its target, and the days carry equal loads."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.follow_up_plan import Turn, last_on_before, plan_calls, target_after
from tests.domain.calendars_at_hand import OFFICE_CALENDAR

TODAY = date(2025, 9, 22)
targets = st.dates(date(2025, 9, 1), date(2025, 11, 15))
turns = st.lists(
    st.builds(Turn, st.uuids().map(str), targets, slack_days=st.integers(0, 12), rank=st.integers(1, 4)),
    max_size=60,
)


@pytest.mark.parametrize(
    ("last", "months", "expected"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-11-15", 3, "2026-02-15"),
        ("2025-12-31", 12, "2026-12-31"),
    ],
)
def test_the_next_turn_is_so_many_months_later(last, months, expected):
    assert target_after(date.fromisoformat(last), months) == date.fromisoformat(expected)


@pytest.mark.parametrize("months", [0, 1, 6, 13])
def test_the_last_day_before_a_turn_is_the_last_that_leads_there(months):
    for days in range(366):
        target = date(2028, 1, 1) + timedelta(days=days)
        last = last_on_before(target, months)
        assert target_after(last, months) <= target < target_after(last + timedelta(days=1), months)


def test_fifty_calls_for_one_day_are_spread_over_the_working_days_around_it():
    wanted = [Turn(f"customer {number:02d}", date(2025, 10, 15), slack_days=3) for number in range(50)]
    load = Counter(call.day for call in plan_calls(wanted, OFFICE_CALENDAR, today=TODAY))
    days = [date(2025, 10, day) for day in (13, 14, 15, 16, 17)]
    assert load == dict.fromkeys(days, 10)


def test_a_single_call_keeps_its_day_and_a_holiday_gives_way_to_the_nearest_working_day():
    kept, moved = plan_calls(
        [Turn("a", date(2025, 9, 24)), Turn("b", date(2025, 10, 5), slack_days=7)],
        OFFICE_CALENDAR,
        today=TODAY,
    )
    assert kept.day == date(2025, 9, 24)
    assert moved.day == date(2025, 10, 9)


def test_where_the_slack_holds_no_working_day_the_next_one_is_taken():
    (call,) = plan_calls([Turn("a", date(2025, 10, 3), slack_days=1)], OFFICE_CALENDAR, today=TODAY)
    assert call.day == date(2025, 10, 9)


def test_make_up_days_take_their_share():
    wanted = [Turn(str(number), date(2025, 9, 28), slack_days=0) for number in range(3)]
    assert {call.day for call in plan_calls(wanted, OFFICE_CALENDAR, today=TODAY)} == {date(2025, 9, 28)}


def test_calls_planned_before_are_taken_into_account():
    busy = {date(2025, 9, 24): 5, date(2025, 9, 25): 5, date(2025, 9, 26): 5, date(2025, 9, 23): 4}
    (call,) = plan_calls(
        [Turn("a", date(2025, 9, 25), slack_days=2)], OFFICE_CALENDAR, today=TODAY, already=busy
    )
    assert call.day == date(2025, 9, 23)


def test_at_equal_targets_the_more_important_customer_gets_the_nearer_day():
    wanted = [Turn("a", date(2025, 9, 25), rank=3), Turn("b", date(2025, 9, 25), rank=1)]
    planned = {call.turn.customer: call.day for call in plan_calls(wanted, OFFICE_CALENDAR, today=TODAY)}
    assert planned == {"b": date(2025, 9, 25), "a": date(2025, 9, 24)}


@settings(max_examples=60, deadline=None)
@given(turns)
def test_no_call_could_be_moved_within_its_slack_to_a_day_with_two_calls_fewer(wanted):
    planned = plan_calls(wanted, OFFICE_CALENDAR, today=TODAY)
    load = Counter(call.day for call in planned)
    assert sorted(call.turn.customer for call in planned) == sorted(turn.customer for turn in wanted)
    for call in planned:
        assert call.day >= TODAY
        assert OFFICE_CALENDAR.plan(call.day).works
        target = max(call.turn.target_on, TODAY)
        for offset in range(-call.turn.slack_days, call.turn.slack_days + 1):
            other = target + timedelta(days=offset)
            if other >= TODAY and OFFICE_CALENDAR.plan(other).works:
                assert abs((call.day - target).days) <= call.turn.slack_days
                assert load[other] + 1 >= load[call.day]


@settings(max_examples=30, deadline=None)
@given(turns, st.randoms())
def test_the_same_turns_give_the_same_plan_in_whatever_order_they_come(wanted, random):
    shuffled = random.sample(wanted, len(wanted))
    assert plan_calls(shuffled, OFFICE_CALENDAR, today=TODAY) == plan_calls(
        wanted, OFFICE_CALENDAR, today=TODAY
    )


def test_a_plan_for_the_far_future_is_refused():
    with pytest.raises(ValueError, match="two years"):
        plan_calls([Turn("a", date(2035, 1, 1))], OFFICE_CALENDAR, today=TODAY)
