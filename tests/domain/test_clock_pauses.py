"""D3 and D4: what a pause does to a clock, and what no pause moves."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.clocks import (
    ClockAlreadyPaused,
    ClockRequestInvalid,
    Standing,
    Waiting,
    breach,
    move,
    pause,
    pauses_already_answered,
    redate,
    rerule,
    resume,
)
from tests.domain.calendars_at_hand import OFFICE_CALENDAR, at, hours, with_days
from tests.domain.clocks_at_hand import (
    EIGHT_HOURS,
    FOR_PHOTOS,
    FOUR_HOURS,
    TWO_DAYS,
    ClockInHand,
    act,
    clock,
)


def test_d3_while_paused_nothing_is_due_and_the_remaining_working_time_is_kept():
    held = clock("2025-09-24 10:00")
    held.do(pause, FOR_PHOTOS, act("2025-09-24 14:00"))
    state = held.at("2025-10-09 15:00")
    assert (state.due_at, state.warn_at, state.standing) == (None, None, Standing.PAUSED)
    assert state.remaining == hours(5)
    assert state.due_if_resumed == at("2025-10-10 11:00")
    assert state.used == hours(3)
    assert held.ledger.instant_at(0.8) is None


def test_d3_after_the_pause_the_remaining_working_time_runs_on():
    held = clock("2025-09-24 10:00")
    held.do(pause, FOR_PHOTOS, act("2025-09-24 14:00"))
    held.do(resume, act("2025-09-30 16:00"))
    state = held.at("2025-09-30 17:00")
    assert state.due_at == at("2025-10-09 12:00")
    assert state.remaining == hours(4)
    assert state.used == hours(4)


def test_d3_days_that_were_paused_run_on_with_the_working_time_they_had_left():
    held = clock("2025-09-24 10:00", TWO_DAYS)
    assert held.at("2025-09-24 10:00").due_at == at("2025-09-26 18:00")
    held.do(pause, FOR_PHOTOS, act("2025-09-26 14:00"))
    held.do(resume, act("2025-09-28 17:00"))
    assert held.at("2025-09-28 17:00").due_at == at("2025-09-29 12:00")


@pytest.mark.parametrize(
    ("paused", "resumed"),
    [("2025-09-24 18:30", "2025-09-25 08:30"), ("2025-09-24 12:00", "2025-09-24 13:00")],
    ids=["over night", "over the lunch break"],
)
def test_d3_only_the_part_of_a_pause_that_overlaps_working_time_counts(paused, resumed):
    held = clock("2025-09-24 10:00")
    untouched = held.at("2025-09-24 10:00").due_at
    held.do(pause, FOR_PHOTOS, act(paused))
    held.do(resume, act(resumed))
    assert held.at(resumed).due_at == untouched


def test_d3_a_pause_needs_a_reason_what_is_awaited_and_a_review_date_that_is_not_past():
    with pytest.raises(ClockRequestInvalid) as refused:
        clock().do(pause, Waiting(" ", "", date(2025, 9, 23)), act("2025-09-24 11:00"))
    assert set(refused.value.fields) == {"reason", "awaited", "review_on"}


def test_d3_a_pause_ends_at_any_message_of_the_customer_from_when_she_wrote():
    held = clock("2025-09-24 10:00")
    held.do(pause, FOR_PHOTOS, act("2025-09-24 11:00"))
    held.do(resume, act("2025-09-24 14:00", noted="2025-09-24 16:00"), by_customer=True)
    state = held.at("2025-09-24 16:00")
    assert state.due_at == at("2025-09-25 12:00")
    assert state.pauses[0].by_customer


def test_d3_a_message_written_before_the_pause_takes_it_away():
    held = clock("2025-09-24 10:00")
    untouched = held.at("2025-09-24 10:00").due_at
    held.do(pause, FOR_PHOTOS, act("2025-09-24 14:00"))
    held.do(resume, act("2025-09-24 13:30", noted="2025-09-24 16:00"), by_customer=True)
    assert held.at("2025-09-24 16:00").due_at == untouched


def test_d3_pausing_twice_for_the_same_is_no_error_and_for_something_else_is_a_conflict():
    held = clock("2025-09-24 10:00")
    assert held.do(pause, FOR_PHOTOS, act("2025-09-24 11:00"))
    assert held.do(pause, FOR_PHOTOS, act("2025-09-24 11:05")) == ()
    with pytest.raises(ClockAlreadyPaused, match="photos of the damage"):
        held.do(pause, Waiting("part on order", "the part", date(2025, 10, 31)), act("2025-09-24 11:10"))
    assert held.do(resume, act("2025-09-24 12:00"))
    assert held.do(resume, act("2025-09-24 12:05")) == ()


def test_d3_the_review_falls_on_the_first_working_moment_of_its_day_or_after():
    held = clock("2025-09-24 10:00")
    waiting = Waiting("why", "what", date(2025, 10, 3))
    held.do(pause, waiting, act("2025-09-24 14:00"))
    assert held.at("2025-09-24 14:00").pause.review_at(OFFICE_CALENDAR) == at("2025-10-09 09:00")


def test_d3_pauses_during_which_the_customer_had_already_answered_are_listed():
    held = clock("2025-09-24 10:00", TWO_DAYS)
    held.do(pause, FOR_PHOTOS, act("2025-09-24 14:00"))
    held.do(resume, act("2025-09-25 10:00"))
    held.do(pause, FOR_PHOTOS, act("2025-09-25 14:00"))
    pauses = held.at("2025-09-25 15:00").pauses
    now = at("2025-09-25 15:00")
    answers = [at("2025-09-24 13:00"), at("2025-09-24 17:00"), at("2025-09-25 10:00")]
    found = pauses_already_answered(pauses, answers, now)
    assert [(one.pause, one.answered_at) for one in found] == [(pauses[0], at("2025-09-24 17:00"))]


def _pause_for_a_day(held: ClockInHand) -> None:
    held.do(pause, FOR_PHOTOS, act("2025-09-24 14:00"))
    held.do(resume, act("2025-09-25 14:00"))


def test_d4_a_date_promised_to_the_customer_does_not_move_with_a_pause_a_rule_or_a_calendar():
    held = clock("2025-09-24 10:00", promised="2025-09-26 12:00")
    _pause_for_a_day(held)
    held.do(rerule, FOUR_HOURS, "tier", act("2025-09-25 15:00"))
    closed = with_days({"date": "2025-09-26", "kind": "holiday", "name": "Anniversary"})
    assert held.do(redate, closed, act("2025-09-25 16:00")) == ()
    state = held.at("2025-09-25 16:00")
    assert (state.due_at, state.promise) == (at("2025-09-26 12:00"), EIGHT_HOURS)


def test_d4_a_date_set_by_hand_never_moves_by_itself_again():
    held = clock("2025-09-24 10:00")
    held.do(move, at("2025-09-29 12:00"), "agreed on the telephone", act("2025-09-24 11:00"))
    _pause_for_a_day(held)
    state = held.at("2025-09-25 14:00")
    assert (state.due_at, state.fixed) == (at("2025-09-29 12:00"), True)


def test_d4_a_fixed_date_is_due_even_while_the_clock_is_paused():
    held = clock("2025-09-24 10:00", promised="2025-09-24 16:00")
    held.do(pause, FOR_PHOTOS, act("2025-09-24 14:00"))
    assert held.at("2025-09-24 15:30").standing is Standing.AT_RISK
    assert held.do(breach, act("2025-09-24 16:00"))


def test_d4_moving_by_hand_needs_a_reason_and_a_date_ahead():
    with pytest.raises(ClockRequestInvalid, match="say why"):
        clock().do(move, at("2025-09-29 12:00"), "", act("2025-09-24 11:00"))
    with pytest.raises(ClockRequestInvalid, match="ahead"):
        clock().do(move, at("2025-09-24 11:00"), "too late", act("2025-09-24 11:00"))


def test_d4_moving_to_the_same_date_twice_is_no_error():
    held = clock("2025-09-24 10:00")
    assert held.do(move, at("2025-09-29 12:00"), "agreed", act("2025-09-24 11:00"))
    assert held.do(move, at("2025-09-29 12:00"), "agreed", act("2025-09-24 11:05")) == ()
