"""The sign-in or the connection ends in the middle of a form: what was typed is not lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.operations.tasks import claim_task
from service.runtime import Runtime
from tests.browser.typing import press
from tests.desk.office import AGENT, feedback, task_of

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]


def test_a_call_typed_while_the_sign_in_ended_is_sent_after_the_next_one(sit_down: SitDown) -> None:
    page = sit_down("agent")
    press(page, "g", "n")
    page.locator("#subject").fill("Hinge creaks")
    page.locator("#description").fill("Loudly.")
    page.locator("#customer_name").fill("Zhou Min")
    page.context.clear_cookies(name="aftercare_session")
    page.locator("#phone").press_sequentially("13611113333")
    page.get_by_text("Your sign-in has ended.").wait_for()  # the customer was looked for, and the page stays
    press(page, "Control+Enter")
    page.get_by_text("What you typed is kept").wait_for()
    page.locator("#username").fill("agent")
    page.locator("#password").fill("demo")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send it").click()
    assert page.locator("h1").inner_text().endswith("is open")


def test_a_draft_typed_without_a_connection_is_kept_when_it_is_back(
    office: Runtime, sit_down: SitDown
) -> None:
    task = task_of(office, feedback(office, "No connection", "13900000021"))
    claim_task(office, task, by=AGENT)
    page = sit_down("agent", language="zh-CN", width=390)
    page.goto(f"{page.url.partition('/desk')[0]}/desk/tasks/{task}")
    page.context.set_offline(True)
    page.locator("[name=answer]").fill("A drop of oil.")
    page.get_by_text("暂时无法连接服务器").wait_for()
    page.context.set_offline(False)
    page.locator("#draft:not(:empty)").wait_for()
    assert page.locator("#trouble").is_hidden()
    page.reload()
    assert page.locator("[name=answer]").input_value() == "A drop of oil."
