"""What is read often is read off an index, however many rows there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from service.clock import SetClock
from service.domain.views import PageRequest
from service.ids import new_id
from service.operations.sweep import heartbeat
from service.queries.board import asking
from service.queries.board.asking import RunFilter
from service.queries.board.running import runs
from service.queries.definitions import versions_of
from service.queries.health import health
from service.queries.inbox import found_tasks
from service.queries.tasks import TaskFilter, TaskSort
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from service.store import prepared
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


def test_a_persons_tasks_of_one_case_are_read_off_the_case_not_off_all_they_ever_did(
    sqlite_rt: Runtime,
) -> None:
    put_live(sqlite_rt, TWO_TASKS)
    opened = a_case(sqlite_rt)
    wanted, asked = TaskFilter(case_id=opened.id, assignee=AGENT.name), list[str]()
    with sqlite_rt.reading() as session:
        driver = session.connection().connection.driver_connection
        driver.set_trace_callback(asked.append)
        found_tasks(session, wanted, PageRequest(), AGENT)
        driver.set_trace_callback(None)
        plans = [row[3] for each in asked for row in driver.execute(f"EXPLAIN QUERY PLAN {each}")]
    assert [step for step in plans if "user_task " in step and "(instance_id=?" in step]
    assert [step for step in plans if "assignee" in step] == []


@pytest.mark.parametrize("tier", [None, 2])
def test_whether_a_run_is_work_of_a_group_is_read_off_its_own_rows(
    sqlite_rt: Runtime, monkeypatch: pytest.MonkeyPatch, tier: int | None
) -> None:
    monkeypatch.setattr(asking, "FEW", 0)  # as where the group has much to do
    put_live(sqlite_rt, TWO_TASKS)
    a_case(sqlite_rt)
    asked: list[str] = []
    wanted = RunFilter(group="customer_service", tier=tier)
    with sqlite_rt.reading() as session:
        driver = session.connection().connection.driver_connection
        driver.set_trace_callback(asked.append)
        (found,) = runs(sqlite_rt, wanted, PageRequest(), by=MANAGER).items
        driver.set_trace_callback(None)
        walked = [each for each in asked if "EXISTS" in each]
        plans = [row[3] for each in walked for row in driver.execute(f"EXPLAIN QUERY PLAN {each}")]
    of_groups = [step for step in plans if "user_task_group" in step]
    assert found.tier == 2 and of_groups
    assert [step for step in of_groups if "(instance_id=?)" not in step] == []


def test_of_a_version_no_more_runs_are_counted_than_asked_for(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    for _ in range(3):
        a_case(rt)
    counted = {most: versions_of(rt, "feedback", most=most)[0].running for most in (0, 2, 5)}
    assert counted == {0: 0, 2: 2, 5: 3}


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


@pytest.mark.parametrize(
    "fresh_database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
@pytest.mark.parametrize(
    "wanted",
    [TaskFilter(copied=True), TaskFilter(text="138 0000 0001"), TaskFilter(text="Lin")],
    ids=["copied", "a number", "a name"],
)
def test_what_is_copied_or_typed_needs_no_look_at_every_row(
    rt: Runtime, wanted: TaskFilter, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(rt, TWO_TASKS)
    a_case(rt)
    with rt.reading() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))  # small tables are read through otherwise
        asked = heard(session.connection(), monkeypatch)
        found_tasks(session, replace(wanted, sort=TaskSort.DUE, asked_at=rt.now()), PageRequest(), MANAGER)
        driver = session.connection().connection.dbapi_connection
        plans = [str(row) for sql, told in list(asked) for row in driver.execute(f"EXPLAIN {sql}", told)]
    big = ("user_task", "service_case", "process_instance", "customer_word")
    through = [step for step in plans if "Seq Scan" in step]
    assert not [step for step in plans if "hashed SubPlan" in step]
    assert [sql for sql, _ in asked if "user_task" in sql]
    assert [step for step in through if any(name in step for name in big)] == []


def heard(connection: Connection, changed: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What is asked over this connection from now on, whichever way it takes, with its values."""
    asked: list[tuple[str, Any]] = []

    class Driver:
        """The driver's connection, listened to."""

        def __init__(self, real: Any) -> None:
            self._real = real

        def execute(self, sql: str, told: Any) -> Any:
            asked.append((sql, told))
            return self._real.execute(sql, told)

    real = prepared.on_driver
    changed.setattr(prepared, "on_driver", lambda of: Driver(real(of)))
    event.listen(connection, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    return asked
