"""A supervisor mends runs in a browser: what is stuck, a task nobody is at, an old version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from service.domain.outbox import OutboxMessage
from service.domain.views import OpenedCase
from service.operations.outbox import fail_effect
from service.operations.sweep import take_due
from service.operations.tasks import claim_task
from service.runtime import Runtime
from service.web.bundle import is_built
from tests.desk.office import feedback, task_of
from tests.operations.drawings import chain, drawing, task
from tests.operations.stage import AGENT, a_case, do, put_live
from tests.operations.stepping_in.test_what_is_stuck import THROWING

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not is_built("diagram.js"), reason="the browser bundle is not built here"),
]

SitDown = Callable[..., Any]
NEWER = drawing(
    "feedback", task("respond"), task("call"), task("file"), chain("start", "respond", "call", "file", "end")
)


@pytest.fixture(scope="module")
def drawn(office: Runtime) -> OpenedCase:
    """A case on the process as the company draws it; its first task is somebody's."""
    case = feedback(office)
    claim_task(office, task_of(office, case), by=AGENT)
    return case


@pytest.fixture(scope="module")
def stuck(office: Runtime, drawn: OpenedCase) -> list[OpenedCase]:
    """Two runs whose message reached nobody, and one that has only begun."""
    put_live(office, THROWING)
    found = [a_case(office, other="FB-0") for _ in range(3)]
    for case in found[:2]:
        do(office, case.instance_id, "respond", AGENT)
        take_due(office, 50)
        mine = (OutboxMessage.instance_id == case.instance_id) & (OutboxMessage.kind == "message")
        with office.reading() as session:
            thrown = session.execute(select(OutboxMessage.id).where(mine)).scalar_one()
        fail_effect(office, thrown, "two instances wait for it", final=True)
    return found


def act(page: Any, name: str, reason: str) -> str:
    """Open the act from the run's page, try it, do it; what the try showed."""
    page.get_by_role("link", name=name, exact=True).click()
    return done(page, name, reason)


def done(page: Any, name: str, reason: str) -> str:
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Show what it would do").click()
    would: str = page.locator(".would").inner_text()
    page.get_by_role("button", name=f"{name} now").click()
    assert page.get_by_role("status").first.inner_text() == f"Done: {name}."
    return would


def test_what_is_stuck_is_explained_and_tried_again(sit_down: SitDown, stuck: list[OpenedCase]) -> None:
    page = sit_down("manager")
    page.goto(f"/board/instances/{stuck[0].instance_id}")
    told = page.locator(".stuck").inner_text()
    assert "tried several times and failed" in told and "must mend it; then retry" in told
    assert "Stuck" in act(page, "Retry", "The other run has ended")
    assert page.locator(".stuck").count() == 0


def test_what_is_stuck_is_closed_with_what_was_done(sit_down: SitDown, stuck: list[OpenedCase]) -> None:
    page = sit_down("manager")
    page.goto(f"/board/instances/{stuck[1].instance_id}")
    act(page, "Mark as resolved", "Told the carrier by phone")
    assert page.locator(".stuck").count() == 0
    assert "Told the carrier by phone" in page.locator(".story").inner_text()


def test_a_run_goes_on_in_a_newer_version(
    sit_down: SitDown, office: Runtime, stuck: list[OpenedCase]
) -> None:
    put_live(office, NEWER)
    page = sit_down("manager")
    page.goto(f"/board/instances/{stuck[2].instance_id}/step-in/migrate")
    page.get_by_label("Version").select_option("3")
    would = done(page, "Go on in another version", "The message is no longer sent")
    assert "2" in would and "3" in would and "Would vanish" not in would
    assert "Version 3" in page.locator(".kicker").inner_text()


def test_a_run_is_ended_and_cannot_be_touched_again(sit_down: SitDown, stuck: list[OpenedCase]) -> None:
    page = sit_down("manager")
    page.goto(f"/board/instances/{stuck[2].instance_id}")
    would = act(page, "Terminate", "Opened twice")
    assert "Would vanish" in would and "Task" in would
    assert page.locator(".headline .state-of").inner_text() == "terminated"
    assert page.locator(".steps").count() == 0


def test_a_task_is_completed_in_its_owners_name_with_its_own_form(
    sit_down: SitDown, drawn: OpenedCase
) -> None:
    page = sit_down("manager")
    page.goto(f"/board/instances/{drawn.instance_id}/step-in/complete")
    assert "Amy Chen" in page.locator("#act-form").inner_text()
    page.get_by_label("Reason").fill("She called in sick")
    page.get_by_role("button", name="Show what it would do").click()
    assert page.locator("#tried").get_by_role("alert").is_visible()  # the form's own fields are missing
    assert page.get_by_label("Reason").input_value() == "She called in sick"
    for label, value in (("Category", "product_quality"), ("Severity", "minor"), ("Urgency", "normal")):
        page.get_by_label(label).select_option(value)
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What the customer was told").fill("We call back.")
    page.get_by_label("Customer's address").fill("12 Tianhe Road, Guangzhou")
    page.get_by_label("Contract date").fill("2025-09-01")
    would = done(page, "Complete on behalf", "She called in sick")
    assert "Would vanish" in would and "Answer the customer" in would
    assert "She called in sick" in page.locator(".story").inner_text()
