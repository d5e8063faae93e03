"""What a changed table would have meant: the same starts, pauses and dates by hand, judged under another
promise.
"""

from __future__ import annotations

import pytest

from service.domain.clocks import breach, cancel, exempt, meet, move, pause, resume
from service.domain.clocks.what_if import Trial, Verdict, compare, verdict_of, verdict_under
from tests.domain.calendars_at_hand import at
from tests.domain.clocks_at_hand import (
    EIGHT_HOURS,
    FOR_PHOTOS,
    FOUR_HOURS,
    NO_PROMISE,
    ClockInHand,
    act,
    clock,
)

NOW = at("2025-09-30 10:00")


def _met_after_six_hours(*, paused: bool = False) -> ClockInHand:
    """Met at 17:00 the same day, having stood still from 11:00 to 14:00 if asked."""
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    if paused:
        held.do(pause, FOR_PHOTOS, act("2025-09-24 11:00"))
        held.do(resume, act("2025-09-24 14:00"))
    held.do(meet, act("2025-09-24 17:00"))
    return held


def test_what_was_kept_under_eight_hours_would_have_been_missed_under_four():
    held = _met_after_six_hours()
    assert verdict_of(held.ledger, NOW) is Verdict.KEPT
    assert verdict_under(held.ledger, FOUR_HOURS, NOW) is Verdict.MISSED


def test_the_pauses_count_under_the_new_promise_too():
    assert verdict_under(_met_after_six_hours(paused=True).ledger, FOUR_HOURS, NOW) is Verdict.KEPT


def test_what_was_missed_may_be_kept_under_a_longer_promise_and_exemptions_do_not_matter():
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    held.do(breach, act("2025-09-24 15:00", "system"))
    held.do(exempt, "power cut", act("2025-09-24 15:30", "manager"))
    held.do(meet, act("2025-09-24 17:00"))
    assert verdict_of(held.ledger, NOW) is Verdict.MISSED
    assert verdict_under(held.ledger, EIGHT_HOURS, NOW) is Verdict.KEPT


def test_a_date_set_by_hand_is_judged_by_that_date():
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    held.do(move, at("2025-09-29 12:00"), "agreed", act("2025-09-24 11:00"))
    held.do(meet, act("2025-09-26 12:00"))
    assert verdict_under(held.ledger, FOUR_HOURS, NOW) is Verdict.KEPT


def test_a_running_clock_is_running_or_missed():
    held = clock("2025-09-30 09:00", EIGHT_HOURS)
    assert verdict_of(held.ledger, NOW) is Verdict.RUNNING
    assert verdict_under(held.ledger, NO_PROMISE, NOW) is Verdict.RUNNING
    assert verdict_under(held.ledger, FOUR_HOURS, at("2025-10-09 18:00")) is Verdict.MISSED
    assert verdict_of(held.ledger, at("2025-10-09 18:00")) is Verdict.MISSED


@pytest.mark.parametrize("ending", [cancel, exempt])
def test_what_fell_away_is_void_unless_the_new_deadline_had_passed_before(ending):
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    held.do(ending, "withdrawn", act("2025-09-24 16:00"))
    assert verdict_of(held.ledger, NOW) is Verdict.VOID
    assert verdict_under(held.ledger, EIGHT_HOURS, NOW) is Verdict.VOID
    assert verdict_under(held.ledger, FOUR_HOURS, NOW) is Verdict.MISSED


def test_the_verdicts_are_counted_by_tier_and_kind():
    kept, running = _met_after_six_hours(), clock("2025-09-30 09:00", EIGHT_HOURS, kind="respond")
    trials = [
        Trial(kept.ledger, "2", FOUR_HOURS),
        Trial(kept.ledger, "2", EIGHT_HOURS),
        Trial(running.ledger, "3", FOUR_HOURS),
    ]
    found = compare(trials, NOW)
    assert found["2", "resolve"].before == {Verdict.KEPT: 2}
    assert found["2", "resolve"].after == {Verdict.KEPT: 1, Verdict.MISSED: 1}
    assert found["3", "respond"].after == {Verdict.RUNNING: 1}
