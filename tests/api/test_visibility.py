"""Who sees and may do what: for somebody unknown, outside, formerly assigned, or supervising elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.company import Company

UNKNOWN = "019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b"


@dataclass(frozen=True)
class Scene:
    """An open case whose task finance had for a while and agent has now; a timer waits in another."""

    company: Company
    case: dict[str, Any]
    task: dict[str, Any]
    timer: dict[str, Any]


@pytest.fixture
def scene(sqlite_company: Company) -> Scene:
    """Finance was the assignee; the supervisor took the task back from them."""
    case = sqlite_company.open_case()
    task = sqlite_company.task_of(case)
    address = f"/tasks/{task['id']}"
    sqlite_company.as_("agent").post(f"{address}/claim")
    assert sqlite_company.as_("agent").post(f"{address}/delegate", {"assignee": "finance"}).status_code == 200
    body = {"assignee": "agent", "reason": "to whom it belongs"}
    assert sqlite_company.as_("manager").post(f"{address}/reassign", body).status_code == 200
    other = sqlite_company.task_of(sqlite_company.open_case())
    agent = sqlite_company.as_("agent")
    agent.post(f"/tasks/{other['id']}/claim")
    agent.post(f"/tasks/{other['id']}/complete", {"answers": {"severity": "major", "answer": "x"}})
    (timer,) = sqlite_company.as_("manager").get("/timers").json["items"]
    return Scene(sqlite_company, case, task, timer)


def calls(
    scene: Scene, task_id: str, case_id: str, instance_id: str, timer_id: str
) -> list[tuple[str, str, Any]]:
    """Every call that names a thing, with a body that would do."""
    later = {"due_at": "2026-12-01T00:00:00Z", "reason": "x"}
    return [
        ("GET", f"/cases/{case_id}", None),
        ("GET", f"/cases/{case_id}/history", None),
        ("POST", f"/cases/{case_id}/messages", {"text": "x"}),
        ("POST", f"/cases/{case_id}/withdraw", {}),
        ("GET", f"/tasks/{task_id}", None),
        ("POST", f"/tasks/{task_id}/claim", None),
        ("POST", f"/tasks/{task_id}/unclaim", None),
        ("POST", f"/tasks/{task_id}/complete", {"answers": {}}),
        ("POST", f"/tasks/{task_id}/reassign", {"assignee": "agent", "reason": "x"}),
        ("POST", f"/tasks/{task_id}/delegate", {"assignee": "agent"}),
        ("POST", f"/tasks/{task_id}/comments", {"text": "x"}),
        ("PUT", f"/tasks/{task_id}/draft", {"answers": {}}),
        ("GET", f"/instances/{instance_id}", None),
        ("GET", f"/instances/{instance_id}/history", None),
        ("POST", f"/instances/{instance_id}/suspend", {}),
        ("POST", f"/instances/{instance_id}/resume", None),
        ("POST", f"/instances/{instance_id}/terminate", {"reason": "x"}),
        ("GET", f"/timers/{timer_id}", None),
        ("POST", f"/timers/{timer_id}/move", later),
        ("GET", f"/incidents/{UNKNOWN}", None),
        ("POST", f"/incidents/{UNKNOWN}/retry", None),
        ("POST", f"/incidents/{UNKNOWN}/resolve", {"note": "x"}),
    ]


def calls_of(scene: Scene) -> list[tuple[str, str, Any]]:
    """The calls on the scene's own things."""
    task = scene.task
    return calls(scene, task["id"], task["case_id"], task["instance_id"], scene.timer["id"])


@pytest.mark.parametrize("name", ["finance", "head_of_finance", "tech"])
def test_for_whom_it_is_not_it_is_not_there(scene: Scene, name: str) -> None:
    """Finance was the assignee once; the head of finance supervises, but elsewhere; tech comes later."""
    caller = scene.company.as_(name)
    told = {address: caller(method, address, body) for method, address, body in calls_of(scene)}
    assert {address: answer.status_code for address, answer in told.items()} == dict.fromkeys(told, 404)
    assert scene.company.as_("agent").get(f"/tasks/{scene.task['id']}").json["assignee"] == "agent"


@pytest.mark.parametrize("name", ["finance", "head_of_finance", "tech"])
def test_what_is_hidden_is_told_in_the_words_of_what_does_not_exist(scene: Scene, name: str) -> None:
    caller = scene.company.as_(name)
    nothing = calls(scene, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    for (method, hidden, body), (_, unknown, _body) in zip(calls_of(scene), nothing, strict=True):
        there, not_there = caller(method, hidden, body), caller(method, unknown, body)
        told = there.get_data(as_text=True)
        for own in (scene.task["id"], scene.task["case_id"], scene.task["instance_id"], scene.timer["id"]):
            told = told.replace(own, UNKNOWN)
        assert told == not_there.get_data(as_text=True), (method, hidden)


@pytest.mark.parametrize("name", ["finance", "head_of_finance", "tech"])
def test_lists_show_nothing_of_it(scene: Scene, name: str) -> None:
    caller = scene.company.as_(name)
    for address in ("/cases", "/tasks", "/tasks?state=any", "/instances", "/timers", "/incidents"):
        assert caller.get(address).json == {"items": [], "next_cursor": None}, address


def test_somebody_unknown_gets_nowhere(scene: Scene) -> None:
    nobody = scene.company.as_(None)
    lists = [
        ("GET", address, None) for address in ("/cases", "/tasks", "/instances", "/timers", "/definitions")
    ]
    for method, address, body in [
        *calls_of(scene),
        *lists,
        ("POST", "/deployments", None),
        ("POST", "/messages", {}),
    ]:
        assert nobody(method, address, body).status_code == 401, (method, address)


def test_a_colleague_of_the_group_sees_the_work_but_may_not_do_what_is_another_s(scene: Scene) -> None:
    colleague, address = scene.company.as_("agent2"), f"/tasks/{scene.task['id']}"
    assert colleague.get(address).json["assignee"] == "agent"
    assert colleague.post(f"{address}/claim").json["code"] == "task_already_claimed"
    for verb, body in (
        ("unclaim", None),
        ("complete", {"answers": {}}),
        ("delegate", {"assignee": "agent2"}),
    ):
        refused = colleague.post(f"{address}/{verb}", body)
        assert (refused.status_code, refused.json["code"]) == (403, "not_the_assignee"), verb


def test_staff_do_not_steer_instances(scene: Scene) -> None:
    agent = scene.company.as_("agent")
    for verb, body in (("suspend", {}), ("resume", None), ("terminate", {"reason": "x"})):
        refused = agent.post(f"/instances/{scene.task['instance_id']}/{verb}", body)
        assert refused.status_code in (403, 404), verb


def test_only_process_owners_deploy(scene: Scene) -> None:
    for name in ("agent", "manager"):
        assert scene.company.as_(name).post("/deployments").status_code == 403


def test_the_department_sees_the_case_once_work_waits_there(company: Company) -> None:
    case = company.open_case()
    agent, task = company.as_("agent"), company.task_of(case)
    agent.post(f"/tasks/{task['id']}/claim")
    agent.post(f"/tasks/{task['id']}/complete", {"answers": {"severity": "major", "answer": "x"}})
    assert company.as_("tech").get(f"/cases/{case['id']}").status_code == 404
    manager = company.as_("manager")
    (timer,) = manager.get("/timers").json["items"]
    moved = manager.post(f"/timers/{timer['id']}/move", {"due_at": "2026-01-01T00:00:00Z", "reason": "now"})
    assert moved.json["state"] == "fired"
    assert company.as_("tech").get(f"/cases/{case['id']}").status_code == 200
    assert company.task_of(case, by="tech")["activity_id"] == "assess"
