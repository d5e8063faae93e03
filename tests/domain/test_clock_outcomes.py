"""D5 and D6: regrading, and outcomes that stay as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.clocks import (
    ClockBreached,
    ClockEnded,
    Outcome,
    Promise,
    Standing,
    Unit,
    breach,
    cancel,
    exempt,
    meet,
    move,
    pause,
    redate,
    rerule,
    resume,
    warn,
)
from tests.domain.calendars_at_hand import at, with_days
from tests.domain.clocks_at_hand import (
    EIGHT_HOURS,
    FOR_PHOTOS,
    FOUR_HOURS,
    QUARTER_HOUR_ALWAYS,
    TWO_DAYS,
    act,
    clock,
)


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
