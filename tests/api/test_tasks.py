"""User tasks over HTTP: found, claimed, filled in, completed, handed on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest

from tests.api.company import Company

ANSWERS = {"severity": "general", "answer": "Oil the hinge."}


def test_a_task_is_listed_with_what_tools_rely_on(company: Company) -> None:
    task = company.task_of(company.open_case())
    assert task.keys() >= {
        *("id", "activity_id", "name", "case_id", "case_number", "instance_id", "process_key", "state"),
        *("candidate_groups", "assignee", "priority", "created_at", "due_at", "round", "form"),
    }
    assert (task["state"], task["candidate_groups"], task["round"]) == ("ready", ["customer_service"], 1)


def test_a_task_is_read_with_its_form_and_the_data_that_fills_it(company: Company) -> None:
    task = company.task_of(company.open_case())
    read = company.as_("agent").get(f"/tasks/{task['id']}").json
    assert {each["key"] for each in read["form"]["schema"]["components"]} >= {"severity", "answer"}
    assert read["form"]["data"]["subject"] == "Cabinet door sticks"
    assert "claim" in read["may"]


def test_a_task_is_claimed_and_given_back(company: Company) -> None:
    agent, task = company.as_("agent"), company.task_of(company.open_case())
    claimed = agent.post(f"/tasks/{task['id']}/claim")
    assert (claimed.status_code, claimed.json["assignee"], claimed.json["state"]) == (200, "agent", "claimed")
    assert claimed.json["case_subject"] == "Cabinet door sticks"
    assert agent.post(f"/tasks/{task['id']}/claim").status_code == 200, "claiming what one has is no error"
    given_back = agent.post(f"/tasks/{task['id']}/unclaim")
    assert (given_back.json["assignee"], given_back.json["state"]) == (None, "ready")


def test_who_comes_second_is_told_who_was_first(company: Company) -> None:
    task = company.task_of(company.open_case())
    company.as_("agent").post(f"/tasks/{task['id']}/claim")
    late = company.as_("agent2").post(f"/tasks/{task['id']}/claim")
    assert (late.status_code, late.json["code"]) == (409, "task_already_claimed")
    assert "agent" in late.json["detail"]


def test_completing_moves_the_process_and_tells_how_it_stands(company: Company) -> None:
    agent, task = company.as_("agent"), company.task_of(company.open_case())
    agent.post(f"/tasks/{task['id']}/claim")
    done = agent.post(f"/tasks/{task['id']}/complete", {"answers": ANSWERS})
    assert (done.status_code, done.json["state"], done.json["completed_by"]) == (200, "completed", "agent")
    assert done.json["instance"] == {"id": task["instance_id"], "state": "active"}
    (timer,) = company.as_("manager").get(f"/timers?instance={task['instance_id']}").json["items"]
    assert timer["activity_id"] == "cool_down"


def test_a_group_nobody_knows_is_refused_by_name(sqlite_company: Company) -> None:
    refused = sqlite_company.as_("agent").get("/tasks?group=nosuch")
    assert (refused.status_code, refused.json["errors"]) == (422, {"group": ["there is no such group"]})
    assert sqlite_company.as_("agent").get("/tasks?group=technical_support").json["items"] == []


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"answer": "x"}, "severity"),
        ({"severity": "awful", "answer": "x"}, "severity"),
        (ANSWERS | {"compensation": -1}, "compensation"),
        (ANSWERS | {"compensation": 1001}, "compensation"),
        (ANSWERS | {"compensation": "12"}, "compensation"),
        (ANSWERS | {"answer": "x" * 201}, "answer"),
        (ANSWERS | {"tier": 1}, "tier"),
        (ANSWERS | {"status": "closed_satisfied"}, "status"),
    ],
)
def test_an_answer_that_does_not_fit_the_form_is_named(
    sqlite_company: Company, answers: dict[str, Any], field: str
) -> None:
    agent, task = sqlite_company.as_("agent"), sqlite_company.task_of(sqlite_company.open_case())
    agent.post(f"/tasks/{task['id']}/claim")
    for language, dot in (("en", "."), ("zh", "。")):
        refused = agent.post(f"/tasks/{task['id']}/complete", {"answers": answers}, Accept_Language=language)
        assert refused.status_code == 422
        assert list(refused.json["errors"]) == [field]
        assert refused.json["errors"][field][0].endswith(dot)
    assert agent.get(f"/tasks/{task['id']}").json["state"] == "claimed"


def test_a_sum_of_money_comes_back_to_the_last_digit(company: Company) -> None:
    agent, case = company.as_("agent"), company.open_case()
    task = company.task_of(case)
    agent.post(f"/tasks/{task['id']}/claim")
    agent.post(f"/tasks/{task['id']}/complete", {"answers": ANSWERS | {"compensation": 120.5}})
    read = agent.get(f"/cases/{case['id']}")
    assert read.json["compensation"] == 120.5
    assert isinstance(orjson.loads(read.data)["compensation"], (int, float))
    assert Decimal(str(read.json["compensation"])) == Decimal("120.50")


def test_another_answer_for_a_done_task_is_a_conflict(company: Company) -> None:
    agent, task = company.as_("agent"), company.task_of(company.open_case())
    agent.post(f"/tasks/{task['id']}/claim")
    agent.post(f"/tasks/{task['id']}/complete", {"answers": ANSWERS})
    again = agent.post(f"/tasks/{task['id']}/complete", {"answers": ANSWERS | {"answer": "other"}})
    assert (again.status_code, again.json["code"]) == (409, "task_gone")


def test_a_supervisor_gives_a_task_to_somebody_else(company: Company) -> None:
    task = company.task_of(company.open_case())
    given = company.as_("manager").post(f"/tasks/{task['id']}/reassign", {"assignee": "agent2"})
    assert (given.status_code, given.json["assignee"]) == (200, "agent2")
    unknown = company.as_("manager").post(f"/tasks/{task['id']}/reassign", {"assignee": "nobody"})
    assert (unknown.status_code, list(unknown.json["errors"])) == (422, ["assignee"])


def test_nobody_but_a_supervisor_reassigns(sqlite_company: Company) -> None:
    task = sqlite_company.task_of(sqlite_company.open_case())
    refused = sqlite_company.as_("agent").post(f"/tasks/{task['id']}/reassign", {"assignee": "agent2"})
    assert (refused.status_code, refused.json["code"]) == (403, "not_a_supervisor")


def test_a_colleague_does_it_in_ones_stead(company: Company) -> None:
    agent, task = company.as_("agent"), company.task_of(company.open_case())
    agent.post(f"/tasks/{task['id']}/claim")
    handed_on = agent.post(f"/tasks/{task['id']}/delegate", {"assignee": "agent2"})
    assert (handed_on.json["assignee"], handed_on.json["delegated_by"]) == ("agent2", "agent")


def test_remarks_and_drafts_stay_with_the_task(company: Company) -> None:
    agent, task = company.as_("agent"), company.task_of(company.open_case())
    assert agent.post(f"/tasks/{task['id']}/comments", {"text": "Nobody home."}).status_code == 201
    agent.post(f"/tasks/{task['id']}/claim")
    assert agent("PUT", f"/tasks/{task['id']}/draft", {"answers": {"answer": "Oil"}}).status_code == 200
    read = agent.get(f"/tasks/{task['id']}").json
    assert [each["text"] for each in read["comments"]] == ["Nobody home."]
    assert read["draft"] == {"answer": "Oil"}
    assert read["form"]["data"]["answer"] == "Oil"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("?group=customer_service", 2),
        ("?group=technical_support", 0),
        ("?assignee=agent", 1),
        ("?state=ready", 1),
        ("?state=claimed", 1),
        ("?state=completed", 0),
        ("?process=feedback", 2),
        ("?process=complaint", 0),
        ("?sort=due_at", 2),
        ("?sort=-priority", 2),
        ("?sort=priority", 2),
    ],
)
def test_the_list_of_tasks_is_narrowed(sqlite_company: Company, query: str, found: int) -> None:
    sqlite_company.open_case()
    task = sqlite_company.task_of(sqlite_company.open_case())
    sqlite_company.as_("agent").post(f"/tasks/{task['id']}/claim")
    assert len(sqlite_company.as_("agent").get(f"/tasks{query}").json["items"]) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sort=id;DROP TABLE user_task", "sort"),
        ("sort=assignee", "sort"),
        ("state=x", "state"),
        ("case=x", "case"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("owner=agent", "owner"),
        ("cursor=x", "cursor"),
        ("state=ready&state=claimed", "state"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(sqlite_company: Company, query: str, field: str) -> None:
    refused = sqlite_company.as_("agent").get(f"/tasks?{query}")
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
