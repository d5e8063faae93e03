"""A customer's file: read, masked, asked for; on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.domain.tiers import Indicators
from service.operations.tiers import TierDecided, apply_tier, put_indicators
from service.runtime import Runtime
from tests.browser.axe import serious
from tests.browser.conftest import PICTURES
from tests.desk.along import MANAGER
from tests.desk.office import feedback
from tests.desk.test_customers import key_customer

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]


@pytest.mark.parametrize(("language", "width", "ask"), [("en-GB", 1280, "Ask"), ("zh-CN", 390, "申请")])
def test_what_is_sensitive_is_asked_for_from_the_file(
    office: Runtime, sit_down: SitDown, language: str, width: int, ask: str
) -> None:
    customer = key_customer(office, feedback(office, "Door sticks", f"1390000{width:04}"))
    put_indicators(office, customer, "2026-Q3", Indicators(320_000, 7, 60, 20, 40), by=MANAGER)
    apply_tier(office, TierDecided(customer, 1, "Spend has doubled.", "Lena"))
    page = sit_down("agent", language, width)
    page.goto("/desk/customers")
    page.locator("[data-row] a", has_text="Wang Fang").first.wait_for()
    page.goto(f"/desk/customers/{customer}")
    page.locator("summary", has_text=ask).click()
    page.locator("#reason").fill("A dispute about the price.")
    page.locator(".beside form button", has_text=ask).click()
    page.wait_for_selector(".beside [role=status]")
    assert "300,000 a year" not in page.content()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/customer-{language[:2]}-{width}.png", full_page=True)
        page.goto("/desk/customers")
        page.screenshot(path=f"{PICTURES}/customers-{language[:2]}-{width}.png")


def test_a_tier_is_decided_once_it_is_seen_which_deadlines_move(office: Runtime, sit_down: SitDown) -> None:
    case = feedback(office, "Door sticks", "13900007777")
    customer = key_customer(office, case)
    page = sit_down("manager", "zh-CN", 390)
    page.goto(f"/desk/customers/{customer}")
    page.locator("a", has_text="评定客户级别").click()
    page.locator("#tier").select_option("1")
    page.locator("#reason").fill("签订框架合同")
    page.locator("button", has_text="查看将变动的期限").click()
    page.locator("td", has_text=case.number).first.wait_for()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/tier-tried-zh-390.png", full_page=True)
    page.locator("button", has_text="确认调整为 1 级").click()
    page.locator("[role=status]", has_text="级别已调整").wait_for()
    assert "签订框架合同" in page.content()
