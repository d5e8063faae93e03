"""A supervisor finds a run, looks at it, tries an act, does it; and the same for many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.domain.people import ALL, Actor
from service.domain.views import OpenedCase, PageRequest
from service.operations.instances import resume_instance
from service.operations.stepping_in.working import work_off_batch
from service.operations.tasks import claim_task
from service.queries.board.batches import batches
from service.runtime import Runtime
from service.web.bundle import is_built
from tests.desk.office import AGENT, feedback, task_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not is_built("diagram.js"), reason="the browser bundle is not built here"),
]

SitDown = Callable[..., Any]
MANAGER = Actor("manager", frozenset({"supervisor"}), ALL)


@pytest.fixture(scope="module")
def cases(office: Runtime) -> list[OpenedCase]:
    found = [feedback(office, f"Matter {number}", f"1390000001{number}") for number in range(3)]
    claim_task(office, task_of(office, found[0]), by=AGENT)
    return found


def do(page: Any, act: str) -> None:
    """Try the act that is open, then do it."""
    page.get_by_label("Reason").fill("The wrong way was taken")
    page.get_by_role("button", name="Show what it would do").click()
    page.get_by_role("button", name=act).click()


def test_a_run_is_found_looked_at_and_moved(sit_down: SitDown, cases: list[OpenedCase]) -> None:
    page = sit_down("manager")
    page.get_by_role("link", name="Board").click()
    page.get_by_label("Process").select_option("feedback")
    page.get_by_label("Person").select_option("agent")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Matter 0").click()
    assert "Answer the customer" in page.locator(".stand").inner_text()
    page.wait_for_selector(".diagram svg .djs-element")
    page.get_by_role("link", name="Move a token").click()
    page.get_by_label("Give up").select_option("respond")
    page.get_by_label("Begin before").select_option("assess")
    page.get_by_label("Reason").fill("She wants a visit")
    page.get_by_role("button", name="Show what it would do").click()
    would = page.locator(".would").inner_text()
    assert "Task Answer the customer" in would and "Task Assess and plan" in would and "Clock" in would
    assert page.get_by_role("button", name="Move a token now").is_visible()
    page.get_by_role("button", name="Move a token now").click()
    assert page.get_by_role("status").first.inner_text() == "Done: Move a token."
    assert "She wants a visit" in page.locator(".story").inner_text()
    assert "Assess and plan" in page.locator(".stand").inner_text()


def test_what_does_not_fit_is_told_and_nothing_is_lost(sit_down: SitDown, cases: list[OpenedCase]) -> None:
    page = sit_down("manager")
    page.goto(f"/board/instances/{cases[1].instance_id}/step-in/modify")
    page.get_by_label("Give up").select_option("respond")
    page.get_by_label("Reason").fill("Try")
    page.get_by_role("button", name="Show what it would do").click()
    assert "nothing of the run would be left" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Reason").input_value() == "Try"
    assert page.get_by_role("button", name="Move a token now").count() == 0


def test_data_is_put_right_and_its_history_shown(sit_down: SitDown, cases: list[OpenedCase]) -> None:
    page = sit_down("manager")
    page.goto(f"/board/instances/{cases[1].instance_id}/step-in/variables")
    page.get_by_label("Edit data").fill("subject = Another matter\nmade_up = 7")
    do(page, "Edit data now")
    row = page.locator(".variables tr", has=page.get_by_text("made_up", exact=True))
    assert "7" in row.inner_text() and "Ma Hong" in row.inner_text()
    page.locator(".variables tr", has=page.get_by_text("subject", exact=True)).locator("summary").click()
    assert "Matter 1" in page.locator(".changes").first.inner_text()


def test_a_timer_is_moved_a_run_suspended_and_resumed(sit_down: SitDown, cases: list[OpenedCase]) -> None:
    page = sit_down("manager")
    address = f"/board/instances/{cases[1].instance_id}"
    page.goto(f"{address}/step-in/move_timer")
    page.get_by_label("New time").fill("2031-01-01T09:00")
    do(page, "Move a timer now")
    assert "2031" in page.locator("table.small").first.inner_text()
    for act, state in (("Suspend", "suspended"), ("Resume", "active")):
        page.get_by_role("link", name=act, exact=True).click()
        do(page, f"{act} now")
        assert page.locator(".headline .state-of").inner_text() == state


def test_a_task_is_given_to_somebody_and_a_run_begun_again(
    sit_down: SitDown, cases: list[OpenedCase]
) -> None:
    page = sit_down("manager")
    page.goto(f"/board/instances/{cases[1].instance_id}/step-in/reassign")
    page.get_by_label("To whom").select_option("agent2")
    do(page, "Reassign now")
    assert "Ben" in page.locator(".waiting").first.inner_text()
    page.get_by_role("link", name="Restart from an element").click()
    page.get_by_label("Begin before").select_option("assess")
    do(page, "Restart from an element now")
    assert "Assess and plan" in page.locator(".waiting").first.inner_text()


def test_many_are_suspended_in_a_batch_that_is_watched(
    sit_down: SitDown, office: Runtime, cases: list[OpenedCase]
) -> None:
    page = sit_down("manager")
    page.goto("/board?process=feedback&tier=2")
    page.get_by_label("For all of these:").select_option("suspend")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Reason").fill("Recall of the lot")
    page.get_by_role("button", name="Show what it would do").click()
    assert page.locator(".would h2").inner_text() == "3 instances"
    page.get_by_role("button", name="Suspend: 3 instances now").click()
    assert "0 of 3" in page.locator(".progress-line").inner_text()
    work_off_batch(office, batches(office, PageRequest(), by=MANAGER).items[0].id)
    page.get_by_text("3 of 3").wait_for()  # by itself: the page is live
    assert page.locator(".headline .state-of").inner_text() == "done"
    page.goto("/board/batches")
    assert "Recall of the lot" in page.locator("table.rows").inner_text()


def test_a_batch_is_stopped_before_it_reaches_all(
    sit_down: SitDown, office: Runtime, cases: list[OpenedCase]
) -> None:
    page = sit_down("manager")
    page.goto("/board/batches/new?act=resume&process=feedback&tier=2")
    page.get_by_label("Reason").fill("The recall is over")
    page.get_by_role("button", name="Show what it would do").click()
    page.get_by_role("button", name="Resume: 3 instances now").click()
    page.get_by_role("button", name="Stop").click()
    page.locator(".headline .state-of", has_text="stopped").wait_for()
    assert page.get_by_role("button", name="Stop").count() == 0
    work_off_batch(office, batches(office, PageRequest(), by=MANAGER).items[0].id)
    page.goto(f"/board/instances/{cases[2].instance_id}")
    assert page.locator(".headline .state-of").inner_text() == "suspended"


def test_a_run_that_moves_on_is_shown_moved_without_a_reload(
    sit_down: SitDown, office: Runtime, cases: list[OpenedCase]
) -> None:
    page = sit_down("manager")
    page.goto(f"/board/instances/{cases[2].instance_id}")
    assert page.locator(".headline .state-of").inner_text() == "suspended"
    resume_instance(office, cases[2].instance_id, by=MANAGER)
    page.locator(".headline .state-of", has_text="active").wait_for()


def test_without_a_script_an_act_is_tried_and_done_all_the_same(
    browser: Any, address: str, cases: list[OpenedCase], sit_down: SitDown
) -> None:
    context = browser.new_context(base_url=address, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#username", "manager")
    page.fill("#password", "demo")
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/board/instances/{cases[2].instance_id}/step-in/restart")
    page.get_by_label("Begin before").select_option("respond")
    do(page, "Restart from an element now")
    assert page.get_by_role("status").first.inner_text() == "Done: Restart from an element."
    context.close()


def test_who_supervises_nobody_has_no_board(sit_down: SitDown, cases: list[OpenedCase]) -> None:
    page = sit_down("agent")
    assert page.get_by_role("link", name="Board").count() == 0
    assert page.goto("/board").status == 403
    assert page.goto("/board/batches").status == 403
    assert page.goto(f"/board/instances/{cases[0].instance_id}").status == 404
