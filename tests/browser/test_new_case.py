"""A case taken down while the customer is on the telephone: how little it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from service.domain.customers import Customer
from service.runtime import Runtime
from tests.browser.typing import press
from tests.desk.office import feedback

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]

SUBJECT = "Hinge creaks"
WORDS = "Since Monday, and louder every day."
KEYS = 8
"""Beside what is typed: two to the form, two and Enter for the customer, one between, two to open it."""


class Fingers:
    """A keyboard that counts."""

    def __init__(self, page: Any) -> None:
        """Nothing is pressed yet."""
        self.page = page
        self.keys = 0
        self.fields: list[str] = []

    def press(self, *keys: str) -> None:
        """Press keys that are no text."""
        self.keys += sum(len(key.split("+")) for key in keys)
        press(self.page, *keys)

    def type(self, text: str) -> None:
        """Type into whatever field has the keyboard."""
        self.fields.append(self.page.evaluate("document.activeElement.name"))
        self.page.keyboard.type(text)


def test_a_known_customers_case_takes_three_fields_and_eight_keys(office: Runtime, sit_down: SitDown) -> None:
    feedback(office, phone="13611110042")
    page = sit_down("agent")
    waits: list[str] = []

    def hear(asked: Any) -> None:  # Any: what Playwright tells of a request
        if asked.resource_type in ("document", "xhr", "fetch") and "/desk/cases" in asked.url:
            waits.append(f"{asked.method} {asked.url.partition('/desk/cases')[2].partition('?')[0]}")

    page.on("request", hear)
    hands = Fingers(page)
    hands.press("g", "n")
    page.wait_for_selector("#phone:focus")
    hands.type("1361111004")
    page.wait_for_selector("#known [data-customer]")
    hands.press("Tab", "Tab", "Enter")
    page.wait_for_selector("#subject:focus")
    assert page.locator("#phone").input_value() == "13611110042", "nobody types what is known"
    hands.type(SUBJECT)
    hands.press("Tab")
    hands.type(WORDS)
    hands.press("Control+Enter")
    page.wait_for_selector("[data-select]")
    page.remove_listener("request", hear)
    assert "is open" in page.locator("h1").inner_text()
    assert (hands.fields, hands.keys) == (["phone", "subject", "description"], KEYS)
    looked_up = waits.count("GET /new/customers")
    assert 1 <= looked_up <= len("1361111004"), waits
    pages = ["GET /new", "POST /new", "GET /opened"]
    assert [each for each in waits if each != "GET /new/customers"] == pages, waits
    with office.reading() as session:
        named = select(func.count()).where(Customer.phone.contains("13611110042"))
        assert session.execute(named).scalar_one() == 1, "the customer is not entered twice"
