"""R7, R8: people who want the same task, send it twice, or race its timer: one wins, the others are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from service.clock import SetClock
from service.domain.views import PageRequest
from service.operations.people import NewPerson, add_person
from service.operations.tasks import claim_task, complete_task
from service.operations.timers import fire_timer
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.api.company import PASSWORD, Company
from tests.faults.invariants import check_after_fault, firings
from tests.faults.load import ANSWERS
from tests.operations.stage import AGENT, MANAGER, a_case, open_tasks, put_live, the_task, timers_of
from tests.operations.test_races import RACED, at_once, told

FIFTY = 50
RACES = 250
"""On each of the two databases."""


def test_competing_claims_of_fifty_people_have_one_winner_whom_the_others_are_told(
    rt: Runtime, staffed: Callable[[Runtime], Company]
) -> None:
    company = staffed(rt)
    for number in range(FIFTY):
        add_person(rt, NewPerson(f"agent{number}x", PASSWORD, groups=["customer_service"]))
    callers = [company.as_(f"agent{number}x") for number in range(FIFTY)]
    case = company.open_case()
    address = f"/tasks/{company.task_of(case)['id']}/claim"
    with ThreadPoolExecutor(FIFTY) as pool:
        answers = list(pool.map(lambda caller: caller.post(address), callers))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: FIFTY - 1}
    [winner] = [answer.json["assignee"] for answer in answers if answer.status_code == 200]
    assert all(winner in answer.json["detail"] for answer in answers if answer.status_code == 409)
    assert told(rt, _instance_of(case), "task.claimed") == 1
    check_after_fault(rt)


def test_competing_submits_with_one_key_are_one_and_with_other_answers_are_refused(
    rt: Runtime, staffed: Callable[[Runtime], Company]
) -> None:
    company = staffed(rt)
    agent = company.as_("agent")
    case = company.open_case()
    task = company.task_of(case)
    agent.post(f"/tasks/{task['id']}/claim")
    send = partial(agent.post, f"/tasks/{task['id']}/complete", ANSWERS)
    with ThreadPoolExecutor(8) as pool:
        same = list(pool.map(lambda _: send(Idempotency_Key="double"), range(8)))
    assert {answer.status_code for answer in same} == {200}
    assert len({answer.get_data() for answer in same}) == 1
    other = agent.post(f"/tasks/{task['id']}/complete", {"answers": {"severity": "major", "answer": "No"}})
    assert (other.status_code, other.json["code"]) == (409, "task_gone")
    assert told(rt, _instance_of(case), "task.completed") == 1
    check_after_fault(rt)


def test_competing_completion_and_boundary_timer_take_one_path_each_time(
    rt: Runtime, clock: SetClock, another_rt: Callable[[], Runtime]
) -> None:
    put_live(rt, RACED)
    instances = [a_case(rt).instance_id for _ in range(RACES)]
    tasks = [the_task(rt, each, "respond") for each in instances]
    timers = [timers_of(rt, each)[0].id for each in instances]
    for task_id in tasks:
        claim_task(rt, task_id, by=AGENT)
    clock.advance(timedelta(hours=1))
    desk, worker = another_rt(), another_rt()
    for task_id, timer_id in zip(tasks, timers, strict=True):
        outcome = at_once([partial(_completed, desk, task_id), partial(fire_timer, worker, timer_id)])
        assert outcome in ({"completed": 1, "False": 1}, {"task_gone": 1, "True": 1})
    paths = Counter(tuple(open_tasks(rt, each)) for each in instances)
    assert set(paths) <= {("answered",), ("missed",)}
    assert paths[("missed",)] == len(firings(rt))
    assert incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items == ()
    check_after_fault(rt)


def _completed(rt: Runtime, task_id: UUID) -> str:
    return complete_task(rt, task_id, {}, by=AGENT).state


def _instance_of(case: dict[str, Any]) -> UUID:
    return UUID(case["instance_id"])
