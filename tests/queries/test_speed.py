"""What is read often is read off an index, however many rows there are."""

from __future__ import annotations

import pytest

from service.clock import SetClock
from service.domain.views import PageRequest
from service.ids import new_id
from service.operations.sweep import heartbeat
from service.queries.health import health
from service.queries.inbox import found_tasks
from service.queries.tasks import TaskFilter, TaskSort
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.operations.stage import AGENT, MANAGER, TWO_TASKS, a_case, put_live


@pytest.mark.parametrize("sort", list(TaskSort))
@pytest.mark.parametrize("by", [AGENT, MANAGER], ids=["member", "supervisor"])
@pytest.mark.parametrize("cursor", [False, True], ids=["first", "next"])
def test_an_inbox_page_is_read_off_the_indexes(
    sqlite_rt: Runtime, sort: TaskSort, by: object, cursor: bool
) -> None:
    put_live(sqlite_rt, TWO_TASKS)
    for _ in range(3):
        a_case(sqlite_rt)
    plans: list[str] = []
    with sqlite_rt.reading() as session:
        page = PageRequest(limit=1)
        if cursor:
            found = found_tasks(session, TaskFilter(sort=sort), page, by)  # type: ignore[arg-type]
            page = PageRequest(limit=1, cursor=found.next_cursor)
        driver = session.connection().connection.driver_connection
        asked: list[str] = []
        driver.set_trace_callback(asked.append)
        found_tasks(session, TaskFilter(sort=sort), page, by)  # type: ignore[arg-type]
        driver.set_trace_callback(None)
        for statement in asked:
            plans += [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}")]
    scanned = [step for step in plans if step.startswith("SCAN") and "user_task" in step]
    assert [step for step in scanned if "USING" not in step] == []


def test_health_tells_what_is_late_and_who_works(rt: Runtime, clock: SetClock) -> None:
    seen = health(rt)
    assert (seen.ok, seen.workers, seen.oldest_due_s) == (True, (), 0.0)
    heartbeat(rt, new_id(), kind="worker", host="here", pid=1)
    assert [worker.kind for worker in health(rt).workers] == ["worker"]
    clock.advance(rt.settings.worker_seen_within * 2)
    assert health(rt).workers == ()


def test_health_tells_that_the_database_is_away() -> None:
    nowhere = build_runtime(Settings(database_url="postgresql://nobody@127.0.0.1:1/nothing"))
    assert not health(nowhere).ok


def test_a_database_set_up_by_nobody_is_not_healthy(tmp_path: object) -> None:
    empty = build_runtime(Settings(database_url=f"sqlite:///{tmp_path}/empty.db"))
    assert not health(empty).ok
