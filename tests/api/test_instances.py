"""Process instances, timers, incidents and messages over HTTP, for those who watch over them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from service.clock import SetClock
from service.operations import timers
from service.operations.sweep import take_due
from tests.api.company import Company
from tests.operations.stage import put_live
from tests.operations.test_outbox import STUCK_AFTER_TIMER

ANSWERS = {"answers": {"severity": "major", "answer": "x"}}


def waiting_for_its_timer(company: Company) -> dict[str, str]:
    """The timer of a case that waits for an hour to pass."""
    task, agent = company.task_of(company.open_case()), company.as_("agent")
    agent.post(f"/tasks/{task['id']}/claim")
    agent.post(f"/tasks/{task['id']}/complete", ANSWERS)
    (timer,) = company.as_("manager").get(f"/timers?instance={task['instance_id']}").json["items"]
    return dict(timer)


def test_an_instance_is_read_with_where_it_stands(company: Company) -> None:
    case = company.open_case()
    read = company.as_("manager").get(f"/instances/{case['instance_id']}").json
    assert read.keys() >= {"id", "case_id", "process_key", "version", "state", "active", "incidents"}
    assert (read["state"], read["active"], read["incidents"]) == ("active", ["respond"], 0)
    assert read["variables"]["subject"] == "Cabinet door sticks"
    assert [each["activity_id"] for each in read["tasks"]] == ["respond"]


def test_a_suspended_instance_does_not_move_until_it_is_resumed(company: Company) -> None:
    case, manager, agent = company.open_case(), company.as_("manager"), company.as_("agent")
    task, address = company.task_of(case), f"/instances/{case['instance_id']}"
    assert manager.post(f"{address}/suspend").json["state"] == "suspended"
    refused = agent.post(f"/tasks/{task['id']}/claim")
    assert (refused.status_code, refused.json["code"]) == (409, "instance_suspended")
    assert manager.post(f"{address}/resume").json["state"] == "active"
    assert agent.post(f"/tasks/{task['id']}/claim").status_code == 200


def test_an_instance_is_ended_early_for_a_stated_reason(company: Company) -> None:
    case, manager = company.open_case(), company.as_("manager")
    address = f"/instances/{case['instance_id']}"
    assert list(manager.post(f"{address}/terminate", {}).json["errors"]) == ["reason"]
    ended = manager.post(f"{address}/terminate", {"reason": "opened twice"})
    assert (ended.status_code, ended.json["state"]) == (200, "terminated")
    told = manager.get(f"{address}/history").json["items"]
    assert "instance.terminated" in {each["type"] for each in told}
    again = manager.post(f"{address}/suspend")
    assert (again.status_code, again.json["code"]) == (409, "instance_ended")


def test_instances_are_narrowed_by_state_and_process(sqlite_company: Company) -> None:
    case, manager = sqlite_company.open_case(), sqlite_company.as_("manager")
    for query, found in (
        ("?state=active", 1),
        ("?state=completed", 0),
        ("?process=complaint", 0),
        (f"?case={case['id']}", 1),
        (f"?business_key={case['number']}", 1),
    ):
        assert len(manager.get(f"/instances{query}").json["items"]) == found, query


def test_a_moved_timer_fires_when_the_new_time_comes(company: Company, clock: SetClock) -> None:
    timer, manager = waiting_for_its_timer(company), company.as_("manager")
    assert timer.keys() >= {"id", "instance_id", "activity_id", "due_at", "state"}
    later = (clock.now() + timedelta(hours=3)).isoformat()
    moved = manager.post(f"/timers/{timer['id']}/move", {"due_at": later, "reason": "as the customer asked"})
    assert (moved.status_code, moved.json["state"]) == (200, "scheduled")
    clock.advance(timedelta(hours=2))
    assert not timers.fire_timer(company.rt, UUID(timer["id"]))
    clock.advance(timedelta(hours=1))
    assert timers.fire_timer(company.rt, UUID(timer["id"]))
    assert manager.get(f"/timers/{timer['id']}").json["state"] == "fired"
    gone = manager.post(f"/timers/{timer['id']}/move", {"due_at": later, "reason": "again"})
    assert (gone.status_code, gone.json["code"]) == (409, "timer_gone")


def test_a_timer_that_fails_again_undoes_no_act_that_is_done_once(
    sqlite_company: Company, clock: SetClock
) -> None:
    rt, manager = sqlite_company.rt, sqlite_company.as_("manager")
    put_live(rt, STUCK_AFTER_TIMER)
    case = sqlite_company.open_case()
    (timer,) = manager.get(f"/timers?instance={case['instance_id']}").json["items"]
    past = {"due_at": clock.now().isoformat(), "reason": "they called"}
    moved = manager.post(f"/timers/{timer['id']}/move", past, Idempotency_Key="move-1")
    assert (moved.status_code, moved.json["state"]) == (200, "scheduled")
    for _ in range(rt.settings.timer_attempts):
        assert take_due(rt, 10).timers == (UUID(timer["id"]),)
        assert not timers.fire_timer(rt, UUID(timer["id"]))
        clock.advance(timedelta(hours=1))
    (first,) = manager.get("/incidents").json["items"]
    answers = [manager.post(f"/incidents/{first['id']}/retry", Idempotency_Key="retry-1") for _ in range(2)]
    assert [(each.status_code, each.json["state"]) for each in answers] == [(200, "resolved")] * 2
    (due,) = take_due(rt, 10).timers
    assert not timers.fire_timer(rt, due)
    (second,) = manager.get("/incidents").json["items"]
    assert second["id"] != first["id"]


def test_moving_a_timer_needs_a_time_and_a_reason(sqlite_company: Company) -> None:
    timer = waiting_for_its_timer(sqlite_company)
    refused = sqlite_company.as_("manager").post(f"/timers/{timer['id']}/move", {"due_at": "soon"})
    assert refused.json["errors"].keys() == {"due_at", "reason"}


def test_timers_are_found_by_their_case(sqlite_company: Company) -> None:
    cases = [sqlite_company.open_case() for _ in range(2)]
    agent = sqlite_company.as_("agent")
    for case in cases:
        task = sqlite_company.task_of(case)
        agent.post(f"/tasks/{task['id']}/claim")
        agent.post(f"/tasks/{task['id']}/complete", {"answers": {"severity": "major", "answer": "x"}})
    (timer,) = sqlite_company.as_("manager").get(f"/timers?case={cases[0]['id']}").json["items"]
    assert timer["instance_id"] == cases[0]["instance_id"]


def test_a_process_owner_reads_instances_and_steers_none(sqlite_company: Company) -> None:
    case, owner = sqlite_company.open_case(), sqlite_company.as_("owner")
    read = owner.get(f"/instances/{case['instance_id']}")
    assert read.status_code == 200
    assert (read.json["variables"], read.json["variables_withheld"]) == ({}, True)
    assert owner.get(f"/cases/{case['id']}").status_code == 404
    mine = sqlite_company.as_("manager").get(f"/instances/{case['instance_id']}").json
    assert mine["variables"]["subject"] and not mine["variables_withheld"]
    refused = owner.post(f"/instances/{case['instance_id']}/terminate", {"reason": "x"})
    assert refused.status_code == 403


def test_a_message_reaches_the_one_instance_that_waits_for_it(company: Company) -> None:
    case, agent = company.open_case(), company.as_("agent")
    body = {"name": "case_withdrawn", "correlation_keys": {"business_key": case["number"]}, "variables": {}}
    sent = agent.post("/messages", body)
    assert (sent.status_code, sent.json) == (200, {"result": "delivered", "instance_id": case["instance_id"]})
    assert agent.get(f"/tasks?case={case['id']}").json["items"] == []


def test_a_message_nobody_waits_for_is_kept(company: Company) -> None:
    body = {"name": "parts_arrived", "correlation_keys": {"business_key": "FB-1"}, "variables": {"n": 1}}
    assert company.as_("agent").post("/messages", body).json == {"result": "kept", "instance_id": None}
