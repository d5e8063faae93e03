"""An instance as a whole: paused, resumed, ended by hand."""

from __future__ import annotations

import pytest

from service.domain.views import PageRequest
from service.errors import InstanceEnded, InstanceNotFound, InstanceSuspended, Invalid, NotASupervisor
from service.operations.instances import resume_instance, suspend_instance, terminate_instance
from service.operations.tasks import claim_task, complete_task
from service.queries.cases import case_detail
from service.queries.instances import InstanceFilter, instance_detail, instance_history, instances
from service.runtime import Runtime
from tests.operations.stage import (
    AGENT,
    MANAGER,
    OWNER,
    TECH_LEAD,
    TWO_TASKS,
    a_case,
    do,
    open_tasks,
    put_live,
    the_task,
)


def test_nothing_moves_while_an_instance_is_suspended(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    assert suspend_instance(rt, case.instance_id, by=MANAGER).state == "suspended"
    with pytest.raises(InstanceSuspended):
        claim_task(rt, task_id, by=AGENT)
    resume_instance(rt, case.instance_id, by=MANAGER)
    claim_task(rt, task_id, by=AGENT)
    suspend_instance(rt, case.instance_id, by=MANAGER)
    with pytest.raises(InstanceSuspended):
        complete_task(rt, task_id, {}, by=AGENT)


def test_suspending_twice_is_told_once(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    for _ in range(2):
        suspend_instance(rt, case.instance_id, by=MANAGER)
    events = instance_history(rt, case.instance_id, PageRequest(limit=100), by=MANAGER).items
    assert [event.type for event in events].count("instance.suspended") == 1


def test_a_terminated_instance_leaves_nothing_open(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    with pytest.raises(Invalid):
        terminate_instance(rt, case.instance_id, reason="", by=MANAGER)
    assert terminate_instance(rt, case.instance_id, reason="entered twice", by=MANAGER).state == "terminated"
    assert open_tasks(rt, case.instance_id) == {}
    assert case_detail(rt, case.id, by=AGENT).case.status == "withdrawn"
    with pytest.raises(InstanceEnded):
        terminate_instance(rt, case.instance_id, reason="again", by=MANAGER)


def test_only_supervisors_of_its_groups_step_in_and_owners_look_on(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    for by in (AGENT, TECH_LEAD):
        with pytest.raises(InstanceNotFound):
            suspend_instance(rt, case.instance_id, by=by)
        assert instances(rt, InstanceFilter(), PageRequest(), by=by).items == ()
    with pytest.raises(NotASupervisor):
        suspend_instance(rt, case.instance_id, by=OWNER)
    assert len(instances(rt, InstanceFilter(), PageRequest(), by=OWNER).items) == 1
    do(rt, case.instance_id, "respond", AGENT)
    assert suspend_instance(rt, case.instance_id, by=TECH_LEAD).state == "suspended"


def test_an_instance_tells_where_it_stands(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    detail = instance_detail(rt, case.instance_id, by=MANAGER)
    assert detail.instance.active == ("respond",)
    assert detail.variables["case_number"] == case.number
    assert [task.activity_id for task in detail.tasks] == ["respond"]
