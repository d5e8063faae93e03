"""Writers take turns, a lost race is told, and what the driver says leaves in our words."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text

from service.domain.people import Group
from service.errors import StaleWrite, StorageFull, Unavailable
from service.feel.temporal import Date
from service.ids import new_id
from service.operations.idempotency import claim_key
from service.operations.people import set_groups
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from service.store.db import database_url
from service.store.documents import dump_json
from service.store.queue import WriterQueue
from service.store.telling import telling


def names(rt: Runtime) -> set[str]:
    with rt.reading() as session:
        return set(session.execute(select(Group.name)).scalars())


def test_what_an_exception_leaves_is_undone(rt: Runtime) -> None:
    with pytest.raises(ZeroDivisionError), rt.transaction() as tx:
        tx.add(Group(name="new", names={}))
        tx.flush()
        raise ZeroDivisionError
    assert names(rt) == set()


def test_an_inner_transaction_joins_the_outer(rt: Runtime) -> None:
    with pytest.raises(ZeroDivisionError), rt.transaction():
        set_groups(rt, {"inner": {}})
        assert names(rt) == {"inner"}
        raise ZeroDivisionError
    assert names(rt) == set()


def test_work_for_after_an_undoing_is_done_in_a_transaction_of_its_own(rt: Runtime) -> None:
    with pytest.raises(ZeroDivisionError), rt.transaction() as tx:
        tx.add(Group(name="undone", names={}))
        tx.after_undoing.append(lambda rt: set_groups(rt, {"kept": {}}))
        raise ZeroDivisionError
    assert names(rt) == {"kept"}


def test_what_fails_after_an_undoing_keeps_nothing_else_from_being_done_and_hides_no_error(
    sqlite_rt: Runtime,
) -> None:
    def fails(rt: Runtime) -> None:
        raise StaleWrite

    with pytest.raises(ZeroDivisionError), sqlite_rt.transaction() as tx:
        tx.after_undoing += [fails, lambda rt: set_groups(rt, {"kept": {}}), fails]
        raise ZeroDivisionError
    assert names(sqlite_rt) == {"kept"}


def test_a_stale_writer_tries_again_from_a_fresh_read(rt: Runtime) -> None:
    tries: list[int] = []

    def work() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise StaleWrite
        return len(tries)

    assert rt.retrying(work) == 3
    tries.clear()
    with pytest.raises(StaleWrite), rt.transaction():
        rt.retrying(work)
    assert len(tries) == 1


def test_a_stale_writer_gives_up_some_time(rt: Runtime) -> None:
    def never() -> None:
        raise StaleWrite

    with pytest.raises(StaleWrite):
        rt.retrying(never)


def test_a_deadlock_is_a_lost_race(rt: Runtime) -> None:
    if rt.database.sqlite:
        pytest.skip("SQLite has one writer and no deadlocks")
    set_groups(rt, {"a": {}, "b": {}})
    both = threading.Barrier(2)
    lost: list[type[BaseException]] = []

    def lock(first: str, second: str) -> None:
        try:
            with rt.transaction() as tx:
                for name, wait in ((first, True), (second, False)):
                    tx.connection.execute(
                        text("SELECT 1 FROM group_ WHERE name = :n FOR UPDATE"), {"n": name}
                    )
                    if wait:
                        both.wait()
        except StaleWrite as stale:
            lost.append(type(stale))

    threads = [threading.Thread(target=lock, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == [StaleWrite]


def test_a_cut_connection_is_told_once_and_then_forgotten(rt: Runtime) -> None:
    if rt.database.sqlite:
        pytest.skip("SQLite has no connections to cut")
    set_groups(rt, {"n": {}})
    with rt.transaction() as tx:
        with rt.database.reading() as session:  # a second connection, given back to the pool
            session.execute(text("SELECT 1"))
        (mine,) = tx.connection.execute(text("SELECT pg_backend_pid()")).one()
        others = "FROM pg_stat_activity WHERE pid <> :mine AND datname = :name"
        cut = text(f"SELECT pg_terminate_backend(pid) {others}")
        tx.connection.execute(cut, {"mine": mine, "name": rt.database.engine.url.database})
    told = []
    for _ in range(4):
        try:
            case_less_key(rt)
        except Unavailable as away:
            told.append(away.code)
    assert len(told) <= 1
    with pytest.raises(Unavailable), rt.transaction() as tx:
        (mine,) = tx.connection.execute(text("SELECT pg_backend_pid()")).one()
        with rt.database.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
        claim_key(rt, actor="a", key="k", digest="d")
    assert claim_key(rt, actor="a", key="k", digest="d") is None


def test_a_writer_gives_up_on_a_turn_another_process_keeps_and_takes_no_lock_along(tmp_path: Path) -> None:
    path = tmp_path / "writers"
    queue, other = WriterQueue(path, wait_s=0.2), WriterQueue(path, wait_s=5)
    with other.turn(), pytest.raises(Unavailable), queue.turn():
        pytest.fail("two writers at once")
    with other.turn():
        pass  # the turn that came too late was given back
    with queue.turn():
        pass


def test_whoever_waits_for_another_process_is_next(tmp_path: Path) -> None:
    path = tmp_path / "writers"
    queue, other = WriterQueue(path, wait_s=10), WriterQueue(path, wait_s=10)
    done: list[str] = []

    def write() -> None:
        with queue.turn():
            done.append("second")

    with other.turn():
        waiting = threading.Thread(target=write)
        waiting.start()
        waiting.join(0.1)
        done.append("first")
    waiting.join()
    assert done == ["first", "second"]


def case_less_key(rt: Runtime) -> None:
    claim_key(rt, actor="a", key=str(new_id()), digest="d")


def test_errors_of_the_driver_leave_in_our_words(sqlite_rt: Runtime) -> None:
    import sqlite3

    for told, ours in (("database or disk is full", StorageFull), ("database is locked", Unavailable)):
        with pytest.raises(ours), telling():
            raise sqlite3.OperationalError(told)
    with pytest.raises(sqlite3.OperationalError), telling():
        raise sqlite3.OperationalError("no such table: x")


def count_up(url: str, times: int) -> None:
    rt = build_runtime(Settings(database_url=url, sqlite_synchronous="normal"))
    for _ in range(times):
        with rt.transaction() as tx:
            session = tx.session
            row = session.get_one(Group, "n", with_for_update=True, populate_existing=True)
            row.names = {"en": str(int(str(row.names["en"])) + 1)}
    rt.close()


def test_competing_processes_lose_no_write(rt: Runtime, fresh_database_url: str) -> None:
    set_groups(rt, {"n": {"en": "0"}})
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=count_up, args=(fresh_database_url, 40)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with rt.reading() as session:
        assert session.get_one(Group, "n").names == {"en": "120"}


def test_a_writer_that_waits_too_long_is_told(tmp_path: Path) -> None:
    queue = WriterQueue(tmp_path / "writers", wait_s=0.05)
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with queue.turn():
            inside.set()
            done.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait()
    with pytest.raises(Unavailable), queue.turn():
        pass
    done.set()
    holder.join()
    with queue.turn():
        pass


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("sqlite:////x/y.db", "sqlite:////x/y.db"),
    ],
)
def test_a_database_address_means_what_people_write(told: str, means: str) -> None:
    assert database_url(told).render_as_string(hide_password=False) == means


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="file"):
        database_url("sqlite://")


def test_a_day_is_kept_as_people_write_it_not_taken_apart_into_its_fields() -> None:
    assert dump_json({"answers": [{"paid_on": Date(2026, 3, 6)}]}) == '{"answers":[{"paid_on":"2026-03-06"}]}'
