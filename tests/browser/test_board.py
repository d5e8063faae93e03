"""A supervisor at the board: sees it coming, steps in, follows a figure to its cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service.clock import SetClock
from service.runtime import Runtime
from service.web.bundle import is_built
from tests.conftest import MORNING
from tests.desk.along import done
from tests.desk.office import AGENT, feedback, open_office
from tests.queries.figures.fixed import live_through

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not is_built("diagram.js"), reason="the browser bundle is not built here"),
]

SitDown = Callable[..., Any]


@pytest.fixture(scope="module")
def office(furnished_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """An office in which the fixed cases happened, and one more by the process as the company draws it."""
    clock = SetClock(MORNING)
    rt = open_office(furnished_office, tmp_path_factory.mktemp("board"), clock)
    drawn = feedback(rt)
    done(rt, drawn, "respond", AGENT)
    live_through(rt, clock)
    yield rt
    rt.close()


def test_a_promise_missed_is_nudged_and_given_to_somebody_else(sit_down: SitDown) -> None:
    page = sit_down("manager")
    page.goto("/board/breaches")
    breach = page.locator(".breach", has_text="Dee's matter")
    assert "Overdue" in breach.inner_text() and "23 h of working time over" in breach.inner_text()
    call = breach.get_by_role("link", name="Call").get_attribute("href")
    assert re.fullmatch(r"tel:\+?\d{7,}", call), "a telephone that reads the page dials it"
    breach.get_by_role("button", name="Nudge").click()
    assert page.get_by_role("status").first.inner_text() == "Nudged."
    breach.locator("summary").click()
    breach.get_by_label("Give to").select_option("agent2")
    breach.get_by_label("Reason").fill("The customer waits.")
    breach.get_by_role("button", name="Reassign").click()
    assert page.get_by_role("status").first.inner_text() == "Reassigned."
    page.get_by_role("link", name="Who did what").click()
    acts = page.locator(".audit").inner_text()
    assert "reassigned" in acts and "The customer waits." in acts and "nudged" in acts


def test_a_figure_leads_to_its_cases(sit_down: SitDown) -> None:
    page = sit_down("manager")
    page.goto("/board/figures?months=3")
    row = page.locator("tr", has_text="Resolution rate")
    row.get_by_role("link").last.click()
    page.get_by_role("link", name="Those that did not").click()
    assert page.locator("tbody tr").count() == 2
    page.get_by_role("link", name="Bob's matter").click()
    assert "Bob" in page.locator(".beside").first.inner_text()


def test_the_figures_are_taken_along_as_a_workbook(sit_down: SitDown) -> None:
    page = sit_down("manager")
    page.goto("/board/figures")
    with page.expect_download() as taking:
        page.get_by_role("link", name="XLSX").click()
    assert taking.value.suggested_filename == "figures.xlsx"
    assert Path(taking.value.path()).read_bytes()[:2] == b"PK"


def test_the_drawing_is_coloured_by_where_the_time_goes(sit_down: SitDown) -> None:
    page = sit_down("manager")
    page.goto("/board/heat?process=feedback&version=1&by=count")
    page.wait_for_selector(".diagram[data-drawn=done]")
    assert page.locator("[data-element-id=respond].heat-5").count() == 1
    page.get_by_label("Compare with").select_option("before")
    page.get_by_role("button", name="Show").click()
    assert "before" in page.locator(".heat").inner_text()
