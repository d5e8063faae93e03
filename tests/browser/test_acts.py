"""What people do around a task, in a browser: several rows at once by keys, lent and handed back, signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.runtime import Runtime
from tests.browser.typing import press
from tests.desk.office import feedback, task_of

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]


@pytest.mark.parametrize("told_first", [True, False], ids=["told first", "told nothing"])
def test_rows_are_chosen_by_keys_and_each_is_told_what_came_of_it(
    office: Runtime, sit_down: SitDown, told_first: bool
) -> None:
    """Ben's claim comes to Amy's page before she acts, or does not: what she chose stays chosen."""
    ids = [task_of(office, feedback(office, f"Chosen {n}", f"139000{told_first:d}001{n}")) for n in range(2)]
    ben = sit_down("agent2")
    amy = sit_down("agent")
    if not told_first:
        amy.route("**/desk/tasks/*/row", lambda asked: asked.abort())
    assert not amy.locator("#bulk").is_visible()
    for each in ids:
        amy.locator(f"#task-{each} [data-open]").focus()
        amy.keyboard.press("x")
    amy.wait_for_selector("#bulk:visible")
    ben.locator(f"#task-{ids[0]} [data-key=c]").click()
    ben.wait_for_selector(f"#task-{ids[0]}.mine")
    if told_first:
        amy.locator(f"#task-{ids[0]} .who", has_text="Ben Ho").wait_for()
    assert amy.locator("[data-chosen]:checked").count() == 2
    amy.locator("#bulk button[value=claim]").click()
    amy.wait_for_selector("text=1 of 2 done")
    assert (
        amy.locator(".stayed td").inner_text() == "✗ Not done: Ben Ho 何斌 was faster and has this task now."
    )
    press(amy, "n")
    amy.wait_for_selector(f"#task-{ids[1]}.mine")


def test_a_task_is_lent_filled_in_and_handed_back(office: Runtime, sit_down: SitDown) -> None:
    task = task_of(office, feedback(office, "Lend me", "13900000021"))
    amy, ben = sit_down("agent"), sit_down("agent2")
    amy.goto(f"/desk/tasks/{task}")
    amy.keyboard.press("c")
    amy.wait_for_selector("#form")
    amy.locator(".acts .more > summary").click()
    amy.locator(".act summary", has_text="Hand to a colleague").click()
    amy.locator("#delegate-to").select_option("agent2")
    amy.locator(".act[open] button").click()
    amy.wait_for_selector("text=The task is handed on.")
    ben.goto(f"/desk/tasks/{task}")
    ben.locator("#f-answer").fill("Half of it.")
    ben.locator("#draft:not(:empty)").wait_for()
    ben.locator(".now summary").click()
    ben.locator(".now form button").click()
    ben.wait_for_selector("text=The task is handed back.")
    amy.goto(f"/desk/tasks/{task}")
    assert amy.locator("#f-answer").input_value() == "Half of it."
    assert amy.locator("[data-submit]").is_visible()


def test_a_signature_is_found_in_the_menu_and_given(office: Runtime, sit_down: SitDown) -> None:
    task = task_of(office, feedback(office, "Sign me", "13900000031"))
    amy, boss = sit_down("agent"), sit_down("manager")
    amy.goto(f"/desk/tasks/{task}")
    amy.keyboard.press("c")
    amy.wait_for_selector("#form")
    amy.locator(".acts .more > summary").click()
    amy.locator(".act summary", has_text="Have somebody sign").click()
    amy.locator("#sign-signer").select_option("manager")
    amy.locator(".act[open] input[value=before]").check()
    amy.locator(".act[open] button").click()
    amy.wait_for_selector("text=It can be completed once it is signed.")
    assert not amy.locator("[data-submit]").is_visible()
    boss.reload()
    boss.locator(".person summary").click()
    boss.wait_for_selector(".person .badge:has-text('1 to sign')")
    boss.locator(".person a[href='/desk/for-me']").click()
    boss.locator("[data-open]").click()
    boss.locator("#sign-comment").fill("Fine by me.")
    boss.locator("button[value=agree]").click()
    boss.wait_for_selector("text=You have signed.")
    amy.reload()
    amy.wait_for_selector("[data-submit]:visible")
