"""R2: a request cut short at any statement; the client sends it again with its key and it is done once."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.clock import SetClock
from service.domain.history import HistoryEvent
from service.operations.people import NewPerson, add_person
from service.operations.sessions import sign_in
from service.operations.tasks import claim_task
from service.runtime import Runtime
from service.settings import Settings
from tests.faults.dying import survives
from tests.faults.invariants import check_after_fault
from tests.operations.stage import AGENT, TWO_TASKS, a_case, put_live, the_task

STATEMENTS_AT_MOST = 80


@pytest.fixture
def token(rt: Runtime) -> str:
    """The agent's, signed in."""
    put_live(rt, TWO_TASKS)
    add_person(rt, NewPerson(AGENT.name, "a long pass phrase", groups=tuple(AGENT.groups)))
    return sign_in(rt, AGENT.name, "a long pass phrase").token


def test_crash_at_every_statement_of_a_request_completes_once(
    rt: Runtime, settings: Settings, clock: SetClock, application: Flask, token: str
) -> None:
    def complete(its: Runtime) -> TestResponse:
        return _complete(application, its, token, task_id)

    killed = 0
    for statement in range(1, STATEMENTS_AT_MOST):
        task_id = _claimed_task(rt)
        rt.close()
        if survives(statement, settings, clock, complete):
            break
        killed += 1
        assert complete(rt).status_code == 200
        assert _completions(rt)[task_id] == 1
    check_after_fault(rt)
    assert 3 < killed < STATEMENTS_AT_MOST - 2


def _claimed_task(rt: Runtime) -> UUID:
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    return task_id


def _complete(app: Flask, rt: Runtime, token: str, task_id: UUID) -> TestResponse:
    app.extensions["aftercare"] = rt
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"complete-{task_id}"}
    return app.test_client().post(f"/api/v1/tasks/{task_id}/complete", json={"answers": {}}, headers=headers)


def _completions(rt: Runtime) -> Counter[UUID | None]:
    with rt.reading() as session:
        done = select(HistoryEvent.task_id).where(HistoryEvent.type == "task.completed")
        return Counter(session.scalars(done))
