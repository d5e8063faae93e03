"""Reading inside reading: one state of the database, until this thread writes."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from service.domain.people import Group
from service.operations.people import set_groups
from service.runtime import Runtime


def names(rt: Runtime) -> set[str]:
    with rt.reading() as session:
        return set(session.execute(select(Group.name)).scalars())


def elsewhere(work: threading.Thread) -> None:
    work.start()
    work.join()


def test_what_is_read_inside_a_reading_is_of_the_same_moment(sqlite_rt: Runtime) -> None:
    with sqlite_rt.reading() as session:
        assert names(sqlite_rt) == set()
        elsewhere(threading.Thread(target=set_groups, args=(sqlite_rt, {"new": {}})))
        assert names(sqlite_rt) == set()
        with sqlite_rt.reading() as inner, sqlite_rt.asking() as connection:
            assert inner is session and connection is session.connection()
    assert names(sqlite_rt) == {"new"}


def test_who_writes_inside_a_reading_sees_it_in_the_next_one(rt: Runtime) -> None:
    with rt.reading():
        assert names(rt) == set()
        set_groups(rt, {"mine": {}})
        assert names(rt) == {"mine"}


def test_questions_inside_a_transaction_see_what_it_wrote(rt: Runtime) -> None:
    with rt.transaction() as tx:
        tx.add(Group(name="written", names={}))
        tx.flush()
        with rt.asking() as connection:
            assert connection is tx.connection
        assert names(rt) == {"written"}


def test_a_reader_that_failed_leaves_nothing_of_its_moment_to_the_next(rt: Runtime) -> None:
    with pytest.raises(ZeroDivisionError), rt.reading() as session:
        session.execute(select(Group.name))
        raise ZeroDivisionError
    set_groups(rt, {"since": {}})
    assert names(rt) == {"since"}


def test_readers_at_once_have_a_connection_each(sqlite_rt: Runtime) -> None:
    both = threading.Barrier(2)
    seen: list[object] = []

    def look() -> None:
        with sqlite_rt.reading() as session:
            seen.append(session.connection())
            both.wait(10)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, seen))) == 2
