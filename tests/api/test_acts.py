"""What people do around a task, over HTTP: each call answers what it promises, and refuses what it must."""

from __future__ import annotations

from typing import Any

import pytest

from service.operations import people
from service.operations.people import NewPerson
from tests.api.company import PASSWORD, Company

ANSWERS = {"severity": "major", "answer": "x"}


@pytest.fixture
def claimed(sqlite_company: Company) -> dict[str, Any]:
    """A task that agent has claimed."""
    task = sqlite_company.task_of(sqlite_company.open_case())
    assert sqlite_company.as_("agent").post(f"/tasks/{task['id']}/claim").status_code == 200
    return task


def test_a_task_is_lent_and_handed_back(sqlite_company: Company, claimed: dict[str, Any]) -> None:
    agent, agent2 = sqlite_company.as_("agent"), sqlite_company.as_("agent2")
    at = f"/tasks/{claimed['id']}"
    lent = agent.post(f"{at}/delegate", {"assignee": "agent2", "get_back": True}).json
    assert (lent["assignee"], lent["delegation"], lent["delegated_by"]) == ("agent2", "pending", "agent")
    refused = agent2.post(f"{at}/complete", {"answers": ANSWERS})
    assert (refused.status_code, refused.json["code"]) == (409, "delegation_pending")
    assert agent2.post(f"{at}/resolve", {"note": "Done my part."}).json["assignee"] == "agent"
    assert agent.post(f"{at}/take-back").json["code"] == "nothing_to_take_back"


def test_everything_around_a_task_is_told(sqlite_company: Company, claimed: dict[str, Any]) -> None:
    agent, manager = sqlite_company.as_("agent"), sqlite_company.as_("manager")
    at = f"/tasks/{claimed['id']}"
    assert manager.post(f"{at}/nudge", {"note": "Please."}).json["times"] == 1
    again = manager.post(f"{at}/nudge", {})
    assert again.status_code == 429 and int(again.headers["Retry-After"]) <= 1800
    assert len(agent.post(f"{at}/copies", {"people": ["tech"]}).json["items"]) == 1
    told = agent.get(f"{at}/acts").json
    assert (told["nudges"]["last_by"], told["copies"][0]["person"]) == ("manager", "tech")
    assert {"copy", "return", "ask_signature"} <= set(told["may"])
    assert [each["name"] for each in agent.get(f"{at}/candidates").json["items"]] == ["agent", "agent2"]
    (copied,) = sqlite_company.as_("tech").get("/copies").json["items"]
    assert copied["task_id"] == claimed["id"]
    assert sqlite_company.as_("finance").get(f"{at}/acts").status_code == 404


def test_a_signature_is_asked_and_given(sqlite_company: Company, claimed: dict[str, Any]) -> None:
    agent, manager = sqlite_company.as_("agent"), sqlite_company.as_("manager")
    at = f"/tasks/{claimed['id']}"
    asked = agent.post(f"{at}/signatures", {"signer": "manager"})
    assert (asked.status_code, asked.json["signing"]) == (201, "after")
    assert agent.post(f"{at}/complete", {"answers": ANSWERS}).json["signing"] == "submitted"
    (waiting,) = manager.get("/signatures").json["items"]
    signature = waiting["signature"]["id"]
    assert agent.post(f"/signatures/{signature}", {"agree": True}).status_code == 403
    assert manager.post(f"/signatures/{signature}", {"agree": True}).json["state"] == "completed"
    gone = manager("DELETE", f"/signatures/{signature}")
    assert gone.status_code == 409


def test_many_tasks_are_each_told_what_came_of_them(sqlite_company: Company) -> None:
    ids = [sqlite_company.task_of(sqlite_company.open_case())["id"] for _ in range(2)]
    sqlite_company.as_("agent2").post(f"/tasks/{ids[0]}/claim")
    done = sqlite_company.as_("agent").post("/tasks/bulk", {"act": "claim", "task_ids": ids}).json
    assert [each["code"] for each in done["items"]] == ["task_already_claimed", None]
    assert done["done"] == 1
    refused = sqlite_company.as_("agent").post("/tasks/bulk", {"act": "claim", "task_ids": []})
    assert refused.status_code == 422


def test_on_behalf_needs_the_right_to_it(sqlite_company: Company, claimed: dict[str, Any]) -> None:
    body = {"answers": ANSWERS, "on_behalf_of": "agent", "way": "phone"}
    at = f"/tasks/{claimed['id']}/complete-for"
    assert sqlite_company.as_("agent2").post(at, body).status_code == 403
    done = sqlite_company.as_("manager").post(at, body).json
    assert (done["state"], done["completed_by"]) == ("completed", "manager")


def test_a_substitute_is_named_listed_and_released(sqlite_company: Company, claimed: dict[str, Any]) -> None:
    agent, tech = sqlite_company.as_("agent"), sqlite_company.as_("tech")
    now = sqlite_company.rt.now().isoformat()
    until = sqlite_company.rt.now().replace(year=2027).isoformat()
    body = {"absent": "agent", "substitute": "tech", "group": "customer_service", "from_at": now}
    named = agent.post("/substitutions", {**body, "until_at": until})
    assert named.status_code == 201
    taken = tech.post(f"/tasks/{claimed['id']}/take-over", {"absent": "agent"}).json
    assert (taken["assignee"], taken["acting_for"]) == ("tech", "agent")
    assert len(tech.get("/substitutions").json["items"]) == 1
    ended = agent("DELETE", f"/substitutions/{named.json['id']}")
    assert ended.json["ended_by"] == "agent"
    assert tech.get("/substitutions").json["items"] == []
    assert len(agent.get("/substitutions?over=true").json["items"]) == 1


def test_a_return_goes_only_where_the_case_was(sqlite_company: Company, claimed: dict[str, Any]) -> None:
    body = {"to": "nowhere", "reason": "The pictures are missing."}
    refused = sqlite_company.as_("agent").post(f"/tasks/{claimed['id']}/return", body)
    assert (refused.status_code, refused.json["code"]) == (409, "cannot_return")


def test_a_refusal_names_people_as_others_call_them_and_keeps_their_sign_in_names(
    sqlite_company: Company,
) -> None:
    people.add_person(
        sqlite_company.rt,
        NewPerson("lin", PASSWORD, display_name="Lin Hai 林海", groups=["customer_service"]),
    )
    task = sqlite_company.task_of(sqlite_company.open_case())["id"]
    sqlite_company.as_("lin").post(f"/tasks/{task}/claim")
    refused = sqlite_company.as_("agent").post(f"/tasks/{task}/claim", Accept_Language="zh")
    assert refused.json["detail"] == f"任务 {task} 已由 Lin Hai 林海 领取。"
    assert refused.json["people"] == {"assignee": ["lin"]}
    bulk = {"act": "claim", "task_ids": [task]}
    [row] = sqlite_company.as_("agent").post("/tasks/bulk", bulk).json["items"]
    assert row["detail"] == f"Task {task} is already claimed by Lin Hai 林海."
