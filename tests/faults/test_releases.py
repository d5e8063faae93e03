"""R23: an old release beside a new one refuses what the newer has written, and leaves it to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text, update

from service.clock import SetClock
from service.domain.instances import ProcessInstance
from service.domain.views import PageRequest
from service.errors import ReleaseTooOld
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.queries.health import health
from service.queries.instances import IncidentFilter, incidents, instance_detail
from service.queries.tasks import task_detail
from service.runtime import Runtime
from service.settings import Settings
from service.store.migrations import upgrade
from tests.faults.conftest import WAITING
from tests.faults.invariants import check_after_fault
from tests.operations.stage import (
    AGENT,
    MANAGER,
    TWO_TASKS,
    a_case,
    open_tasks,
    put_live,
    the_task,
    timers_of,
)
from workers.due import Hands, work_off


def test_a_task_of_a_newer_release_waits_for_it_untouched(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    instance_id = a_case(rt).instance_id
    task_id = the_task(rt, instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    ours = _written_by_a_newer_release(rt, instance_id)
    with pytest.raises(ReleaseTooOld, match="format 999"):
        complete_task(rt, task_id, {"answer": "Oil"}, by=AGENT)
    with pytest.raises(ReleaseTooOld):
        task_detail(rt, task_id, by=AGENT)
    with pytest.raises(ReleaseTooOld):
        instance_detail(rt, instance_id, by=MANAGER)
    assert list(open_tasks(rt, instance_id)) == ["respond"]
    assert incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items == ()
    _write(rt, instance_id, ours)
    complete_task(rt, task_id, {"answer": "Oil"}, by=AGENT)
    check_after_fault(rt)


def test_a_timer_of_a_newer_release_is_left_to_it_and_the_others_fire(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WAITING)
    newer, ours = a_case(rt).instance_id, a_case(rt).instance_id
    _written_by_a_newer_release(rt, newer)
    clock.advance(timedelta(seconds=2))
    work_off(Hands(rt, {}), take_due(rt, 10))
    assert list(open_tasks(rt, ours)) == ["call"]
    (left,) = timers_of(rt, newer)
    assert (left.state, left.attempts) == ("dispatched", 0)
    assert incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items == ()


def test_a_newer_schema_is_neither_used_nor_altered(
    rt: Runtime, settings: Settings, another_rt: Callable[[], Runtime]
) -> None:
    assert health(rt).ok
    with rt.transaction() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    old = another_rt()
    with pytest.raises(ReleaseTooOld, match="9999"), old.transaction():
        pytest.fail("worked on a schema it does not know")
    with pytest.raises(ReleaseTooOld, match="9999"):
        upgrade(settings)
    assert [health(each).ok for each in (rt, old)] == [False, False]


def _written_by_a_newer_release(rt: Runtime, instance_id: UUID) -> bytes:
    """Give the state a format this release does not know; the state as it was."""
    with rt.reading() as session:
        ours = session.get_one(ProcessInstance, instance_id).engine_state
    _write(rt, instance_id, orjson.dumps({**orjson.loads(ours), "v": 999}))
    return ours


def _write(rt: Runtime, instance_id: UUID, state: bytes) -> None:
    with rt.transaction() as tx:
        wanted = update(ProcessInstance).where(ProcessInstance.id == instance_id)
        tx.connection.execute(wanted.values(engine_state=state))
