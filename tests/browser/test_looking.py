"""Every page as a person meets it: nothing serious for axe, nothing off the side, no complaint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.runtime import Runtime
from tests.browser.axe import serious
from tests.browser.conftest import PICTURES
from tests.browser.places import PLACES, facts
from tests.browser.serving import AXE

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]
Page = Any  # Any: Playwright is there only with the test packages


@pytest.fixture(scope="module")
def known(office: Runtime) -> dict[str, str]:
    """What the addresses name."""
    return facts(office)


@pytest.mark.parametrize(("language", "width"), [("en-GB", 1280), ("zh-CN", 390)])
def test_every_page_is_readable_for_everybody(
    known: dict[str, str], sit_down: SitDown, language: str, width: int
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed beside the bundle (./run test installs it)")
    wrong = {}
    for by in sorted({each.by for each in PLACES}):
        page = sit_down(by, language, width)
        for place in PLACES:
            if place.by == by:
                wrong[place.name] = trouble(
                    page, place.address.format(**known), f"{place.name}-{language[:2]}-{width}"
                )
    assert {name: found for name, found in wrong.items() if found} == {}


def trouble(page: Page, address: str, picture: str) -> list[str]:
    """What is wrong with the page at this address; a picture of it is kept."""
    complaints: list[str] = []

    def hear(told: Any) -> None:  # Any: what the console says
        if told.type == "error":
            complaints.append(told.text)

    page.on("console", hear)
    answer = page.goto(address)
    found = [*complaints, *serious(page)]
    page.remove_listener("console", hear)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{picture}.png", full_page=True)
    if answer.status != 200:
        found.append(f"answered {answer.status}")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("hangs over the side")
    return found
