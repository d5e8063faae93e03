"""The rules of the clocks, one by one, each named for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.domain.clocks import (
    ClockAlreadyPaused,
    ClockBreached,
    ClockEnded,
    ClockRequestInvalid,
    Outcome,
    Promise,
    Standing,
    Unit,
    Waiting,
    breach,
    cancel,
    event_of,
    exempt,
    flat_of,
    meet,
    move,
    open_clock,
    pause,
    pauses_already_answered,
    redate,
    rerule,
    resume,
    warn,
)
from service.domain.clocks.rounds import (
    ACTS,
    is_only_thanks,
    nearest,
    needs_a_total,
    next_round,
    on_closed,
    on_resolved,
)
from tests.domain.calendars_at_hand import OFFICE_CALENDAR, at, hours, with_days
from tests.domain.clocks_at_hand import (
    EIGHT_HOURS,
    FOR_PHOTOS,
    FOUR_HOURS,
    NO_PROMISE,
    QUARTER_HOUR_ALWAYS,
    TWO_DAYS,
    ClockInHand,
    act,
    clock,
)

# --- D1 -------------------------------------------------------------------------------------------


def test_d1_a_clock_starts_at_the_customers_contact_and_the_entry_delay_is_a_figure_of_its_own():
    state = clock("2025-09-24 11:30", noted="2025-09-24 13:15").at("2025-09-24 13:15")
    assert state.started_at == at("2025-09-24 11:30")
    assert state.due_at == at("2025-09-25 11:30")
    assert state.entry_delay == timedelta(minutes=45)


def test_d1_a_contact_in_the_future_is_refused():
    with pytest.raises(ClockRequestInvalid):
        clock("2025-09-24 11:30", noted="2025-09-24 11:00")


# --- D2 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "promise", "due"),
    [
        ("2025-09-30 16:40", TWO_DAYS, "2025-10-10 18:00"),
        ("2025-09-26 22:00", TWO_DAYS, "2025-09-29 18:00"),
        ("2025-09-26 17:30", FOUR_HOURS, "2025-09-28 13:30"),
        ("2025-10-01 23:50", QUARTER_HOUR_ALWAYS, "2025-10-02 00:05"),
        ("2025-12-31 17:50", Promise(30, Unit.MINUTES, "office", 80), "2026-01-04 09:20"),
    ],
)
def test_d2_days_end_at_close_of_business_and_hours_count_working_time(started, promise, due):
    assert clock(started, promise).at(started).due_at == at(due)


def test_d2_a_warning_comes_when_its_share_of_the_working_time_is_used_up():
    state = clock("2025-09-24 10:00", EIGHT_HOURS).at("2025-09-24 10:00")
    assert state.warn_at == at("2025-09-24 17:24")
    assert clock("2025-09-24 10:00").ledger.instant_at(0.5) == at("2025-09-24 15:00")


# --- D3 -------------------------------------------------------------------------------------------


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


def test_d3_pauses_during_which_the_customer_had_already_answered_are_listed_with_the_time_lost():
    held = clock("2025-09-24 10:00", TWO_DAYS)
    held.do(pause, FOR_PHOTOS, act("2025-09-24 14:00"))
    held.do(resume, act("2025-09-25 10:00"))
    held.do(pause, FOR_PHOTOS, act("2025-09-25 14:00"))
    pauses = held.at("2025-09-25 15:00").pauses
    now = at("2025-09-25 15:00")
    answers = [at("2025-09-24 13:00"), at("2025-09-24 17:00"), at("2025-09-25 10:00")]
    found = pauses_already_answered(pauses, answers, now)
    assert [(one.pause, one.answered_at) for one in found] == [(pauses[0], at("2025-09-24 17:00"))]
    assert found[0].idle_time(OFFICE_CALENDAR, now) == hours(2)


# --- D4 -------------------------------------------------------------------------------------------


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


# --- D5 -------------------------------------------------------------------------------------------


def test_d5_a_new_rule_counts_from_the_same_start_with_the_same_pauses():
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    held.do(pause, FOR_PHOTOS, act("2025-09-24 11:00"))
    held.do(resume, act("2025-09-24 14:00"))
    held.do(rerule, FOUR_HOURS, "tier", act("2025-09-24 15:00"))
    state = held.at("2025-09-24 15:00")
    assert state.due_at == at("2025-09-24 17:00")
    assert state.started_at == at("2025-09-24 10:00")
    assert state.promise == FOUR_HOURS


def test_d5_a_regrading_never_puts_an_open_deadline_off():
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    (event,) = held.do(rerule, EIGHT_HOURS, "tier", act("2025-09-24 11:00"))
    assert not event.takes_effect
    assert held.at("2025-09-24 11:00").due_at == at("2025-09-24 15:00")
    assert held.at("2025-09-24 11:00").promise == FOUR_HOURS


def test_d5_a_rule_with_the_same_deadline_and_an_earlier_warning_is_taken():
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    held.do(rerule, replace(EIGHT_HOURS, warn_percent=50), "table", act("2025-09-24 11:00"))
    assert held.at("2025-09-24 11:00").warn_at == at("2025-09-24 15:00")


def test_d5_a_pause_that_begins_at_the_new_deadline_does_not_put_it_off():
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    held.do(pause, FOR_PHOTOS, act("2025-09-24 15:00"))
    held.do(rerule, FOUR_HOURS, "tier", act("2025-09-24 15:00"))
    held.do(resume, act("2025-09-24 16:00"))
    assert held.at("2025-09-24 16:00").due_at == at("2025-09-24 15:00")


def test_d5_unless_a_supervisor_decides_so_with_a_reason():
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    held.do(rerule, EIGHT_HOURS, "severity", act("2025-09-24 11:00", "manager"), decision="graded by mistake")
    assert held.at("2025-09-24 11:00").due_at == at("2025-09-25 10:00")


def test_d5_the_favour_is_reckoned_across_calendars_and_while_paused():
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    held.do(pause, FOR_PHOTOS, act("2025-09-24 10:05"))
    held.do(rerule, QUARTER_HOUR_ALWAYS, "tier", act("2025-09-24 20:00"))
    held.do(resume, act("2025-09-24 22:00"))
    assert held.at("2025-09-24 22:00").due_at == at("2025-09-24 22:10")


def test_d5_the_same_terms_under_a_new_table_version_are_not_told_twice():
    newer = Promise(8, Unit.HOURS, "office", 80, table="response.dmn", version="4", row="7")
    assert clock(promise=EIGHT_HOURS).do(rerule, newer, "table", act("2025-09-24 11:00")) == ()
    held = clock(promise=FOUR_HOURS)
    assert held.do(rerule, EIGHT_HOURS, "tier", act("2025-09-24 11:00"))
    assert held.do(rerule, EIGHT_HOURS, "tier", act("2025-09-24 11:05")) == ()


def test_d5_a_passed_deadline_is_left_alone():
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    assert held.do(rerule, EIGHT_HOURS, "tier", act("2025-09-24 16:00"), decision="why") == ()


# --- D6 -------------------------------------------------------------------------------------------


def test_d6_done_by_the_deadline_is_met_and_a_moment_later_is_late():
    in_time, late = clock(promise=FOUR_HOURS), clock(promise=FOUR_HOURS)
    in_time.do(meet, act("2025-09-24 15:00"))
    late.do(meet, act("2025-09-24 15:01"))
    assert in_time.at("2025-09-30 00:00").outcome is Outcome.MET
    state = late.at("2025-09-30 00:00")
    assert (state.outcome, state.breached_at) == (Outcome.MET_LATE, at("2025-09-24 15:00"))
    assert state.overdue_by == timedelta(minutes=1)


def test_d6_a_breach_is_noted_at_the_deadline_however_late_the_timer():
    held = clock(promise=FOUR_HOURS)
    assert held.do(breach, act("2025-09-24 14:59", "system")) == ()
    (event,) = held.do(breach, act("2025-09-24 16:30", "system"))
    assert (event.at, event.noted_at) == (at("2025-09-24 15:00"), at("2025-09-24 16:30"))
    assert held.do(breach, act("2025-09-24 16:31", "system")) == ()
    assert held.at("2025-09-24 17:00").outcome is Outcome.BREACHED
    assert held.at("2025-09-24 17:00").ended_at is None


def test_d6_an_exemption_stands_beside_a_breach_and_never_erases_it():
    held = clock(promise=FOUR_HOURS)
    held.do(breach, act("2025-09-24 15:00", "system"))
    held.do(exempt, "power cut in the whole district", act("2025-09-24 16:00", "manager"))
    held.do(meet, act("2025-09-24 17:00"))
    state = held.at("2025-09-25 00:00")
    assert state.outcome is Outcome.MET_LATE
    assert state.breached_at == at("2025-09-24 15:00")
    assert (state.exemption.by, state.exemption.reason) == ("manager", "power cut in the whole district")


def test_d6_an_exemption_after_a_deadline_that_nobody_noted_notes_the_breach_first():
    held = clock(promise=FOUR_HOURS)
    events = held.do(exempt, "power cut", act("2025-09-24 16:00", "manager"))
    assert [event.type for event in events] == ["breached", "exempted"]
    assert held.at("2025-09-24 16:00").outcome is Outcome.BREACHED


def test_d6_an_exemption_before_the_deadline_ends_the_clock():
    held = clock(promise=FOUR_HOURS)
    held.do(exempt, "customer is abroad", act("2025-09-24 11:00", "manager"))
    assert held.do(breach, act("2025-09-24 15:00")) == ()
    assert held.do(meet, act("2025-09-24 16:00")) == ()
    assert held.at("2025-09-24 16:00").outcome is Outcome.EXEMPTED


def test_d6_cancelling_after_the_deadline_leaves_the_breach():
    early, late = clock(promise=FOUR_HOURS), clock(promise=FOUR_HOURS)
    early.do(cancel, "withdrawn", act("2025-09-24 14:00"))
    late.do(cancel, "withdrawn", act("2025-09-24 16:00"))
    assert early.at("2025-09-25 00:00").outcome is Outcome.CANCELLED
    assert late.at("2025-09-25 00:00").outcome is Outcome.BREACHED
    assert late.at("2025-09-25 00:00").standing is Standing.ENDED


@pytest.mark.parametrize("ending", [meet, lambda ledger, act: cancel(ledger, "withdrawn", act)])
def test_d6_what_has_ended_takes_nothing_more(ending):
    held = clock(promise=FOUR_HOURS)
    held.do(ending, act("2025-09-24 14:00"))
    later = act("2025-09-24 14:30")
    assert [held.do(verb, later) for verb in (meet, breach, warn, resume)] == [()] * 4
    assert held.do(rerule, TWO_DAYS, "tier", later, decision="why") == ()
    for refused in (
        lambda: held.do(pause, FOR_PHOTOS, later),
        lambda: held.do(move, at("2025-09-29 12:00"), "why", later),
        lambda: held.do(exempt, "why", later),
    ):
        with pytest.raises(ClockEnded):
            refused()


def test_d6_of_two_endings_entered_at_once_the_first_counts():
    held = clock(promise=FOUR_HOURS)
    met, cancelled = (
        meet(held.ledger, act("2025-09-24 14:00")),
        cancel(held.ledger, "late", act("2025-09-24 14:00")),
    )
    held.ledger = held.ledger.and_then(*met, *cancelled)
    assert held.at("2025-09-24 14:30").outcome is Outcome.MET


def test_d6_a_passed_deadline_can_neither_be_paused_nor_moved():
    held = clock(promise=FOUR_HOURS)
    with pytest.raises(ClockBreached):
        held.do(pause, FOR_PHOTOS, act("2025-09-24 15:00"))
    with pytest.raises(ClockBreached):
        held.do(move, at("2025-09-29 12:00"), "why", act("2025-09-24 15:01"))


def test_d6_a_corrected_calendar_changes_no_outcome():
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    held.do(meet, act("2025-09-24 16:00"))
    closed = with_days({"date": "2025-09-24", "kind": "holiday", "name": "Flood"})
    assert held.do(redate, closed, act("2025-09-25 09:00")) == ()
    corrected = clock(calendars=closed).ledger.__class__(held.ledger.events, closed)
    state = corrected.state(at("2025-09-25 09:00"))
    assert (state.outcome, state.due_at) == (Outcome.MET_LATE, at("2025-09-24 15:00"))


# --- D7 -------------------------------------------------------------------------------------------


def test_d7_resolving_meets_the_resolution_stops_reply_clocks_and_leaves_the_rest():
    clocks = {
        kind: clock(promise=TWO_DAYS, kind=kind).ledger for kind in ("resolve", "progress", "follow_up")
    }
    entered = on_resolved(clocks, act("2025-09-25 10:00"))
    assert {kind: [event.type for event in events] for kind, events in entered.items()} == {
        "resolve": ["met"],
        "progress": ["cancelled"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "谢谢",
        "非常感谢!",
        "好的,谢谢你们。",
        "收到,谢谢啦~",
        "Thank you very much!",
        "Great, thanks again :)",
        "OK. Thanks",
    ],
)
def test_d7_thank_you_starts_no_clock(text):
    assert is_only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "好的",
        "ok",
        "谢谢,但是还在漏水",
        "Thanks, but it still leaks",
        "thanks for nothing",
        "谢谢,什么时候来?",
        "不用谢",
        "[photo]",
    ],
)
def test_d7_whatever_says_more_than_thanks_does(text):
    assert not is_only_thanks(text)


def test_d7_reopening_starts_a_new_round_beside_one_total_clock():
    total = clock(promise=NO_PROMISE, kind="total").at("2025-09-24 10:00")
    first = clock(promise=TWO_DAYS).at("2025-09-24 10:00")
    assert next_round([]) == 1
    assert next_round([total, first]) == 2
    assert needs_a_total([first])
    assert not needs_a_total([first, total])


def test_d7_the_total_clock_measures_without_a_deadline_until_the_case_is_closed():
    total, notice = clock(promise=NO_PROMISE, kind="total"), clock(promise=TWO_DAYS, kind="progress")
    state = total.at("2025-09-25 10:00")
    assert (state.due_at, state.used, state.standing) == (None, hours(8), Standing.ON_TIME)
    entered = on_closed({"total": total.ledger, "progress": notice.ledger}, act("2025-09-25 10:00"))
    assert [event.type for events in entered.values() for event in events] == ["met", "cancelled"]


def test_d7_of_several_clocks_the_nearest_not_yet_done_is_shown():
    near, far, done = (
        clock(promise=FOUR_HOURS),
        clock(promise=TWO_DAYS),
        clock("2025-09-24 09:00", FOUR_HOURS),
    )
    total = clock(promise=NO_PROMISE, kind="total")
    done.do(meet, act("2025-09-24 10:00"))
    now = "2025-09-24 11:00"
    states = [one.at(now) for one in (total, far, near, done)]
    assert nearest(states) == near.at(now)
    assert nearest([total.at(now), done.at(now)]) == total.at(now)
    assert nearest([]) is None


# --- D8: the warning of a clock; the ladder has tests of its own ----------------------------------


def test_d8_a_warning_is_given_once_for_each_deadline_the_clock_has_had():
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    assert held.do(warn, act("2025-09-24 17:23", "system")) == ()
    assert held.do(warn, act("2025-09-24 17:24", "system"))
    assert held.do(warn, act("2025-09-24 17:30", "system")) == ()
    held.do(move, at("2025-09-29 18:00"), "agreed", act("2025-09-24 17:40"))
    assert held.do(warn, act("2025-09-25 09:00", "system")) == ()
    assert held.do(warn, act("2025-09-29 17:00", "system"))


# --- D9 -------------------------------------------------------------------------------------------


def test_d9_every_event_survives_its_row():
    held = clock("2025-09-24 10:00", EIGHT_HOURS, noted="2025-09-24 10:30", promised="2025-09-26 12:00")
    held.do(pause, FOR_PHOTOS, act("2025-09-24 11:00"))
    held.do(resume, act("2025-09-24 12:00", noted="2025-09-24 14:00"), by_customer=True)
    held.do(move, at("2025-09-24 17:00"), "agreed", act("2025-09-24 14:30"))
    held.do(rerule, FOUR_HOURS, "tier", act("2025-09-24 15:00"), decision="why")
    held.do(warn, act("2025-09-24 16:50", "system"))
    held.do(exempt, "power cut", act("2025-09-24 17:30", "manager"))
    held.do(cancel, "withdrawn", act("2025-09-24 17:40"))
    other = clock("2025-09-24 10:00")
    other.do(
        redate, with_days({"date": "2025-09-24", "kind": "holiday", "name": "Flood"}), act("2025-09-24 11:00")
    )
    other.do(meet, act("2025-09-24 14:30"))
    events = (*held.ledger.events, *other.ledger.events)
    assert len({event.type for event in events}) == 11

    for event in events:
        kept = event_of(event.type, flat_of(event), at=event.at, by=event.by, noted_at=event.noted_at)
        assert kept == event


def test_d9_facts_of_a_newer_release_are_left_aside():
    event = open_clock("resolve", EIGHT_HOURS, act("2025-09-24 10:00"))
    flat = {**flat_of(event), "colour": "green"}
    assert event_of("opened", flat, at=event.at, by=event.by) == event


def test_d9_a_ledger_begins_with_an_opening():
    held = clock()
    headless = held.ledger.__class__((), held.ledger.calendars)
    with pytest.raises(ValueError, match="opening"):
        headless.state(at("2025-09-24 10:00"))


# --- calendars change under running clocks --------------------------------------------------------


def test_a_calendar_that_changes_redates_open_clocks_and_says_from_when_to_when():
    held = clock("2026-12-30 10:00", Promise(5, Unit.WORKING_DAYS, "office", 80))
    before = held.at("2026-12-30 10:00")
    assert before.provisional
    notice = with_days(
        {
            "from": "2027-01-01",
            "to": "2027-01-03",
            "kind": "holiday",
            "name": {"zh": "元旦", "en": "New Year's Day"},
        },
    )
    (event,) = held.do(redate, notice, act("2026-12-30 11:00", "system"))
    assert (event.due_before, event.due_after) == (at("2027-01-06 18:00"), at("2027-01-07 18:00"))
    assert (
        held.ledger.__class__(held.ledger.events, notice).state(at("2026-12-30 11:00")).due_at
        == event.due_after
    )


def test_d11_each_act_on_an_instance_says_in_both_languages_what_it_does_to_the_clocks():
    assert set(ACTS) == {"suspend", "migrate", "reassign", "move", "terminate"}
    assert all(words.zh and words.en for words in ACTS.values())
