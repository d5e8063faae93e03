"""A nudge reaches whoever has the task, is counted, and not repeated at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.clock import SetClock
from service.errors import NotAllowed, NudgedLately, TaskGone, TaskNotFound
from service.operations.nudges import nudge_task
from service.operations.tasks import claim_task, complete_task
from service.queries.acts import task_acts
from service.runtime import Runtime
from tests.operations.acts.sending import last, sent
from tests.operations.stage import AGENT, AGENT2, LOGISTICS, MANAGER, a_case, the_task


def test_a_nudge_is_told_to_whoever_has_it_counted_and_on_record(house: Runtime, clock: SetClock) -> None:
    instance = a_case(house).instance_id
    task_id = the_task(house, instance, "solve")
    assert nudge_task(house, task_id, text="They call again.", by=AGENT2).times == 1
    claim_task(house, task_id, by=AGENT)
    clock.advance(timedelta(minutes=30))
    assert nudge_task(house, task_id, by=MANAGER).times == 2
    assert sent(house) == [("task_nudged", ["group:customer_service"]), ("task_nudged", ["person:agent"])]
    told = task_acts(house, task_id, by=AGENT).nudges
    assert (told.times, told.last_by) == (2, "manager")
    assert last(house, instance, "task.nudged")[1]["times"] == 2


def test_nobody_nudges_the_same_task_twice_in_half_an_hour(sqlite_house: Runtime, clock: SetClock) -> None:
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "solve")
    nudge_task(sqlite_house, task_id, by=AGENT2)
    clock.advance(timedelta(minutes=29))
    with pytest.raises(NudgedLately) as late:
        nudge_task(sqlite_house, task_id, by=MANAGER)
    assert late.value.facts["retry_after"] == 60
    assert len(sent(sqlite_house)) == 1


def test_one_nudges_neither_oneself_nor_what_one_cannot_see_nor_what_is_done(sqlite_house: Runtime) -> None:
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "solve")
    claim_task(sqlite_house, task_id, by=AGENT)
    with pytest.raises(NotAllowed):
        nudge_task(sqlite_house, task_id, by=AGENT)
    with pytest.raises(TaskNotFound):
        nudge_task(sqlite_house, task_id, by=LOGISTICS)
    complete_task(sqlite_house, task_id, {}, by=AGENT)
    with pytest.raises(TaskGone):
        nudge_task(sqlite_house, task_id, by=MANAGER)
