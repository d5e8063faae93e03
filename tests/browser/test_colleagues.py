"""Colleagues at one case, in a browser: named, hurried, handed over, sent back, stood in for, signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from service.domain.people import Actor
from service.runtime import Runtime
from tests.browser.test_working import choose
from tests.browser.typing import press
from tests.desk.along import done, waiting
from tests.desk.office import AGENT, feedback, task_of

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]
TANG = Actor("tech", frozenset({"technical_support", "production"}))


def open_act(page: Any, name: str) -> Any:
    """Open one of the acts under *More*; its form."""
    page.locator(".acts .more > summary").click()
    page.locator(".act summary", has_text=name).click()
    return page.locator(".act[open]")


def claimed(page: Any, task: UUID) -> None:
    """Take the task on its page, by key."""
    page.goto(f"/desk/tasks/{task}")
    page.locator("html.script").wait_for()
    page.keyboard.press("c")
    page.wait_for_selector("#form")


def test_a_colleague_named_in_a_remark_is_told_and_led_there(office: Runtime, sit_down: SitDown) -> None:
    task = task_of(office, feedback(office, "Named"))
    amy, ben = sit_down("agent"), sit_down("agent2")
    amy.goto(f"/desk/tasks/{task}")
    amy.locator("#text").focus()
    amy.keyboard.type("@b")
    amy.locator(".offered [aria-selected=true]", has_text="Ben Ho").wait_for()
    amy.keyboard.press("Enter")
    assert amy.locator("#text").input_value() == "@agent2 "
    amy.keyboard.type("did they call you, too?")
    amy.locator(".remark-form button").click()
    amy.locator(".said .mention", has_text="@Ben Ho 何斌").wait_for()
    ben.locator(".person summary").click()
    ben.locator(".person a[href='/desk/mentions']").click()
    ben.locator(".remark.fresh", has_text="did they call you, too?").locator("[data-open]").click()
    ben.wait_for_selector("#said .remark")
    assert ben.url.endswith(f"/desk/tasks/{task}#said")
    ben.goto("/desk/mentions")
    assert ben.locator(".remark.fresh").count() == 0


def test_a_task_is_hurried_once_given_to_another_read_along_and_given_back(
    office: Runtime, sit_down: SitDown
) -> None:
    task = task_of(office, feedback(office, "Hurry", "13900000041"))
    amy, boss, ben, tang = (sit_down(name) for name in ("agent", "manager", "agent2", "tech"))
    claimed(amy, task)
    for told in ("They were asked to hurry.", "Try again in "):
        boss.goto(f"/desk/tasks/{task}")
        nudging = open_act(boss, "Nudge")
        nudging.locator("#nudge-note").fill("They called again.")
        nudging.locator("button").click()
        boss.locator(":is(.notice, .alarm)", has_text=told).wait_for()
    amy.reload()
    assert amy.locator(".nudged").inner_text().startswith("Nudged by Ma Hong 马宏")
    boss.goto(f"/desk/tasks/{task}")
    giving = open_act(boss, "Reassign")
    giving.locator("#reassign-to").select_option("agent2")
    giving.locator("#reassign-reason").fill("Amy is at the dentist's.")
    giving.locator("button").click()
    boss.locator(".story", has_text="Amy is at the dentist's.").wait_for()
    amy.reload()
    assert amy.locator("#form").count() == 0 and "Ben Ho" in amy.locator("main").inner_text()
    ben.goto("/desk?scope=mine")
    ben.locator(f"#task-{task} [data-open]").click()
    copying = open_act(ben, "Copy to")
    copying.locator("#copy-people").select_option("tech")
    copying.locator("#copy-note").fill("You know the hinge.")
    copying.locator("button").click()
    ben.locator("text=Reading along: Tang Wei").wait_for()
    tang.locator(".person summary").click()
    tang.locator(".person a[href='/desk/for-me']").click()
    assert "You know the hinge." in tang.locator("[aria-labelledby=copied]").inner_text()
    tang.locator("[aria-labelledby=copied] [data-open]").first.click()
    tang.wait_for_selector("h1:has-text('Answer the customer')")
    assert tang.locator("[data-submit], [data-key=c]").count() == 0
    ben.get_by_role("button", name="Give back").click()
    ben.wait_for_selector("[data-key=c]")
    amy.goto("/desk?scope=groups")
    assert "Ben" not in amy.locator(f"#task-{task} .who").inner_text()


def test_a_case_is_sent_back_to_who_answered_first_with_the_reason(
    office: Runtime, sit_down: SitDown
) -> None:
    case = feedback(office, "Send back", "13900000042")
    done(office, case, "respond", AGENT, severity="minor")
    tang, amy = sit_down("tech"), sit_down("agent")
    claimed(tang, waiting(office, case, "assess").id)
    returning = open_act(tang, "Return to an earlier step")
    returning.locator("#return-to").select_option("respond")
    returning.locator("#return-reason").fill("Which cabinet? There is no photo.")
    returning.locator("button").click()
    tang.wait_for_selector("text=The case is returned to the earlier step.")
    amy.goto("/desk?scope=mine")
    amy.locator(f"#task-{waiting(office, case, 'respond').id} [data-open]").click()
    told = amy.locator(".warn-edge").inner_text()
    assert "Tang Wei 唐伟 returned the case" in told and "There is no photo." in told
    amy.locator("#f-answer").fill("The left one, in the kitchen.")
    amy.keyboard.press("Control+Enter")
    amy.wait_for_selector("text=Done.")


def away(page: Any, *, substitute: str, group: str, days: int) -> None:
    """Name who does one's work of a group while one is away."""
    page.locator(".person summary").click()
    page.locator(".person a[href='/desk/away']").click()
    page.locator("#substitute").select_option(substitute)
    page.locator("#group").select_option(group)
    begins = page.locator("#from_at").input_value()
    page.locator("#until_at").fill(f"{int(begins[:4]) + days}{begins[4:]}")
    page.locator("#reason").fill("Leave")
    page.locator("main form.side button").click()
    page.locator("[role=status].notice").wait_for()


def test_a_substitute_does_the_work_of_who_is_away_but_reviews_none_of_their_own(
    office: Runtime, sit_down: SitDown
) -> None:
    hers = task_of(office, feedback(office, "Stand in", "13900000043"))
    own = feedback(office, "My own plan", "13900000044")
    done(office, own, "respond", AGENT, severity="major")
    tang, amy, boss = sit_down("tech"), sit_down("agent"), sit_down("manager")
    claimed(amy, hers)
    away(amy, substitute="tech", group="customer_service", days=1)
    tang.goto("/desk/for-me")
    assert "Amy Chen" in tang.locator("[aria-labelledby=stand-in]").inner_text()
    tang.goto(f"/desk/tasks/{hers}")
    tang.get_by_role("button", name="Claim for Amy Chen").click()
    tang.wait_for_selector("text=Done for Amy Chen 陈雨, who is away.")
    choose(tang, "category", "Usage")
    tang.locator("#draft:not(:empty)").wait_for()
    done(office, own, "assess", TANG, severity="major")
    away(boss, substitute="tech", group="management_group", days=1)
    review = waiting(office, own, "review_solution").id
    tang.goto(f"/desk/tasks/{review}")
    assert "Review the solution" in tang.locator("h1").inner_text()
    assert tang.locator("[data-key=c], form[action$='/take-over']").count() == 0
    tang.goto("/desk?scope=groups")
    tang.locator(f"#task-{review} [data-open]").focus()
    press(tang, "x")
    tang.locator("#bulk button[value=claim]").click()
    tang.locator(".stayed", has_text="This needs somebody other than who did the work before.").wait_for()
    claimed(boss, review)


def test_each_department_signs_its_section_of_the_service_sheet(office: Runtime, sit_down: SitDown) -> None:
    case = feedback(office, "A sheet", "13900000045")
    amy = sit_down("agent")
    amy.goto(f"/desk/cases/{case.id}")
    amy.get_by_role("button", name="Service sheet").click()
    amy.wait_for_selector("#section-section_costs")
    sheet = amy.url.partition("?")[0]
    fang = sit_down("finance")
    fang.goto(sheet)
    assert fang.locator("[id^=section-] form").count() == 1, "nobody signs for another department"
    costs = fang.locator("#section-section_costs")
    costs.locator("button").click()
    fang.wait_for_selector("#section-section_costs [aria-invalid=true]")
    for name, euros in (("material_cost", "80"), ("transport_cost", "20"), ("labour_cost", "100.5")):
        costs.locator(f"#f-{name}").fill(euros)
    costs.get_by_role("button").last.click()
    costs.locator(".signed-line", has_text="Fang Li").wait_for()
    boss = sit_down("manager")
    boss.goto(sheet)
    assert "100.5" in boss.locator("#section-section_costs").inner_text()
    agreed = boss.locator("#section-section_agreed")
    agreed.locator("input[type=radio], input[type=checkbox]").first.check()
    agreed.get_by_role("button").last.click()
    agreed.locator(".signed-line", has_text="Ma Hong").wait_for()
    fang.reload()
    costs.get_by_role("button").click()
    fang.wait_for_selector("#section-section_costs form .finish")
    amy.reload()
    assert "✓" in amy.locator("#section-section_agreed").inner_text()
    assert "✓" not in amy.locator("#section-section_costs").inner_text()
