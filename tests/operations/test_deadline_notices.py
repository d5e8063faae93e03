"""D8 to D13 through the operations: notices, the ledger, explanations, acts, missed timers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update

from service.clock import SetClock
from service.domain.calendars.rows import CalendarNotice
from service.domain.clocks import ClockBreached
from service.domain.clocks.rows import Clock, ClockEntry
from service.domain.timers import TimerJob
from service.domain.views import OpenedCase, PageRequest
from service.errors import NotInGroup
from service.operations import calendars
from service.operations.calendars import NewDays, enter_days
from service.operations.clocks import acknowledge_clock, move_clock
from service.operations.instances import resume_instance, suspend_instance, terminate_instance
from service.operations.outbox import open_effect
from service.operations.pauses import pause_case
from service.operations.recomputing import recompute_clocks
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, reassign_task
from service.operations.timers import fire_timer
from service.queries.calendars import provisional
from service.queries.clocks import case_clocks
from service.queries.health import health
from service.runtime import Runtime
from tests.operations.promises import PROMISED, at, deadlines
from tests.operations.rivals import one_waits_for_the_other
from tests.operations.stage import (
    AGENT,
    MANAGER,
    a_case,
    do,
    put_live,
    the_task,
)
from tests.operations.timed import (
    FOR_PHOTOS,
    attend_all,
    noticed,
    the_clock,
    timer,
    told,
)


def test_d8_a_warning_climbs_the_ladder_until_somebody_acknowledges(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    claim_task(rt, the_task(rt, case.instance_id, "respond"), by=AGENT)
    clock.set(at("2026-11-23 17:30"))
    attend_all(rt)
    assert told(rt) == [["assignee:respond"]]
    clock.set(at("2026-11-23 22:00"))
    attend_all(rt)
    assert len(told(rt)) == 1
    clock.set(at("2026-11-24 09:30"))
    attend_all(rt)
    assert told(rt)[1:] == [["lead:customer_service"]]
    acknowledge_clock(rt, the_clock(rt, case, "respond").id, by=MANAGER)
    clock.set(at("2026-11-24 09:59"))
    attend_all(rt)
    assert len(told(rt)) == 2


def test_people_are_told_of_promises_of_a_suspended_instance_when_it_is_time(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    suspend_instance(rt, case.instance_id, reason="audit", by=MANAGER)
    clock.set(at("2026-11-23 17:30"))
    attend_all(rt)
    assert told(rt) == [["group:customer_service"]]
    going_out = [open_effect(rt, outbox_id) for outbox_id in take_due(rt, 10).outbox]
    assert ["group:customer_service"] in [each.payload["to"] for each in going_out if each is not None]
    assert health(rt).due_effects == len(going_out)


def test_the_customer_hears_that_a_promise_may_slip_before_it_does_and_once(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    claim_task(rt, the_task(rt, case.instance_id, "respond"), by=AGENT)
    for moment in ("2026-11-23 17:30", "2026-11-23 22:00", "2026-11-24 09:30"):
        clock.set(at(moment))
        attend_all(rt)
    due_at = the_clock(rt, case, "respond").due_at
    assert due_at is not None and due_at > clock.now()
    assert [template for template, to in noticed(rt) if to == ["customer"]] == ["delay"]


def test_d8_a_breach_nobody_drew_climbs_to_the_supervisor_and_repeats(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    do(rt, case.instance_id, "respond", AGENT)
    clock.set(at("2026-11-25 18:00"))
    attend_all(rt)
    seen = []
    for hour in ("26 09:00", "26 10:00", "26 11:00", "26 13:00", "26 14:00"):
        clock.set(at(f"2026-11-{hour}"))
        attend_all(rt)
        seen = told(rt)
    assert seen[-2:] == [["supervisor"], ["supervisor"]]


def test_d9_the_ledger_is_append_only_and_the_nightly_recomputation_reports_what_differs(
    rt: Runtime, case: OpenedCase
) -> None:
    assert recompute_clocks(rt) == ()
    respond = the_clock(rt, case, "respond")
    with rt.transaction() as tx:
        tx.connection.execute(
            update(Clock).where(Clock.id == respond.id).values(due_at=at("2026-12-01 10:00"))
        )
    (difference,) = recompute_clocks(rt)
    assert (difference.stored, difference.reckoned) == (at("2026-12-01 10:00"), at("2026-11-24 10:00"))
    assert recompute_clocks(rt) == ()
    with rt.reading() as session:
        kept = session.scalars(select(ClockEntry).where(ClockEntry.clock_id == respond.id)).all()
    assert [each.type for each in kept] == ["opened"]


def test_d10_every_line_of_the_answer_is_told_in_both_languages(rt: Runtime, case: OpenedCase) -> None:
    from dataclasses import replace

    english = the_clock(rt, case, "respond").lines
    assert english[0] == "Clock “first response”, round 1, starts Mon 23 Nov 2026 10:00"
    assert english[1].startswith("Rule: 8 h of working time, deadline version 1 row 2, tier 2")
    chinese = case_clocks(rt, case.id, by=replace(MANAGER, language="zh")).items[1].lines
    assert len(chinese) == len(english)
    assert chinese[0].startswith("「首次响应」")


def test_d11_suspend_reassign_and_terminate_do_to_clocks_what_they_say(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    before = the_clock(rt, case, "respond").due_at
    suspend_instance(rt, case.instance_id, reason="audit", by=MANAGER)
    clock.set(at("2026-11-23 15:00"))
    assert the_clock(rt, case, "respond").due_at == before
    resume_instance(rt, case.instance_id, by=MANAGER)
    reassign_task(rt, the_task(rt, case.instance_id, "respond"), to=None, reason="ill", by=MANAGER)
    assert the_clock(rt, case, "respond").due_at == before
    terminate_instance(rt, case.instance_id, reason="a duplicate", by=MANAGER)
    assert the_clock(rt, case, "respond").outcome == "cancelled"
    assert the_clock(rt, case, "total").outcome == "met"


def test_d12_people_read_the_time_left(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    clock.set(at("2026-11-23 13:30"))
    assert the_clock(rt, case, "respond").left == "5 h 30 min of working time left (tomorrow 10:00)"


def test_d13_missed_timers_fire_in_due_order_with_their_lateness(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    clock.set(at("2026-11-24 12:00"))
    due = take_due(rt, 10).timers
    assert list(due) == [timer(rt, case, "nearly_late").id, timer(rt, case, "late").id]
    assert all(fire_timer(rt, timer_id) for timer_id in due)
    assert timer(rt, case, "late").lateness_ms == 2 * 3600 * 1000


def test_a_calendar_correction_dates_open_deadlines_anew_and_lists_them(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    day_off = {"date": "2026-11-24", "kind": "holiday", "name": {"zh": "盘点", "en": "Stock-taking"}}
    with pytest.raises(NotInGroup):
        enter_days(rt, "office", NewDays((day_off,)), by=AGENT)
    moved = enter_days(rt, "office", NewDays((day_off,)), by=MANAGER)
    assert [(each.kind, each.case_number, each.after) for each in moved] == [
        ("respond", case.number, at("2026-11-25 10:00"))
    ]
    assert timer(rt, case, "late").due_at == at("2026-11-25 10:00")
    assert any("Stock-taking" in line for line in the_clock(rt, case, "respond").lines)


def test_competing_days_entered_at_once_each_have_a_number_and_both_date_the_deadlines(
    rt: Runtime, clock: SetClock, case: OpenedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closes(day: str) -> Callable[[], object]:
        off = {"date": day, "kind": "holiday", "name": {"zh": "盘点", "en": "Stock-taking"}}
        return lambda: enter_days(rt, "office", NewDays((off,)), by=MANAGER)

    one_waits_for_the_other(
        rt, monkeypatch, (calendars, "_store"), closes("2026-11-24"), closes("2026-11-25")
    )
    with rt.reading() as session:
        numbers = session.scalars(select(CalendarNotice.number).order_by(CalendarNotice.number)).all()
    assert list(numbers) == [1, 2]
    assert timer(rt, case, "late").due_at == at("2026-11-26 10:00")


def test_a_bound_timer_that_comes_too_early_waits_for_its_clock(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    late = timer(rt, case, "late")
    with rt.transaction() as tx:
        early = at("2026-11-23 11:00")
        tx.connection.execute(
            update(TimerJob).where(TimerJob.id == late.id).values(due_at=early, next_try_at=early)
        )
    clock.set(at("2026-11-23 11:00"))
    assert not fire_timer(rt, late.id)
    assert timer(rt, case, "late").due_at == at("2026-11-24 10:00")


def test_what_is_overdue_can_neither_be_moved_nor_paused(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    clock.set(at("2026-11-24 11:00"))
    respond = the_clock(rt, case, "respond")
    with pytest.raises(ClockBreached):
        move_clock(rt, respond.id, due_at=at("2026-11-26 11:00"), reason="late", by=MANAGER)
    pause_case(rt, case.id, waiting=FOR_PHOTOS, by=AGENT)
    assert the_clock(rt, case, "respond").standing == "overdue"


def test_a_deadline_beyond_the_known_days_is_listed_until_the_years_notice_dates_it_anew(
    rt: Runtime, clock: SetClock
) -> None:
    put_live(rt, PROMISED, deadlines())
    clock.set(at("2026-12-31 16:00"))
    case = a_case(rt)
    found = provisional(rt, PageRequest(), by=MANAGER).items
    assert {each.kind for each in found} >= {"respond"}
    before = the_clock(rt, case, "respond").due_at
    new_year = {"date": "2027-01-01", "kind": "holiday", "name": {"zh": "元旦", "en": "New Year"}}
    moved = enter_days(rt, "office", NewDays((new_year,), date(2027, 12, 31)), by=MANAGER)
    assert [(each.kind, each.before) for each in moved if each.kind == "respond"] == [("respond", before)]
    assert the_clock(rt, case, "respond").due_at == at("2027-01-04 16:00")
    assert not [each for each in provisional(rt, PageRequest(), by=MANAGER).items if each.kind == "respond"]
