"""ETags: nothing new is not sent again, and what has changed is not changed blindly."""

from __future__ import annotations

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
