"""D1 to D13, each through the operations on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from service.clock import SetClock
from service.domain.cases import Case
from service.domain.clocks import ClockBreached, Waiting
from service.domain.clocks.rows import Clock, ClockEntry, ClockNotice
from service.domain.outbox import OutboxMessage
from service.domain.timers import TimerJob
from service.domain.views import OpenedCase, PageRequest
from service.domain.views.clocks import CaseClocks, ClockView
from service.errors import ClockNotFound, NotASupervisor, NotInGroup
from service.operations import deployments
from service.operations.calendars import NewDays, enter_days
from service.operations.cases import NewCaseMessage, add_message
from service.operations.clocks import acknowledge_clock, exempt_clock, move_clock
from service.operations.instances import resume_instance, suspend_instance, terminate_instance
from service.operations.notices import attend_clock
from service.operations.pauses import pause_case, resume_case
from service.operations.recomputing import recompute_clocks
from service.operations.regrading import change_tier
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, reassign_task
from service.operations.tiers import TierDecided, apply_tier
from service.operations.timers import fire_timer
from service.queries.cases import case_history
from service.queries.clocks import case_clocks
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
    the_task,
    timers_of,
)

FOR_PHOTOS = Waiting("cannot be judged without them", "photos of the damage", date(2026, 12, 31))


@pytest.fixture
def case(rt: Runtime, clock: SetClock) -> OpenedCase:
    """A case of tier 2, opened on Monday 23 November 2026 at 10:00."""
    clock.set(at("2026-11-23 10:00"))
    put_live(rt, PROMISED, deadlines())
    return a_case(rt)


def clocks(rt: Runtime, case: OpenedCase) -> CaseClocks:
    return case_clocks(rt, case.id, by=MANAGER)


def the_clock(rt: Runtime, case: OpenedCase, kind: str) -> ClockView:
    """The clock of this kind; the last of several."""
    return [each for each in clocks(rt, case).items if each.kind == kind][-1]


def timer(rt: Runtime, case: OpenedCase, activity_id: str) -> TimerJob:
    return next(each for each in timers_of(rt, case.instance_id) if each.activity_id == activity_id)


def attend_all(rt: Runtime) -> None:
    """Do what the workers do with clocks that are due."""
    for clock_id in take_due(rt, 100).clocks:
        attend_clock(rt, clock_id)


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
    change_tier(rt, case.id, 1, by=MANAGER)
    moved = the_clock(rt, case, "respond")
    assert (moved.due_at, moved.fixed) == (at("2026-11-26 12:00"), True)


def test_d5_a_regrading_brings_deadlines_forward_only_unless_a_supervisor_decides(
    rt: Runtime, case: OpenedCase
) -> None:
    change_tier(rt, case.id, 1, by=AGENT)
    forward = the_clock(rt, case, "respond")
    assert (forward.due_at, forward.started_at) == (at("2026-11-23 10:15"), at("2026-11-23 10:00"))
    assert timer(rt, case, "late").due_at == at("2026-11-23 10:15")
    change_tier(rt, case.id, 4, by=AGENT)
    assert the_clock(rt, case, "respond").due_at == at("2026-11-23 10:15")
    with pytest.raises(NotASupervisor):
        change_tier(rt, case.id, 4, reason="mistaken identity", by=AGENT)
    change_tier(rt, case.id, 4, reason="mistaken identity", by=MANAGER)
    decided = the_clock(rt, case, "respond")
    assert decided.due_at == at("2026-11-25 10:00")
    assert any("decided by a supervisor: mistaken identity" in line for line in decided.lines)
    do(rt, case.instance_id, "respond", AGENT)  # now technical support sees the case too
    with pytest.raises(NotInGroup):
        change_tier(rt, case.id, 1, by=TECH)


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


def told(rt: Runtime) -> list[list[str]]:
    """To whom the notices went, in order."""
    with rt.reading() as session:
        sent = select(OutboxMessage).where(OutboxMessage.kind == "notice").order_by(OutboxMessage.id)
        return [list(each.payload["to"]) for each in session.scalars(sent)]  # type: ignore[call-overload]  # JSON


_HEARD = (
    '<subProcess id="heard" triggeredByEvent="true">'
    '<startEvent id="wrote" isInterrupting="false">'
    '<messageEventDefinition messageRef="customer_message_message"/></startEvent>'
    + task("read", inside=properties(sla="read_message"))
    + '<endEvent id="read_end"/>'
    + chain("wrote", "read", "read_end")
    + "</subProcess>"
)
WRITES = drawing(
    "feedback",
    task("resolve", inside=properties(sla="resolve")),
    task("after"),
    _HEARD,
    chain("start", "resolve", "after", "end"),
    messages=("customer_message",),
)
ROUNDS = drawing(
    "feedback",
    task("respond", inside=properties(sla="respond")),
    '<scriptTask id="next" scriptFormat="feel" camunda:resultVariable="round">'
    "<script>=round + 1</script></scriptTask>",
    '<exclusiveGateway id="again"/><exclusiveGateway id="enough" default="enough_again"/>',
    '<startEvent id="start"/><endEvent id="end"/>',
    chain("start", "again", "respond", "next", "enough", "again"),
    '<sequenceFlow id="stop" sourceRef="enough" targetRef="end"><conditionExpression '
    'xsi:type="tFormalExpression">=round &gt; 3</conditionExpression></sequenceFlow>',
)


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
    change_tier(rt, later.id, 1, by=AGENT)
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


def customer_of(rt: Runtime, case: OpenedCase) -> UUID:
    with rt.reading() as session:
        return session.get_one(Case, case.id).customer_id
