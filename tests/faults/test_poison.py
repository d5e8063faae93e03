"""R10, R20: a process that cannot go on becomes an incident at little cost, and harms no other."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from service.clock import SetClock
from service.domain.views import PageRequest
from service.engine.progress import SourceFile
from service.errors import StepFailed
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.queries.instances import IncidentFilter, incidents, instance_detail
from service.runtime import Runtime
from tests.faults.invariants import check_after_fault
from tests.operations.drawings import chain, drawing, flows, task, timer
from tests.operations.stage import AGENT, MANAGER, TECH, a_case, do, open_tasks, put_live, the_task
from workers.due import Hands, work_off

CPU_S = 12.0
"""More than one step may take, by far less than "for ever"."""

WELL = drawing("complaint", timer("pause", "PT1S"), task("call"), chain("start", "pause", "call", "end"))


def script(activity_id: str, result: str, feel: str) -> str:
    """A script task whose FEEL result becomes a variable."""
    return (
        f'<scriptTask id="{activity_id}" scriptFormat="feel" camunda:resultVariable="{result}">'
        f"<script>{feel}</script></scriptTask>"
    )


ENDLESS = drawing(
    "feedback",
    task("respond"),
    '<exclusiveGateway id="top"/>',
    '<exclusiveGateway id="again" default="again_top"/>',
    script("spin", "turns", "= 1"),
    chain("start", "respond", "top", "spin", "again", "top"),
    '<sequenceFlow id="out" sourceRef="again" targetRef="end">'
    '<conditionExpression xsi:type="tFormalExpression">= turns = 2</conditionExpression></sequenceFlow>',
)

ALARM = '<signalEventDefinition signalRef="alarm_signal"/>'
ITS_OWN_TRIGGER = drawing(
    "feedback",
    task("respond"),
    f'<intermediateThrowEvent id="alarm">{ALARM}</intermediateThrowEvent>',
    task("after"),
    chain("start", "respond", "alarm", "after", "end"),
    '<subProcess id="listening" triggeredByEvent="true">'
    f'<startEvent id="heard" isInterrupting="false">{ALARM}</startEvent>'
    f'<endEvent id="louder">{ALARM}</endEvent>'
    '<sequenceFlow id="heard_louder" sourceRef="heard" targetRef="louder"/></subProcess>',
    signals=("alarm",),
)

SWELLING = drawing(
    "feedback",
    task("respond"),
    '<exclusiveGateway id="top"/>',
    '<exclusiveGateway id="again" default="again_top"/>',
    script("swell", "big", '= if big = null then "0123456789" else big + big + big + big'),
    chain("start", "respond", "top", "swell", "again", "top"),
    '<sequenceFlow id="out" sourceRef="again" targetRef="end">'
    '<conditionExpression xsi:type="tFormalExpression">= 1 = 2</conditionExpression></sequenceFlow>',
)


@pytest.mark.parametrize("poison", [ENDLESS, ITS_OWN_TRIGGER, SWELLING], ids=["loop", "echo", "swelling"])
def test_poison_is_an_incident_at_bounded_cost_and_the_others_live(
    rt: Runtime, clock: SetClock, poison: SourceFile
) -> None:
    put_live(rt, poison, WELL)
    sick, well = a_case(rt).instance_id, a_case(rt, kind="complaint").instance_id
    task_id = the_task(rt, sick, "respond")
    claim_task(rt, task_id, by=AGENT)
    began = time.thread_time()
    with pytest.raises(StepFailed):
        complete_task(rt, task_id, {}, by=AGENT)
    assert time.thread_time() - began < CPU_S
    assert list(open_tasks(rt, sick)) == ["respond"]
    [stuck] = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert stuck.instance_id == sick
    clock.advance(timedelta(seconds=2))
    work_off(Hands(rt, {}), take_due(rt, 10))
    assert list(open_tasks(rt, well)) == ["call"]
    check_after_fault(rt)


def test_poison_behind_a_timer_is_an_incident_after_its_attempts_and_is_left_alone(
    rt: Runtime, clock: SetClock
) -> None:
    parts = (timer("pause", "PT1S"), timer("never", "= a_day_nobody_named"))
    late = drawing("feedback", *parts, chain("start", "pause", "never", "end"))
    put_live(rt, late, WELL)
    sick, well = a_case(rt).instance_id, a_case(rt, kind="complaint").instance_id
    for _ in range(rt.settings.timer_attempts + 3):
        clock.advance(timedelta(hours=2))
        work_off(Hands(rt, {}), take_due(rt, 10))
    [stuck] = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert (stuck.instance_id, stuck.times) == (sick, 1)
    assert take_due(rt, 10).empty
    assert list(open_tasks(rt, well)) == ["call"]
    check_after_fault(rt)


SPLIT = drawing(
    "feedback",
    '<parallelGateway id="split"/><parallelGateway id="joined"/>',
    task("respond"),
    task("assess", "technical_support"),
    task("after"),
    chain("start", "split", "respond", "joined", "after", "end"),
    flows("split>assess", "assess>joined"),
)


def _both_branches(rt: Runtime, by_one: dict[str, object], by_other: dict[str, object]) -> UUID:
    put_live(rt, SPLIT)
    instance_id = a_case(rt).instance_id
    do(rt, instance_id, "respond", AGENT, **by_one)
    do(rt, instance_id, "assess", TECH, **by_other)
    return instance_id


def test_what_both_branches_changed_is_kept(rt: Runtime) -> None:
    instance_id = _both_branches(rt, {"answer": "Oil"}, {"severity": "major"})
    variables = instance_detail(rt, instance_id, by=MANAGER).variables
    assert (variables["answer"], variables["severity"]) == ("Oil", "major")
    assert list(open_tasks(rt, instance_id)) == ["after"]
    check_after_fault(rt)


def test_branches_that_contradict_each_other_are_an_incident_and_no_word_is_lost(
    rt: Runtime, another_rt: Callable[[], Runtime]
) -> None:
    with pytest.raises(StepFailed):
        _both_branches(rt, {"answer": "Oil"}, {"answer": "Wax"})
    [stuck] = incidents(another_rt(), IncidentFilter(), PageRequest(), by=MANAGER).items
    assert stuck.instance_id is not None
    assert list(open_tasks(rt, stuck.instance_id)) == ["assess"]
    assert instance_detail(rt, stuck.instance_id, by=MANAGER).variables["answer"] == "Oil"
    check_after_fault(rt)
