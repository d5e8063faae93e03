"""Clocks that run before anybody works at what they time, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from service.clock import SetClock
from service.domain.views import OpenedCase
from service.domain.views.clocks import ClockView
from service.operations.cases import open_case
from service.operations.messages import deliver_message
from service.operations.recomputing import recompute_clocks
from service.operations.timers import fire_timer
from service.queries.clocks import case_clocks
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, flows, properties, task
from tests.operations.promises import ROWS, at, deadlines
from tests.operations.stage import AGENT, MANAGER, TECH, a_case, do, open_tasks, put_live, timers_of
from tests.operations.test_cases import new_case

MORE = (
    *ROWS,
    ('"progress"', "-", "2", '"WD"', '"office"'),
    ('"on_site"', "-", "1", '"WD"', '"office"'),
    ('"audit"', "-", "1", '"WD"', '"office"'),
    ('"follow_up"', "-", "2", '"WD"', '"office"'),
    ('"next_attempt"', "-", "1", '"WD"', '"office"'),
    ('"entry"', "-", "1", '"WD"', '"office"'),
)


def waiting(timer_id: str, sla: str) -> str:
    """An intermediate timer event that is part of a promise."""
    return (
        f'<intermediateCatchEvent id="{timer_id}"><timerEventDefinition><timeDate '
        f'xsi:type="tFormalExpression">={sla}</timeDate></timerEventDefinition></intermediateCatchEvent>'
    )


_NOTICES = (
    '<subProcess id="progress" triggeredByEvent="true"><startEvent id="progress_due" isInterrupting="false">'
    '<timerEventDefinition><timeCycle xsi:type="tFormalExpression">=sla("progress", 0.75)</timeCycle>'
    "</timerEventDefinition></startEvent>"
    + task("tell_progress", inside=properties(sla="progress"))
    + '<endEvent id="told"/>'
    + chain("progress_due", "tell_progress", "told")
    + "</subProcess>"
)
_BY_LINK = (
    '<subProcess id="by_link" triggeredByEvent="true"><startEvent id="answered" isInterrupting="true">'
    + properties(meets="follow_up")
    + '<messageEventDefinition messageRef="survey_answered_message"/></startEvent><endEvent id="taken"/>'
    + chain("answered", "taken")
    + "</subProcess>"
)
AHEAD = drawing(
    "feedback",
    f'<startEvent id="start">{properties(sla="resolve")}</startEvent><endEvent id="end"/>',
    task("respond", inside=properties(sla="respond")),
    task("visit", "technical_support", inside=properties(sla="on_site, resolve")),
    task("audit", inside=properties(sla="audit")),
    waiting("follow_up_due", "sla(&quot;follow_up&quot;, 0.5)"),
    task("call", inside=properties(sla="follow_up")),
    _NOTICES,
    _BY_LINK,
    chain("start", "respond", "visit", "audit", "follow_up_due", "call", "end"),
    messages=("survey_answered",),
)


@pytest.fixture
def case(rt: Runtime, clock: SetClock) -> OpenedCase:
    """A case of tier 2, opened on Monday 23 November 2026 at 10:00."""
    clock.set(at("2026-11-23 10:00"))
    put_live(rt, AHEAD, deadlines(MORE))
    return a_case(rt)


def clocks(rt: Runtime, case: OpenedCase, kind: str) -> list[ClockView]:
    return [each for each in case_clocks(rt, case.id, by=MANAGER).items if each.kind == kind]


def the_clock(rt: Runtime, case: OpenedCase, kind: str) -> ClockView:
    return clocks(rt, case, kind)[-1]


def due_of(rt: Runtime, case: OpenedCase, activity_id: str) -> datetime | None:
    return open_tasks(rt, case.instance_id)[activity_id].due_at


def fire(rt: Runtime, clock: SetClock, case: OpenedCase, activity_id: str) -> None:
    """The pending timer of this activity fires when it is due."""
    pending = [each for each in timers_of(rt, case.instance_id) if each.activity_id == activity_id]
    clock.set(max(pending[-1].due_at, clock.now()))
    assert fire_timer(rt, pending[-1].id)


def visited(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    """The case up to the end of the visit, on Tuesday at 11:00."""
    do(rt, case.instance_id, "respond", AGENT)
    clock.set(at("2026-11-24 11:00"))
    do(rt, case.instance_id, "visit", TECH)


def test_d1_the_resolution_is_promised_from_the_contact_before_anybody_works_at_it(
    rt: Runtime, case: OpenedCase
) -> None:
    resolve = the_clock(rt, case, "resolve")
    assert (resolve.task_id, resolve.due_at) == (None, at("2026-11-26 18:00"))
    do(rt, case.instance_id, "respond", AGENT)
    visit = open_tasks(rt, case.instance_id)["visit"]
    taken = the_clock(rt, case, "resolve")
    assert (taken.id, taken.task_id, taken.due_at) == (resolve.id, visit.id, resolve.due_at)
    assert visit.due_at == the_clock(rt, case, "on_site").due_at == at("2026-11-24 18:00")


def test_d7_a_visit_that_resolves_stops_the_reply_clocks_too(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    assert the_clock(rt, case, "progress").standing == "on_time"
    visited(rt, clock, case)
    found = {kind: the_clock(rt, case, kind).outcome for kind in ("on_site", "resolve", "progress")}
    assert found == {"on_site": "met", "resolve": "met", "progress": "cancelled"}
    fire(rt, clock, case, "progress_due")
    assert clocks(rt, case, "progress")[-1].started_at >= at("2026-11-24 11:00")  # of the task alone


def test_s1_3_3b_the_follow_up_counts_from_the_resolution_however_long_the_audit_takes(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    visited(rt, clock, case)
    clock.set(at("2026-11-25 15:00"))
    do(rt, case.instance_id, "audit", AGENT)
    ahead = the_clock(rt, case, "follow_up")
    assert (ahead.started_at, ahead.due_at) == (at("2026-11-24 11:00"), at("2026-11-26 18:00"))
    assert ahead.task_id is None
    assert ahead.lines[0] == (
        "Clock “follow-up”, round 1, starts Tue 24 Nov 2026 11:00, when the matter was resolved"
    )
    in_chinese = case_clocks(rt, case.id, by=replace(MANAGER, language="zh")).items
    (told,) = (each.lines for each in in_chinese if each.kind == "follow_up")
    assert told[0] == "「回访」时钟（第 1 轮）从 2026年11月24日（周二）11:00 开始（问题解决之时）"
    assert "工单类型 反馈" in told[1]
    fire(rt, clock, case, "follow_up_due")
    assert due_of(rt, case, "call") == at("2026-11-26 18:00")
    do(rt, case.instance_id, "call", AGENT)
    assert [each.outcome for each in clocks(rt, case, "follow_up")] == ["met"]
    assert recompute_clocks(rt) == ()


def test_s1_3_3b_a_follow_up_answered_by_the_customer_alone_is_met(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    visited(rt, clock, case)
    do(rt, case.instance_id, "audit", AGENT)
    deliver_message(rt, "survey_answered", {"business_key": case.number}, {}, by=AGENT)
    assert the_clock(rt, case, "follow_up").outcome == "met"


def test_s1_3_3a_the_next_notice_has_a_clock_of_its_own_that_its_task_takes_over(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    first = the_clock(rt, case, "progress")
    assert (first.task_id, first.due_at) == (None, at("2026-11-25 18:00"))
    fire(rt, clock, case, "progress_due")
    first_again, following = clocks(rt, case, "progress")
    told = open_tasks(rt, case.instance_id)["tell_progress"]
    assert (first_again.id, first_again.task_id) == (first.id, told.id)
    assert told.due_at == first.due_at
    assert (following.task_id, following.started_at) == (None, clock.now())
    do(rt, case.instance_id, "tell_progress", AGENT)
    assert [each.outcome for each in clocks(rt, case, "progress")] == ["met", None]


def test_s1_3_3a_notices_nobody_gave_do_not_make_the_timer_run_in_circles(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    for _ in range(3):
        fire(rt, clock, case, "progress_due")
    found = clocks(rt, case, "progress")
    assert len(found) == 4
    assert found[-1].due_at is not None and found[-1].due_at > clock.now()


def test_s1_2_2_a_late_entry_is_held_against_what_the_table_allows(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, AHEAD, deadlines(MORE))
    clock.set(at("2026-11-25 11:00"))
    late = open_case(rt, new_case(contacted_at=at("2026-11-23 16:00")), by=AGENT)
    assert the_clock(rt, late, "entry").outcome == "met_late"
    clock.set(at("2026-11-25 12:00"))
    soon = open_case(rt, new_case(contacted_at=at("2026-11-25 11:30")), by=AGENT)
    assert the_clock(rt, soon, "entry").outcome == "met"
    assert not clocks(rt, a_case(rt), "entry")


def test_s1_3_2a_an_answer_at_once_resolves_the_matter(rt: Runtime, clock: SetClock) -> None:
    simple = drawing(
        "feedback",
        f'<startEvent id="start">{properties(sla="resolve")}</startEvent><endEvent id="end"/>',
        task("respond", inside=properties(sla="respond")),
        waiting("follow_up_due", "sla(&quot;follow_up&quot;, 0.5)"),
        task("call", inside=properties(sla="follow_up")),
        flows("start>respond", "respond>follow_up_due", "follow_up_due>call", "call>end"),
    )
    put_live(rt, simple, deadlines(MORE))
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    assert (the_clock(rt, case, "resolve").outcome, the_clock(rt, case, "follow_up").outcome) == ("met", None)
