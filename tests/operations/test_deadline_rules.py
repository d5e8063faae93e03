"""D1 to D13, each through the operations on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.clocks import Waiting
from service.domain.clocks.rows import ClockNotice
from service.domain.tiers import TierAsked
from service.domain.views import OpenedCase, PageRequest
from service.errors import ClockNotFound, NotASupervisor, NotInGroup
from service.operations import deployments
from service.operations.cases import NewCaseMessage, add_message
from service.operations.clocks import exempt_clock, move_clock
from service.operations.pauses import pause_case, resume_case
from service.operations.recomputing import recompute_clocks
from service.operations.regrading import change_tier
from service.operations.sweep import take_due
from service.operations.tiers import TierDecided, apply_tier
from service.queries.cases import case_history
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, properties, task
from tests.operations.promises import PROMISED, ROWS, at, deadlines
from tests.operations.stage import (
    AGENT,
    MANAGER,
    TECH,
    a_case,
    do,
    open_tasks,
    put_live,
)
from tests.operations.timed import (
    FOR_PHOTOS,
    ROUNDS,
    WRITES,
    attend_all,
    clocks,
    customer_of,
    the_clock,
    timer,
)


def test_d1_a_clock_starts_at_the_contact_and_the_entry_delay_is_a_figure(
    rt: Runtime, clock: SetClock
) -> None:
    from service.operations.cases import open_case
    from tests.operations.test_cases import new_case

    put_live(rt, PROMISED, deadlines())
    clock.set(at("2026-11-23 11:00"))
    opened = open_case(rt, new_case(contacted_at=at("2026-11-23 09:00")), by=AGENT)
    respond = the_clock(rt, opened, "respond")
    assert (respond.started_at, respond.entry_delay_s) == (at("2026-11-23 09:00"), 2 * 3600)
    assert respond.due_at == at("2026-11-24 18:00")
    assert any("2 h of working time later" in line for line in respond.lines)
    do(rt, opened.instance_id, "respond", AGENT)
    clock.set(at("2026-11-24 11:00"))
    do(rt, opened.instance_id, "assess", TECH)
    resolve = the_clock(rt, opened, "resolve")
    assert (resolve.started_at, resolve.entry_delay_s) == (at("2026-11-23 09:00"), 2 * 3600)


def test_d2_working_days_end_at_close_of_business_and_hours_count_working_time(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    assert the_clock(rt, case, "respond").due_at == at("2026-11-24 10:00")
    assert open_tasks(rt, case.instance_id)["respond"].due_at == at("2026-11-24 10:00")
    clock.set(at("2026-11-23 14:00"))
    do(rt, case.instance_id, "respond", AGENT)
    assert the_clock(rt, case, "assess").due_at == at("2026-11-25 18:00")


def test_d3_a_pause_keeps_the_remaining_working_time_and_ends_at_the_customers_word(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    clock.set(at("2026-11-23 12:00"))
    pause_case(rt, case.id, waiting=FOR_PHOTOS, by=AGENT)
    paused = the_clock(rt, case, "respond")
    assert (paused.standing, paused.due_at, paused.remaining_s) == ("paused", None, 6 * 3600)
    assert timer(rt, case, "late").state == "held"
    assert open_tasks(rt, case.instance_id)["respond"].due_at is None
    clock.set(at("2026-11-24 20:00"))
    assert take_due(rt, 10).timers == ()
    add_message(rt, case.id, NewCaseMessage("here they are", "in", "wechat"), by=AGENT)
    resumed = the_clock(rt, case, "respond")
    assert (resumed.standing, resumed.due_at) == ("on_time", at("2026-11-25 16:00"))
    assert resumed.pauses[0].by_customer
    assert timer(rt, case, "late").due_at == at("2026-11-25 16:00")
    assert open_tasks(rt, case.instance_id)["respond"].due_at == at("2026-11-25 16:00")


def test_d3_a_clock_that_opens_in_a_paused_case_begins_paused_and_the_review_day_reminds(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    pause_case(rt, case.id, waiting=Waiting("waiting", "photos", date(2026, 11, 24)), by=AGENT)
    do(rt, case.instance_id, "respond", AGENT)
    assert the_clock(rt, case, "assess").standing == "paused"
    clock.set(at("2026-11-24 09:00"))
    attend_all(rt)
    with rt.reading() as session:
        assert [each.about for each in session.scalars(select(ClockNotice))] == ["review"]
    resume_case(rt, case.id, by=AGENT)
    resume_case(rt, case.id, by=AGENT)
    assert the_clock(rt, case, "assess").standing == "on_time"


def test_d4_a_date_set_by_hand_never_moves_by_itself(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    respond = the_clock(rt, case, "respond")
    with pytest.raises(NotASupervisor):
        move_clock(rt, respond.id, due_at=at("2026-11-26 12:00"), reason="agreed", by=AGENT)
    with pytest.raises(ClockNotFound):
        move_clock(rt, UUID(int=1), due_at=at("2026-11-26 12:00"), reason="agreed", by=MANAGER)
    move_clock(rt, respond.id, due_at=at("2026-11-26 12:00"), reason="agreed on the phone", by=MANAGER)
    assert timer(rt, case, "late").due_at == at("2026-11-26 12:00")
    pause_case(rt, case.id, waiting=FOR_PHOTOS, by=AGENT)
    clock.set(at("2026-11-24 12:00"))
    resume_case(rt, case.id, by=AGENT)
    change_tier(rt, case.id, TierAsked(1), by=MANAGER)
    moved = the_clock(rt, case, "respond")
    assert (moved.due_at, moved.fixed) == (at("2026-11-26 12:00"), True)


def test_d5_a_regrading_brings_deadlines_forward_only_unless_a_supervisor_decides(
    rt: Runtime, case: OpenedCase
) -> None:
    change_tier(rt, case.id, TierAsked(1), by=AGENT)
    forward = the_clock(rt, case, "respond")
    assert (forward.due_at, forward.started_at) == (at("2026-11-23 10:15"), at("2026-11-23 10:00"))
    assert timer(rt, case, "late").due_at == at("2026-11-23 10:15")
    change_tier(rt, case.id, TierAsked(4), by=AGENT)
    assert the_clock(rt, case, "respond").due_at == at("2026-11-23 10:15")
    with pytest.raises(NotASupervisor):
        change_tier(rt, case.id, TierAsked(4, "mistaken identity", later=True), by=AGENT)
    change_tier(rt, case.id, TierAsked(4, "mistaken identity", later=True), by=MANAGER)
    decided = the_clock(rt, case, "respond")
    assert decided.due_at == at("2026-11-25 10:00")
    assert any("decided by a supervisor: mistaken identity" in line for line in decided.lines)
    do(rt, case.instance_id, "respond", AGENT)  # now technical support sees the case too
    with pytest.raises(NotInGroup):
        change_tier(rt, case.id, TierAsked(1), by=TECH)


def test_d5_a_new_table_changes_open_deadlines_of_running_cases(rt: Runtime, case: OpenedCase) -> None:
    shorter = tuple((*row[:2], "4", *row[3:]) if row[0] == '"respond"' else row for row in ROWS)
    put_live(rt, PROMISED, deadlines(shorter))
    respond = the_clock(rt, case, "respond")
    assert respond.due_at == at("2026-11-23 15:00")
    assert respond.promise.version == "2"


def test_d6_outcomes_are_final_and_an_exemption_stands_beside_a_breach(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    clock.set(at("2026-11-24 10:30"))
    attend_all(rt)
    breached = the_clock(rt, case, "respond")
    assert (breached.outcome, breached.breached_at) == ("breached", at("2026-11-24 10:00"))
    exempt_clock(rt, breached.id, reason="flooded roads", by=MANAGER)
    do(rt, case.instance_id, "respond", AGENT)
    late = the_clock(rt, case, "respond")
    assert (late.outcome, late.exemption and late.exemption.reason) == ("met_late", "flooded roads")
    with pytest.raises(Exception, match="final"):
        move_clock(rt, late.id, due_at=at("2026-12-24 10:30"), reason="again", by=MANAGER)


def test_d7_resolving_stops_reply_clocks_and_thanks_start_none(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WRITES, deadlines())
    case = a_case(rt)
    add_message(rt, case.id, NewCaseMessage("It still sticks!", "in", "wechat"), by=AGENT)
    assert the_clock(rt, case, "read_message").standing == "on_time"
    add_message(rt, case.id, NewCaseMessage("Thank you very much!", "in", "wechat"), by=AGENT)
    assert [each.kind for each in clocks(rt, case).items].count("read_message") == 1
    do(rt, case.instance_id, "resolve", AGENT)
    assert (the_clock(rt, case, "resolve").outcome, the_clock(rt, case, "read_message").outcome) == (
        "met",
        "cancelled",
    )
    assert the_clock(rt, case, "total").outcome is None


def test_d7_a_new_round_has_clocks_of_its_own_beside_one_total(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, ROUNDS, deadlines())
    case = a_case(rt)
    clock.advance(timedelta(hours=2))
    do(rt, case.instance_id, "respond", AGENT)
    clock.advance(timedelta(hours=1))
    again = the_clock(rt, case, "respond")
    assert (again.round, again.started_at) == (2, clock.now() - timedelta(hours=1))
    assert [each.kind for each in clocks(rt, case).items].count("total") == 1


def test_d5_another_tier_holds_for_later_decisions_of_the_process_too(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    drawn = drawing(
        "feedback",
        task("respond", inside=properties(sla="respond")),
        task("look", "customer_service", more='camunda:priority="=if tier = 1 then 80 else 50"'),
        chain("start", "respond", "look", "end"),
    )
    put_live(rt, drawn, deadlines())
    later, reviewed = a_case(rt), a_case(rt)
    change_tier(rt, later.id, TierAsked(1), by=AGENT)
    assert the_clock(rt, later, "respond").due_at == at("2026-11-23 10:15")
    decided = TierDecided(customer_of(rt, reviewed), 1, "much bought", "tier group")
    apply_tier(rt, decided)
    for each in (later, reviewed):
        do(rt, each.instance_id, "respond", AGENT)
        assert open_tasks(rt, each.instance_id)["look"].priority == 80
        history = case_history(rt, each.id, PageRequest(), by=MANAGER).items
        (told,) = (event for event in history if event.type == "case.tier_changed")
        assert told.detail["to"] == 1


def test_d5_tables_that_a_crash_kept_from_running_cases_reach_them_the_next_night(
    rt: Runtime, case: OpenedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter = tuple((*row[:2], "4", *row[3:]) if row[0] == '"respond"' else row for row in ROWS)
    with monkeypatch.context() as crashing:
        crashing.setattr(deployments, "apply_tables", lambda *_, **__: None)
        put_live(rt, PROMISED, deadlines(shorter))
    assert the_clock(rt, case, "respond").due_at == at("2026-11-24 10:00")
    assert recompute_clocks(rt) == ()
    assert the_clock(rt, case, "respond").due_at == at("2026-11-23 15:00")
