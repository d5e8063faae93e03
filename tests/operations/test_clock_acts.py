"""D11: what acts on an instance do to its clocks, held to what the page says of them, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.clocks.rounds import ACTS
from service.domain.clocks.rows import ClockEntry
from service.domain.views import OpenedCase
from service.domain.views.clocks import ClockView
from service.operations.clocks import move_clock
from service.operations.instances import resume_instance, suspend_instance, terminate_instance
from service.operations.recomputing import recompute_clocks
from service.operations.stepping_in.migrating import Target, migrate_instance
from service.operations.stepping_in.modifying import restart_from
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, reassign_task
from service.operations.timers import fire_timer, move_timer
from service.queries.clocks import case_clocks
from service.runtime import Runtime
from tests.operations.drawings import task
from tests.operations.promises import PROMISED, at, deadlines
from tests.operations.stage import AGENT, MANAGER, TECH, a_case, do, open_tasks, put_live, the_task, timers_of
from tests.operations.test_clocks_ahead import AHEAD, MORE

HURRY = task("hurry", "technical_support")
LATER = PROMISED.content.replace(HURRY.encode(), HURRY.replace(" >", ' camunda:priority="9">').encode())


@pytest.fixture
def case(rt: Runtime, clock: SetClock) -> OpenedCase:
    """A case of tier 2, opened on Monday 23 November 2026 at 10:00, its response due a day later."""
    clock.set(at("2026-11-23 10:00"))
    put_live(rt, PROMISED, deadlines())
    return a_case(rt)


def respond(rt: Runtime, case: OpenedCase) -> ClockView:
    found = case_clocks(rt, case.id, by=MANAGER).items
    return next(each for each in found if each.kind == "respond")


def entries(rt: Runtime, case: OpenedCase) -> list[str]:
    with rt.reading() as session:
        mine = select(ClockEntry.type).where(ClockEntry.clock_id == respond(rt, case).id)
        return list(session.scalars(mine.order_by(ClockEntry.seq)))


def test_d11_suspending_pauses_no_clock_and_missed_timers_fire_in_due_order_afterwards(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    assert "pauses no clock" in ACTS["suspend"].en
    suspend_instance(rt, case.instance_id, reason="audit", by=MANAGER)
    clock.set(at("2026-11-24 12:00"))
    assert not [fire_timer(rt, each) for each in take_due(rt, 10).timers if fire_timer(rt, each)]
    assert respond(rt, case).standing == "overdue"
    resume_instance(rt, case.instance_id, by=MANAGER)
    due = take_due(rt, 10).timers
    named = {each.id: each.activity_id for each in timers_of(rt, case.instance_id)}
    assert [named[each] for each in due] == ["nearly_late", "late"]
    assert all(fire_timer(rt, each) for each in due)
    assert respond(rt, case).breached_at == at("2026-11-24 10:00")


def test_d11_migrating_keeps_every_clock_with_its_events_and_its_timers(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    assert "keeps every clock" in ACTS["migrate"].en
    before, told = respond(rt, case), entries(rt, case)
    put_live(rt, PROMISED.__class__(PROMISED.path, LATER), deadlines())
    clock.set(at("2026-11-23 15:00"))
    migrate_instance(rt, case.instance_id, Target(2), reason="a better way", by=MANAGER)
    after = respond(rt, case)
    assert (after.id, after.started_at, after.due_at, after.task_id) == (
        before.id,
        before.started_at,
        before.due_at,
        before.task_id,
    )
    assert entries(rt, case) == told
    assert recompute_clocks(rt) == ()
    clock.set(at("2026-11-24 10:00"))
    assert all(fire_timer(rt, each) for each in take_due(rt, 10).timers)
    assert {"look_into_it", "hurry"} <= open_tasks(rt, case.instance_id).keys()
    do(rt, case.instance_id, "respond", AGENT)
    assert respond(rt, case).outcome == "met_late"


def test_d11_migrating_keeps_clocks_that_run_ahead_of_their_work(rt: Runtime, clock: SetClock) -> None:
    clock.set(at("2026-11-23 10:00"))
    put_live(rt, AHEAD, deadlines(MORE))
    case = a_case(rt)
    renamed = AHEAD.content.replace(b'name="Audit"', b'name="Check"')
    put_live(rt, AHEAD.__class__(AHEAD.path, renamed), deadlines(MORE))
    migrate_instance(rt, case.instance_id, Target(2), reason="a better name", by=MANAGER)
    do(rt, case.instance_id, "respond", AGENT)
    do(rt, case.instance_id, "visit", TECH)
    found = {each.kind: each.outcome for each in case_clocks(rt, case.id, by=MANAGER).items}
    assert (found["resolve"], found["on_site"], found["progress"]) == ("met", "met", "cancelled")


def test_d11_reassigning_changes_no_clock(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    assert "change no clock" in ACTS["reassign"].en
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    before = respond(rt, case)
    clock.advance(timedelta(hours=1))
    reassign_task(rt, task_id, to=None, reason="ill", by=MANAGER)
    assert (respond(rt, case).due_at, entries(rt, case)) == (before.due_at, ["opened"])


def test_d11_a_date_moved_by_hand_takes_its_timers_along_and_a_timer_moved_alone_leaves_its_clock(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    assert "never moves by itself again" in ACTS["move"].en
    moved_to = at("2026-11-26 12:00")
    move_clock(rt, respond(rt, case).id, due_at=moved_to, reason="agreed", by=MANAGER)
    late = next(each for each in timers_of(rt, case.instance_id) if each.activity_id == "late")
    assert late.due_at == moved_to == open_tasks(rt, case.instance_id)["respond"].due_at
    move_timer(rt, late.id, due_at=at("2026-11-27 12:00"), reason="holiday", by=MANAGER)
    assert respond(rt, case).due_at == moved_to


def test_d11_terminating_cancels_what_runs_and_leaves_a_breach_one(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    assert "a breach that has happened stays one" in ACTS["terminate"].en
    clock.set(at("2026-11-24 11:00"))
    assert all(fire_timer(rt, each) for each in take_due(rt, 10).timers)
    terminate_instance(rt, case.instance_id, reason="a duplicate", by=MANAGER)
    ended = respond(rt, case)
    assert (ended.outcome, ended.breached_at) == ("breached", at("2026-11-24 10:00"))


def test_d11_beginning_again_from_an_element_opens_its_clock_anew(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    do(rt, case.instance_id, "respond", AGENT)
    clock.set(at("2026-11-24 09:00"))
    restart_from(rt, case.instance_id, "assess", reason="wrong person", by=MANAGER)
    found = [each for each in case_clocks(rt, case.id, by=MANAGER).items if each.kind == "assess"]
    assert "falls away" in ACTS["modify"].en
    assert [each.outcome for each in found] == ["cancelled", None]
    assert found[1].started_at == at("2026-11-24 09:00")
