"""ETags: nothing new is not sent again, and what has changed is not changed blindly."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text

from service.domain.people import Actor
from service.operations.tasks import save_draft
from tests.api.company import Company


def test_what_one_has_is_not_sent_again(sqlite_company: Company) -> None:
    agent, task = sqlite_company.as_("agent"), sqlite_company.task_of(sqlite_company.open_case())
    first = agent.get(f"/tasks/{task['id']}")
    again = agent.get(f"/tasks/{task['id']}", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    agent.post(f"/tasks/{task['id']}/claim")
    assert agent.get(f"/tasks/{task['id']}", If_None_Match=first.headers["ETag"]).status_code == 200


def test_a_list_has_an_etag_too(sqlite_company: Company) -> None:
    agent = sqlite_company.as_("agent")
    tag = agent.get("/tasks").headers["ETag"]
    assert agent.get("/tasks", If_None_Match=tag).status_code == 304
    sqlite_company.open_case()
    assert agent.get("/tasks", If_None_Match=tag).status_code == 200


def test_a_change_meant_for_an_older_state_is_not_made(company: Company) -> None:
    agent, task = company.as_("agent"), company.task_of(company.open_case())
    agent.post(f"/tasks/{task['id']}/claim")
    seen = agent.get(f"/tasks/{task['id']}").headers["ETag"]
    address, draft = f"/tasks/{task['id']}/draft", {"answers": {"answer": "mine"}}
    assert agent("PUT", address, {"answers": {"answer": "first"}}, If_Match=seen).status_code == 200
    refused = agent("PUT", address, draft, If_Match=seen)
    assert (refused.status_code, refused.json["code"]) == (412, "precondition_failed")
    assert agent.get(f"/tasks/{task['id']}").json["draft"] == {"answer": "first"}
    now = agent.get(f"/tasks/{task['id']}").headers["ETag"]
    assert agent("PUT", address, draft, If_Match=now).status_code == 200


def test_any_state_will_do_for_a_star(sqlite_company: Company) -> None:
    agent, task = sqlite_company.as_("agent"), sqlite_company.task_of(sqlite_company.open_case())
    assert agent.post(f"/tasks/{task['id']}/claim", If_Match="*").status_code == 200


def test_what_is_read_is_kept_by_nobody_in_between(sqlite_company: Company) -> None:
    headers = sqlite_company.as_("agent").get("/cases").headers
    assert "private" in headers["Cache-Control"]
    assert {"Authorization", "Cookie"} <= set(headers["Vary"].split(", "))


@pytest.mark.postgres
def test_competing_changes_meant_for_one_state_are_not_both_made(company: Company) -> None:
    """While one writer holds the task, the other looks only when it is free: too late for what it read."""
    if company.rt.database.sqlite:
        pytest.skip("SQLite has one writer at a time; nothing to compete")
    agent, task = company.as_("agent"), company.task_of(company.open_case())
    agent.post(f"/tasks/{task['id']}/claim")
    seen = agent.get(f"/tasks/{task['id']}").headers["ETag"]
    by = Actor("agent", frozenset({"customer_service"}))
    with ThreadPoolExecutor(1) as pool:
        with company.rt.transaction():
            save_draft(company.rt, UUID(task["id"]), {"answer": "first"}, by=by)
            body = {"answers": {"answer": "second"}}
            late = pool.submit(agent, "PUT", f"/tasks/{task['id']}/draft", body, If_Match=seen)
            wait_until(lambda: late.done() or somebody_waits(company))
        assert late.result().status_code == 412
    assert agent.get(f"/tasks/{task['id']}").json["draft"] == {"answer": "first"}


def somebody_waits(company: Company) -> bool:
    """Whether a connection of this database waits for a lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with company.rt.database.engine.connect() as connection:
        return bool(connection.execute(text(waiting)).scalar())


def wait_until(held: Callable[[], bool]) -> None:
    """Wait for a condition, and fail when it does not come."""
    end = time.monotonic() + 10
    while not held():
        assert time.monotonic() < end
        time.sleep(0.01)
