"""A completion the process could not take: its answers are kept, and a supervisor may hand them in again."""

from __future__ import annotations

import pytest

from service.domain.views import IncidentView, PageRequest
from service.errors import NothingToRetry, StepFailed
from service.operations.incidents import retry_incident
from service.operations.tasks import claim_task, complete_task, unclaim_task
from service.queries.instances import IncidentFilter, incidents
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.operations.drawings import drawing, flows, task, timer
from tests.operations.stage import AGENT, MANAGER, OWNER, TECH, a_case, do, put_live, the_task, timers_of

BESIDE = drawing(
    "feedback",
    '<parallelGateway id="fork"/><parallelGateway id="join"/>',
    task("respond"),
    task("measure", "technical_support"),
    timer("pause", '=duration("PT" + string(amount) + "H")'),
    flows("start>fork", "fork>respond", "fork>measure", "respond>pause", "pause>join", "measure>join"),
    flows("join>end"),
)
"""How long to wait after the answer depends on what technical support measures beside it."""


def test_answers_the_process_could_not_take_are_handed_in_again(rt: Runtime) -> None:
    put_live(rt, BESIDE)
    case = a_case(rt)
    with pytest.raises(StepFailed):
        do(rt, case.instance_id, "respond", AGENT, answer="We send somebody.")
    incident = _stuck(rt)
    with pytest.raises(StepFailed):
        retry_incident(rt, incident.id, by=MANAGER)
    assert (_stuck(rt).id, _stuck(rt).times) == (incident.id, 2)
    do(rt, case.instance_id, "measure", TECH, amount=3)
    task_id = the_task(rt, case.instance_id, "respond")
    assert retry_incident(rt, incident.id, by=OWNER).state == "resolved"
    assert [each.activity_id for each in timers_of(rt, case.instance_id)] == ["pause"]
    assert task_detail(rt, task_id, by=AGENT).task.completed_by == "agent"


def test_answers_are_not_handed_in_again_for_who_has_let_the_task_go(rt: Runtime) -> None:
    put_live(rt, BESIDE)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    with pytest.raises(StepFailed):
        complete_task(rt, task_id, {"answer": "x"}, by=AGENT)
    unclaim_task(rt, task_id, by=AGENT)
    with pytest.raises(NothingToRetry):
        retry_incident(rt, _stuck(rt).id, by=MANAGER)


def _stuck(rt: Runtime) -> IncidentView:
    (found,) = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    return found
