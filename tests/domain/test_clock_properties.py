"""What must hold for a clock whatever happens to it, against a simulation that ticks minute by minute."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.clocks import (
    Act,
    ClockLedger,
    Promise,
    Unit,
    breach,
    meet,
    open_clock,
    pause,
    rerule,
    resume,
)
from tests.domain.calendars_at_hand import CALENDARS, MINUTE, WINDOWS, minutes_worked
from tests.domain.clocks_at_hand import FOR_PHOTOS, ClockInHand

WINDOW = "National Day 2025"
BEGINS = WINDOWS[WINDOW][0]
HALF = len(minutes_worked("office", WINDOW)) // 2

starts = st.integers(0, HALF)
amounts = st.integers(1, 50)
calendar_keys = st.sampled_from(["office", "always", "new_york_nights"])
stretches = st.lists(st.integers(0, HALF), max_size=6, unique=True).map(sorted)
units = st.sampled_from([Unit.MINUTES, Unit.HOURS, Unit.WORKING_DAYS])
promises = st.builds(Promise, st.integers(1, 12), units, calendar_keys, st.sampled_from([None, 50, 80]))


def _minute(number: int) -> Act:
    return Act(BEGINS + number * MINUTE, "agent")


def _with_pauses(start: int, promise: Promise, stretch: list[int]) -> ClockInHand:
    """A clock opened at this minute and paused over every other gap of the minutes behind it."""
    opened = open_clock("resolve", promise, _minute(start))
    held = ClockInHand(ClockLedger((opened,), CALENDARS))
    for paused, resumed in zip(stretch[::2], stretch[1::2], strict=False):
        state = held.ledger.state(_minute(start + paused).at)
        if state.due_at is None or _minute(start + paused).at >= state.due_at:
            break
        held.do(pause, FOR_PHOTOS, _minute(start + paused))
        held.do(resume, _minute(start + resumed))
    return held


@settings(max_examples=80, deadline=None)
@given(starts, amounts, calendar_keys, stretches)
def test_the_deadline_is_where_a_clock_arrives_that_ticks_only_in_unpaused_working_minutes(
    start, amount, key, stretch
):
    held = _with_pauses(start, Promise(amount, Unit.HOURS, key, 80), stretch)
    worked = minutes_worked(key, WINDOW)
    pauses = [
        ((one.paused_at - BEGINS) // MINUTE, (one.resumed_at - BEGINS) // MINUTE)
        for one in held.ledger.state(BEGINS).pauses
    ]
    minute, left = start, amount * 60
    while left and minute + 1 < len(worked):
        idle = any(paused <= minute < resumed for paused, resumed in pauses)
        left -= 0 if idle else worked[minute + 1] - worked[minute]
        minute += 1
    due_at = held.ledger.state(BEGINS).due_at
    assert due_at == BEGINS + minute * MINUTE if not left else due_at > BEGINS + minute * MINUTE


@settings(max_examples=80, deadline=None)
@given(starts, promises, stretches, st.integers(0, HALF))
def test_what_is_used_and_what_remains_are_together_what_was_promised(start, promise, stretch, later):
    held = _with_pauses(start, promise, stretch)
    begin, now = _minute(start).at, _minute(start + later).at
    calendar = CALENDARS.get(promise.calendar)
    whole = calendar.working_time_between(begin, promise.due_after(begin, calendar))
    state = held.ledger.state(now)
    last_change = max((one.resumed_at for one in state.pauses), default=begin)
    if last_change <= now <= state.due_at:
        assert state.used + state.remaining == whole


@settings(max_examples=80, deadline=None)
@given(starts, promises, promises, stretches, st.integers(0, HALF))
def test_without_a_supervisor_a_new_rule_never_puts_a_deadline_off(start, old, new, stretch, later):
    held = _with_pauses(start, old, stretch)
    now = _minute(start + later)
    before = held.ledger.state(now.at)
    held.do(rerule, new, "tier", now)
    assert held.ledger.state(now.at).due_at <= before.due_at


@settings(max_examples=80, deadline=None)
@given(starts, promises, stretches)
def test_the_warning_never_comes_after_the_deadline_nor_before_the_start(start, promise, stretch):
    held = _with_pauses(start, promise, stretch)
    state = held.ledger.state(BEGINS)
    if state.warn_at is not None:
        assert _minute(start).at <= state.warn_at <= state.due_at
    fractions = [held.ledger.instant_at(tenth / 10) for tenth in range(1, 11)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == state.due_at


@settings(max_examples=80, deadline=None)
@given(starts, promises, stretches, st.integers(0, 2 * HALF))
def test_a_clock_is_met_late_exactly_when_it_is_met_after_its_deadline(start, promise, stretch, later):
    held = _with_pauses(start, promise, stretch)
    due_at = held.ledger.state(BEGINS).due_at
    done = _minute(start + later)
    held.do(meet, done)
    state = held.ledger.state(done.at + timedelta(days=400))
    assert (state.outcome == "met_late") == (done.at > due_at)
    assert (state.breached_at is not None) == (done.at > due_at)
    assert held.do(breach, Act(done.at + timedelta(days=400), "system")) == ()
