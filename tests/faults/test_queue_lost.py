"""R3, R4, R22: Redis may be emptied, vanish, hang or come back old, and nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from service.domain.timers import TimerJob
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.queries.health import health
from service.runtime import Runtime
from service.settings import Settings
from tests.faults.backup import backed_up
from tests.faults.crew import OwnValkey, crew
from tests.faults.invariants import check_after_fault, firings
from tests.operations.stage import AGENT, open_tasks
from tests.setup.processes import wait_until
from workers.queue import Bell, connect

pytestmark = pytest.mark.slow

MANY = 60
Waiting = Callable[[int], list[UUID]]


def test_redis_emptied_under_load_costs_nothing_but_a_look(
    live_rt: Runtime, settings: Settings, own_valkey: OwnValkey, waiting: Waiting
) -> None:
    waiting(MANY)
    # So long a redispatch time that only noticing the loss can get the work done.
    with crew(settings, own_valkey.url, AFTERCARE_REDISPATCH_AFTER="600"):
        for enough in (1, MANY // 2):
            wait_until(lambda least=enough: len(firings(live_rt)) >= least, within_s=60)  # type: ignore[misc]
            own_valkey.empty()
        wait_until(lambda: len(firings(live_rt)) == MANY, within_s=60)
    check_after_fault(live_rt)


def test_while_redis_is_away_people_work_on_and_what_is_due_is_done(
    live_rt: Runtime, settings: Settings, own_valkey: OwnValkey, waiting: Waiting
) -> None:
    first = waiting(5)
    with crew(settings, own_valkey.url):
        wait_until(lambda: len(firings(live_rt)) == 5, within_s=60)
        own_valkey.kill()
        _do_a_call(live_rt, first[0])
        waiting(10)
        wait_until(lambda: len(firings(live_rt)) == 15, within_s=60)
        own_valkey.start()
        waiting(10)
        wait_until(lambda: len(firings(live_rt)) == 25, within_s=60)
    check_after_fault(live_rt)


def test_a_redis_that_hangs_is_worked_round(
    live_rt: Runtime, settings: Settings, own_valkey: OwnValkey, waiting: Waiting
) -> None:
    waiting(5)
    with crew(settings, own_valkey.url):
        wait_until(lambda: len(firings(live_rt)) == 5, within_s=60)
        own_valkey.pause(on=True)
        waiting(10)
        wait_until(lambda: len(firings(live_rt)) == 15, within_s=60)
        own_valkey.pause(on=False)
        waiting(5)
        wait_until(lambda: len(firings(live_rt)) == 20, within_s=60)
        wait_until(lambda: len(health(live_rt).workers) == 3, within_s=60)
    check_after_fault(live_rt)


def test_a_restored_backup_and_an_old_redis_agree_on_the_rows(
    live_rt: Runtime, settings: Settings, own_valkey: OwnValkey, waiting: Waiting
) -> None:
    """The old queue names rows that are due again, and rows the backup never had."""
    instances = waiting(6)
    wait_until(lambda: live_rt.now() >= max(_due(live_rt)), within_s=10)
    live_rt.close()
    restore = backed_up(settings)
    lost = waiting(1)
    wait_until(lambda: live_rt.now() >= max(_due(live_rt)), within_s=10)
    due = take_due(live_rt, 100)
    assert len(due.timers) == len(instances) + len(lost)
    Bell(connect(own_valkey.url)).ring(due)
    live_rt.close()
    restore()
    with crew(settings, own_valkey.url):
        wait_until(lambda: len(firings(live_rt)) == len(instances), within_s=60)
    assert set(firings(live_rt)) == set(instances)
    check_after_fault(live_rt)


def test_asked_to_stop_every_worker_ends_well(
    live_rt: Runtime, settings: Settings, own_valkey: OwnValkey, waiting: Waiting
) -> None:
    with crew(settings, own_valkey.url) as workers:
        wait_until(lambda: len(health(live_rt).workers) == len(workers.duties), within_s=60)
        waiting(MANY)
        wait_until(lambda: len(firings(live_rt)) >= 5, within_s=60)
        assert workers.stop() == [0, 0, 0]
    check_after_fault(live_rt)
    assert health(live_rt).workers == ()


def _do_a_call(rt: Runtime, instance_id: UUID) -> None:
    task = open_tasks(rt, instance_id)["call"]
    claim_task(rt, task.id, by=AGENT)
    complete_task(rt, task.id, {}, by=AGENT)


def _due(rt: Runtime) -> list[datetime]:
    with rt.reading() as session:
        return list(session.scalars(select(TimerJob.due_at)))
