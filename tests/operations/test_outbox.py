"""Work asked of the outside: done once for the process, tried again, and an incident in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.clock import SetClock
from service.domain.people import SYSTEM
from service.domain.views import PageRequest
from service.errors import IncidentNotFound, IncidentResolved, NotASupervisor, StepFailed
from service.operations.incidents import resolve_incident, retry_incident
from service.operations.instances import resume_instance, suspend_instance
from service.operations.outbox import complete_effect, fail_effect, open_effect
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.operations.timers import fire_timer
from service.queries.health import health
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, external, task, timer
from tests.operations.stage import (
    AGENT,
    MANAGER,
    OWNER,
    TECH,
    a_case,
    do,
    open_tasks,
    put_live,
    the_task,
    timers_of,
)

MAILING = drawing("feedback", external("mail", "notify"), task("call"), chain("start", "mail", "call", "end"))
STUCK_AFTER_TASK = drawing(
    "feedback",
    task("respond"),
    '<scriptTask id="compute" scriptFormat="feel" camunda:resultVariable="x"><script>1</script></scriptTask>',
    '<endEvent id="bad"><errorEventDefinition errorRef="oops"/></endEvent>',
    '<exclusiveGateway id="choice" default="choice_end"/>',
    chain("start", "respond", "choice", "end"),
    '<sequenceFlow id="choice_compute" sourceRef="choice" targetRef="compute">'
    '<conditionExpression xsi:type="tFormalExpression">=amount = 13</conditionExpression></sequenceFlow>',
    chain("compute", "bad"),
)
STUCK_AFTER_TASK = replace(
    STUCK_AFTER_TASK,
    content=STUCK_AFTER_TASK.content.replace(
        b"<process ", b'<error id="oops" errorCode="OOPS"/><process ', 1
    ),
)
STUCK_AFTER_TIMER = replace(
    drawing(
        "feedback",
        timer("pause", "PT1H"),
        '<endEvent id="bad"><errorEventDefinition errorRef="oops"/></endEvent>',
        '<startEvent id="start"/>',
        chain("start", "pause", "bad"),
    )
)
STUCK_AFTER_TIMER = replace(
    STUCK_AFTER_TIMER,
    content=STUCK_AFTER_TIMER.content.replace(
        b"<process ", b'<error id="oops" errorCode="OOPS"/><process ', 1
    ),
)


def the_effect(rt: Runtime) -> object:
    (outbox_id,) = take_due(rt, 10).outbox
    return outbox_id


def test_done_work_moves_the_process_once(rt: Runtime) -> None:
    put_live(rt, MAILING)
    case = a_case(rt)
    outbox_id = the_effect(rt)
    work = open_effect(rt, outbox_id)  # type: ignore[arg-type]
    assert work is not None and (work.topic, work.case_number) == ("notify", case.number)
    assert [complete_effect(rt, outbox_id, {"x": 1}) for _ in range(2)] == [True, False]  # type: ignore[arg-type]
    assert list(open_tasks(rt, case.instance_id)) == ["call"]
    assert open_effect(rt, outbox_id) is None  # type: ignore[arg-type]


def test_failed_work_is_tried_again_later_and_later_and_then_is_an_incident(
    rt: Runtime, clock: SetClock
) -> None:
    put_live(rt, MAILING)
    a_case(rt)
    outbox_id = the_effect(rt)
    waits = []
    for _ in range(rt.settings.effect_attempts - 1):
        fail_effect(rt, outbox_id, "no route")  # type: ignore[arg-type]
        waited = timedelta()
        while take_due(rt, 10).empty:
            waited += timedelta(seconds=5)
            clock.advance(timedelta(seconds=5))
        waits.append(waited.total_seconds())
    assert waits == [5.0 * 2**n for n in range(rt.settings.effect_attempts - 1)]
    assert incidents(rt, IncidentFilter(), PageRequest(), by=SYSTEM).items == ()
    fail_effect(rt, outbox_id, "no route")  # type: ignore[arg-type]
    (incident,) = incidents(rt, IncidentFilter(), PageRequest(), by=SYSTEM).items
    assert (incident.kind, incident.activity_id) == ("effect", "mail")
    assert retry_incident(rt, incident.id, by=MANAGER).state == "resolved"
    assert take_due(rt, 10).outbox == (outbox_id,)


def test_a_suspended_instance_hands_out_no_work(rt: Runtime) -> None:
    put_live(rt, MAILING)
    case = a_case(rt)
    outbox_id = the_effect(rt)
    suspend_instance(rt, case.instance_id, by=MANAGER)
    assert open_effect(rt, outbox_id) is None  # type: ignore[arg-type]
    assert health(rt).due_effects == 0
    resume_instance(rt, case.instance_id, by=MANAGER)
    assert health(rt).due_effects == 1


def test_a_completion_the_process_cannot_take_changes_nothing_and_tells_a_supervisor(rt: Runtime) -> None:
    put_live(rt, STUCK_AFTER_TASK)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    failures = []
    for _ in range(2):
        with pytest.raises(StepFailed) as failed:
            complete_task(rt, task_id, {"amount": 13}, by=AGENT)
        failures.append(failed.value.facts["incident_id"])
    assert list(open_tasks(rt, case.instance_id)) == ["respond"]
    (incident,) = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert failures == [incident.id] * 2
    assert (incident.times, incident.kind) == (2, "task")
    complete_task(rt, task_id, {"amount": 12}, by=AGENT)


def test_an_incident_is_closed_by_a_supervisor_with_a_note(rt: Runtime) -> None:
    put_live(rt, STUCK_AFTER_TASK)
    case = a_case(rt)
    with pytest.raises(StepFailed) as failed:
        do(rt, case.instance_id, "respond", AGENT, amount=13)
    incident_id = failed.value.facts["incident_id"]
    for by in (AGENT, TECH):
        with pytest.raises(IncidentNotFound):
            resolve_incident(rt, incident_id, note="x", by=by)  # type: ignore[arg-type]
    with pytest.raises(NotASupervisor):
        resolve_incident(rt, incident_id, note="x", by=OWNER)  # type: ignore[arg-type]
    with pytest.raises(StepFailed):
        retry_incident(rt, incident_id, by=OWNER)  # type: ignore[arg-type]
    resolve_incident(rt, incident_id, note="told them to send 12", by=MANAGER)  # type: ignore[arg-type]
    with pytest.raises(IncidentResolved):
        resolve_incident(rt, incident_id, note="again", by=MANAGER)  # type: ignore[arg-type]


def test_a_timer_whose_step_fails_is_tried_again_and_then_is_an_incident(
    rt: Runtime, clock: SetClock
) -> None:
    put_live(rt, STUCK_AFTER_TIMER)
    case = a_case(rt)
    (waiting,) = timers_of(rt, case.instance_id)
    clock.advance(timedelta(hours=1))
    for _ in range(rt.settings.timer_attempts):
        assert take_due(rt, 10).timers == (waiting.id,)
        assert not fire_timer(rt, waiting.id)
        clock.advance(timedelta(hours=1))
    (failed,) = timers_of(rt, case.instance_id)
    assert (failed.state, failed.attempts) == ("failed", rt.settings.timer_attempts)
    assert take_due(rt, 10).empty
    (incident,) = incidents(rt, IncidentFilter(), PageRequest(), by=OWNER).items
    assert incident.kind == "timer"
    retry_incident(rt, incident.id, by=OWNER)
    (stands,) = incidents(rt, IncidentFilter(), PageRequest(), by=OWNER).items
    assert stands.id != incident.id
