"""People at work: a whole case by keyboard, two who want the same task, forms that change while typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from service.domain.people import SYSTEM
from service.domain.views import PageRequest
from service.operations.timers import fire_timer, move_timer
from service.queries import instances
from service.queries.instances import TimerFilter
from service.runtime import Runtime
from tests.browser.seats import PASSWORD
from tests.browser.typing import press
from tests.desk.office import feedback, task_of

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]


def signed_in(page: Any, name: str) -> None:
    """Sign in by keys alone: the first field is ready to be typed into."""
    page.goto("/sign-in")
    page.wait_for_selector("#username:focus")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".script .rooms")


def claim_and_open(page: Any, what: str) -> None:
    """Go down the inbox to this task, take it and open its form, all by keys."""
    with page.expect_navigation():  # the page before may be an inbox, too
        press(page, "g", "i")
    page.wait_for_selector("tr[data-row]")
    names = page.locator("tr[data-row] th").all_inner_texts()
    down = next(at for at, name in enumerate(names) if what in name) + 1
    press(page, *["j"] * down, "c")
    page.wait_for_selector("tr.mine:focus-within")
    page.keyboard.press("Enter")
    page.wait_for_selector("#form")
    press(page, "f")


def choose(page: Any, name: str, by_key: str) -> None:
    """Choose in a list by typing how the choice begins."""
    page.locator(f"#f-{name}").focus()
    page.keyboard.type(by_key)


def test_a_whole_feedback_case_is_done_by_keyboard(office: Runtime, sit_down: SitDown) -> None:
    page = sit_down("")
    signed_in(page, "agent")
    press(page, "g", "n")
    page.wait_for_selector("#phone:focus")
    page.keyboard.type("13611112222")
    for name, words in (
        ("customer_name", "Zhou Min"),
        ("subject", "Hinge creaks"),
        ("description", "Loudly."),
    ):
        page.locator(f"#{name}").focus()
        page.keyboard.type(words)
    press(page, "Control+Enter")
    page.wait_for_selector("[data-select]")
    number = page.locator("h1").inner_text().split()[1]

    claim_and_open(page, number)
    choose(page, "category", "Usage")
    choose(page, "severity", "Minor")
    choose(page, "urgency", "Normal")
    page.locator("input[name=simple]").first.focus()
    page.keyboard.press("Space")
    page.wait_for_selector("#f-address", state="detached")
    page.locator("#f-answer").focus()
    page.keyboard.type("A drop of oil.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Done.")
    assert page.title().startswith("Done. Answer the customer"), "heard first where pages are read out"

    follow_up_falls_due(office)
    claim_and_open(page, number)
    page.locator("input[name=reached]").first.focus()
    page.keyboard.press("Space")
    page.wait_for_selector("input[name=satisfied_outcome]")
    for name in ("satisfied_outcome", "satisfied_handling"):
        page.locator(f"input[name={name}]").first.focus()
        page.keyboard.press("Space")
    choose(page, "method", "Phone")
    choose(page, "satisfaction", "5")
    page.locator("#draft:not(:empty)").wait_for()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Done.")
    page.locator(".kicker a").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The case was closed: Settled")


def follow_up_falls_due(office: Runtime) -> None:
    """Let the time of the follow-up come."""
    found = instances.timers(office, TimerFilter(state="scheduled"), PageRequest(limit=100), by=SYSTEM)
    waiting = [each for each in found.items if each.activity_id == "follow_up_due"]
    for each in waiting:
        move_timer(office, each.id, due_at=office.now() - timedelta(seconds=1), reason="test", by=SYSTEM)
        fire_timer(office, each.id)


def test_competing_claims_tell_the_loser_who_won_and_what_is_next(office: Runtime, sit_down: SitDown) -> None:
    case = feedback(office, "Both want this")
    feedback(office, "Something else", "13900000009")
    amy, ben = sit_down("agent"), sit_down("agent2")
    ben.route("**/desk/tasks/*/row", lambda asked: asked.abort())  # the news of Amy's claim is on its way
    row = f"#task-{task_of(office, case)}"
    amy.locator(f"{row} [data-key=c]").click()
    amy.wait_for_selector(f"{row}.mine")
    ben.locator(f"{row} [data-key=c]").click()
    told = ben.locator(f"{row} [role=alert]")
    told.wait_for()
    assert "Amy Chen 陈雨 was faster" in told.inner_text()
    told.locator("a").click()
    ben.wait_for_selector("h1:has-text('Answer the customer')")


def test_a_draft_outlives_the_page_and_a_mistake_is_told_at_its_field(
    office: Runtime, sit_down: SitDown
) -> None:
    case = feedback(office, "Draft me")
    page = sit_down("agent")
    page.goto(f"/desk/tasks/{task_of(office, case)}")
    page.keyboard.press("c")
    page.wait_for_selector("#form")
    page.locator("#f-answer").fill("Half a sen")
    page.locator("#draft:not(:empty)").wait_for()
    page.reload()
    assert page.locator("#f-answer").input_value() == "Half a sen"
    page.locator("h1").click()
    page.keyboard.press("s")
    page.wait_for_selector("#wrong:focus")
    assert page.locator("#f-category").get_attribute("aria-invalid") == "true"


def test_the_console_is_silent_from_claim_to_complete_to_next(office: Runtime, sit_down: SitDown) -> None:
    first, second = feedback(office, "Squeaks"), feedback(office, "Squeaks, too", "13900000003")
    page = sit_down("agent2")
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda told: complaints.append(str(told)))
    page.goto(f"/desk/tasks/{task_of(office, first)}")
    page.keyboard.press("c")
    page.wait_for_selector("#form")
    for name, choice in (("category", "usage"), ("severity", "minor"), ("urgency", "normal")):
        page.locator(f"#f-{name}").select_option(choice)
    assert not page.locator("#f-address").count()
    page.locator("input[name=simple][value=false]").check()
    page.locator("#f-address").wait_for()
    assert "required" in page.locator("#part-address label").inner_text()
    page.locator("input[name=simple][value=true]").check()
    page.locator("#f-address").wait_for(state="detached")
    page.route("**/draft", lambda asked: None)  # a draft is on its way while one types on, and leaves
    with page.expect_request("**/draft"):
        page.locator("#f-answer").fill("A drop of oil.")
    page.locator("#f-severity").select_option("general")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Done.")
    with page.expect_navigation():
        press(page, "n")
    assert task_of(office, second)
    assert complaints == []


def test_shortcuts_are_listed_and_can_be_switched_off(sit_down: SitDown) -> None:
    page = sit_down("agent")
    page.keyboard.press("?")
    page.wait_for_selector("#shortcuts[open]")
    page.locator("#shortcuts-on").uncheck()
    page.keyboard.press("Escape")
    press(page, "g", "c")
    assert page.url.endswith("/desk")
