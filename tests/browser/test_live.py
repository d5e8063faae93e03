"""The inbox of somebody who looks on while others work: rows change in place, new ones are announced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.operations.tasks import claim_task
from service.runtime import Runtime
from tests.desk.office import AGENT, feedback, task_of

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]


def test_a_row_changes_in_place_and_a_new_one_is_announced_not_put_in(
    office: Runtime, sit_down: SitDown
) -> None:
    first, second = feedback(office), feedback(office, "Lamp flickers", "13900000002")
    page = sit_down("agent2")
    before = page.locator("tr[data-row]").evaluate_all("(rows) => rows.map((row) => row.id)")
    row = page.locator(f"#task-{task_of(office, first)}")
    page.locator(f"#task-{task_of(office, second)} [data-open]").focus()
    claim_task(office, task_of(office, first), by=AGENT)
    row.locator("text=Amy Chen").wait_for()
    assert page.locator("tr[data-row]").evaluate_all("(rows) => rows.map((row) => row.id)") == before
    assert page.evaluate("document.activeElement.closest('tr').id") == f"task-{task_of(office, second)}"
    feedback(office, "A third matter", "13900000003")
    page.wait_for_selector("#news:not([hidden])")
    assert "One new task" in page.locator("#news").inner_text()
    assert page.locator("tr[data-row]").count() == len(before)
    page.locator("#news a").click()
    page.wait_for_selector("text=A third matter")


def test_whoever_finds_no_place_to_listen_asks_now_and_then(
    office: Runtime, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.web.hub.MOST_STREAMS", 0)
    page = sit_down("agent2")
    with page.expect_response("**/desk/changes**") as asked:
        page.goto("/desk")
    assert asked.value.status == 200
