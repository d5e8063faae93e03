"""How many statements a step takes: most of what a case costs is statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from service.operations.idempotency import KeptAnswer, claim_key, keep_answer
from service.operations.tasks import claim_task, complete_task
from service.runtime import Runtime
from service.store import prepared
from tests.operations.stage import AGENT, TECH, TWO_TASKS, a_case, put_live, the_task

Counter = Callable[[Callable[[], object]], int]


@pytest.fixture
def statements(rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Counts the round trips of a piece of work, whichever way they take."""
    seen = 0
    real = prepared.on_driver

    def on_driver(connection: Any) -> Any:
        nonlocal seen
        seen += 1
        return real(connection)

    def executed(*_: object) -> None:
        nonlocal seen
        seen += 1

    monkeypatch.setattr(prepared, "on_driver", on_driver)
    event.listen(rt.database.engine, "before_cursor_execute", executed)

    def count(work: Callable[[], object]) -> int:
        before = seen
        work()
        return seen - before

    return count


def with_key(rt: Runtime, key: str, work: Callable[[], object]) -> None:
    with rt.transaction():
        assert claim_key(rt, actor="agent", key=key, digest="d") is None
        work()
        keep_answer(rt, actor="agent", key=key, answer=KeptAnswer(200, b"{}"))


def test_completing_a_task_takes_nine_statements_with_its_idempotency_key(
    rt: Runtime, statements: Counter
) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    assert statements(lambda: with_key(rt, "1", lambda: claim_task(rt, task_id, by=AGENT))) == 6
    answers = {"answer": "yes"}
    assert statements(lambda: with_key(rt, "2", lambda: complete_task(rt, task_id, answers, by=AGENT))) == 9


def test_a_step_takes_no_more_statements_late_in_a_case_than_early(rt: Runtime, statements: Counter) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    complete_task(rt, task_id, {}, by=AGENT)
    last = the_task(rt, case.instance_id, "assess")
    claim_task(rt, last, by=TECH)
    # one more than before: the run ends with it, and leaves the record of its exit
    assert statements(lambda: complete_task(rt, last, {}, by=TECH)) <= 10


def test_opening_a_case_takes_a_dozen_statements(rt: Runtime, statements: Counter) -> None:
    put_live(rt, TWO_TASKS)
    rt.definitions.warm()
    assert statements(lambda: a_case(rt)) <= 15  # the customer, their words, contact and calendars are new
    assert statements(lambda: a_case(rt)) <= 12
