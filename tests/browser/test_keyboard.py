"""A whole complaint without a mouse: taken down, and done by everybody it comes to, until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.demo.people import PEOPLE
from service.domain.people import SYSTEM
from service.domain.views import PageRequest, TaskView
from service.operations.timers import fire_timer, move_timer
from service.queries import cases, instances
from service.queries.instances import TimerFilter
from service.queries.tasks import TaskFilter, inbox
from service.runtime import Runtime
from tests.browser.test_working import claim_and_open
from tests.browser.typing import example_answers, fill_in, press, walk

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]
_MOST_STEPS = 20


def test_a_whole_complaint_is_done_by_keyboard(office: Runtime, sit_down: SitDown) -> None:
    answers = example_answers("complaint")
    seats = {"agent": sit_down("agent")}
    number, case_id = taken_down(seats["agent"])
    done: list[str] = []
    for _ in range(_MOST_STEPS):
        task = next_of(office, case_id)
        if task is None:
            break
        who = somebody_for(office, task)
        page = seats.get(who) or seats.setdefault(who, sit_down(who))
        claim_and_open(page, number)
        fill_in(page, answers[task.activity_id])
        page.wait_for_selector("text=Done.")
        done.append(task.activity_id)
    assert done[0] == "acknowledge" and {"investigate", "carry_out", "call_customer"} <= set(done)
    assert cases.case_detail(office, case_id, by=SYSTEM).case.status == "closed_satisfied"


def taken_down(page: Any) -> tuple[str, UUID]:
    """Open a complaint by keys alone; its number and id."""
    press(page, "g", "n")
    page.wait_for_selector("#phone:focus")
    told = {
        "phone": "13633334444",
        "customer_name": "Pearl River Offices",
        "kind": "complaint",
        "channel": "hotline",
        "subject": "Scratched on arrival",
        "description": "Three panels, and nobody called back.",
        "expected_solution": "New panels",
    }
    walk(page, told, set())
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-select]")
    number = page.locator("h1").inner_text().split()[1]
    address = page.locator("a[href^='/desk/cases/']:not([href$=new])").first.get_attribute("href")
    return number, UUID(address.rpartition("/")[2])


def next_of(office: Runtime, case_id: UUID) -> TaskView | None:
    """The case's next task; where it waits for its day, the day comes."""
    for _ in range(8):
        found = inbox(office, TaskFilter(case_id=case_id), PageRequest(), by=SYSTEM).items
        if found:
            return found[0]
        wait_is_over(office, case_id)
    return None


def wait_is_over(office: Runtime, case_id: UUID) -> None:
    """Let what the case waits for by time come."""
    asked = TimerFilter(state="scheduled", case_id=case_id)
    found = instances.timers(office, asked, PageRequest(limit=200), by=SYSTEM).items
    for each in sorted(found, key=lambda timer: (timer.activity_id != "follow_up_due", timer.due_at))[:1]:
        earlier = office.now() - timedelta(seconds=1)
        move_timer(office, each.id, due_at=earlier, reason="test", by=SYSTEM)
        fire_timer(office, each.id)


def somebody_for(office: Runtime, task: TaskView) -> str:
    """One of the staff who may do it."""
    groups = set(task.candidate_groups)
    able = [each for each in PEOPLE if groups & set(each.groups)]
    assert able, groups
    return able[0].name
