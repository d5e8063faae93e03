"""Both flows, from the customer's words to a satisfied one, while workers are killed and Redis is emptied."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings
from tests.faults.crew import OwnValkey
from tests.faults.invariants import check_after_fault
from tests.walks.house import PROCESSES, House, house

pytestmark = pytest.mark.slow

BY_GROUP = {
    "customer_service": "agent",
    "technical_support": "tech",
    "production": "production",
    "logistics": "logistics",
    "finance": "finance",
    "aftersales": "aftersales",
    "management_group": "manager",
    "supervisor": "manager",
}
WITHIN_S = 90.0
SOON = timedelta(seconds=0.3)


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[OwnValkey]:
    """A Valkey of this walk's own."""
    server = OwnValkey(tmp_path / "valkey")
    yield server
    server.kill()


def _answers(kind: str) -> dict[str, dict[str, Any]]:
    """What people answer, as the process's own scenarios say."""
    written = yaml.safe_load((PROCESSES / kind / "scenarios.yaml").read_text(encoding="utf-8"))
    plain: dict[str, dict[str, Any]] = {
        activity: {
            name: str(value) if hasattr(value, "isoformat") else value for name, value in given.items()
        }
        for activity, given in written["answers"].items()
    }
    return plain


class Walk:
    """One case and everything done to it."""

    def __init__(self, at: House, kind: str, customer: str) -> None:
        self._house = at
        self._kind = kind
        self._answers = _answers(kind)
        self._people = {name: at.as_(name) for name in set(BY_GROUP.values())}
        self.done: Counter[str] = Counter()
        self._unsatisfied_rounds = 1
        self._customer = customer
        self.id = self._open()

    def _open(self) -> str:
        opened = self._people["agent"].post(
            "/cases",
            kind=self._kind,
            channel="hotline",
            customer={"name": self._customer, "phone": "13900000000"},
            contact={"name": self._customer, "phone": "13900000000"},
            subject=f"A {self._kind}",
            description="It does not close.",
            expected_solution="That it closes.",
        )
        assert opened["status"] == "open"
        return str(opened["id"])

    @property
    def status(self) -> str:
        """How the case stands."""
        return str(self._people["manager"].get(f"/cases/{self.id}")["status"])

    @property
    def is_running(self) -> bool:
        """Whether its process still goes on; the customer may be satisfied before that."""
        found = self._people["manager"].get(f"/instances?case={self.id}")["items"]
        return any(each["state"] == "active" for each in found)

    def go_on(self) -> bool:
        """Do one open task, or let time pass; False when there was nothing to do at the moment."""
        tasks = self._people["manager"].get(f"/tasks?case={self.id}&state=open")["items"]
        if tasks:
            self._do(tasks[0])
            return True
        return self._let_time_pass()

    def _do(self, task: Mapping[str, Any]) -> None:
        activity = task["activity_id"]
        given = dict(self._answers[activity])
        if activity == "call_customer" and self._unsatisfied_rounds:
            self._unsatisfied_rounds -= 1
            given |= {"satisfied_outcome": False, "satisfaction": 2, "learned": "It still does not close."}
        for group in task["candidate_groups"]:
            who = self._people[BY_GROUP[group]]
            if who.call("POST", f"/tasks/{task['id']}/claim", {}).status == 200:
                break
        key = f"{self.id}:{activity}:{self.done[activity]}"
        first = who.call("POST", f"/tasks/{task['id']}/complete", {"answers": given}, key=key)
        again = who.call("POST", f"/tasks/{task['id']}/complete", {"answers": given}, key=key)
        assert first.status == 200, f"{activity}: {first.body}"
        assert again == first
        self.done[activity] += 1

    def _let_time_pass(self) -> bool:
        """Move the end of the wait for the follow-up to very soon; whether there was one."""
        soon = (datetime.now(UTC) + SOON).isoformat()  # not now: a worker is to fire it, not this request
        instances = {
            each["id"] for each in self._people["manager"].get(f"/instances?case={self.id}")["items"]
        }
        for timer in self._people["manager"].get("/timers?state=pending")["items"]:
            far = datetime.fromisoformat(timer["due_at"]) > datetime.now(UTC) + timedelta(minutes=1)
            if far and timer["activity_id"] == "follow_up_due" and timer["instance_id"] in instances:
                self._people["manager"].post(
                    f"/timers/{timer['id']}/move", due_at=soon, reason="the days passed"
                )
                return True
        return False


def test_both_flows_end_with_satisfied_customers_whatever_is_killed(
    settings: Settings, own_valkey: OwnValkey
) -> None:
    with house(settings, own_valkey) as at:
        walks = [Walk(at, "feedback", "Pearl River Offices"), Walk(at, "complaint", "Lotus Hospital")]
        _go(walks, steps=6)
        at.workers.kill(1)
        _go(walks, steps=6)
        own_valkey.empty()
        at.workers.kill(0)
        _finish(walks)
        for walk in walks:
            _check_that_each_step_was_done_once(at, walk)
        check_after_fault(at.rt)


def _go(walks: list[Walk], *, steps: int) -> None:
    for _ in range(steps):
        for walk in walks:
            walk.go_on()


def _finish(walks: list[Walk]) -> None:
    until = time.monotonic() + WITHIN_S
    while running := [walk for walk in walks if walk.is_running]:
        assert time.monotonic() < until, [(walk.done, walk.status) for walk in running]
        did = [walk.go_on() for walk in running]
        if not any(did):
            time.sleep(0.1)
    assert [walk.status for walk in walks] == ["closed_satisfied"] * len(walks)


def _check_that_each_step_was_done_once(at: House, walk: Walk) -> None:
    events = at.as_("manager").get(f"/cases/{walk.id}/history?limit=200")["items"]
    completed = Counter(each["activity_id"] for each in events if each["type"] == "task.completed")
    assert completed == walk.done
    assert walk.done["call_customer"] == 2
    fired = Counter(each["type"] for each in events)["timer.fired"]
    assert fired == walk.done["call_customer"]
    assert sum(each["type"] == "effect.done" for each in events) == 1
