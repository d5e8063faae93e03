"""The drawing of a process: fetched when looked at, in the reader's language, moved by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.runtime import Runtime
from service.web.bundle import is_built
from tests.browser.conftest import PICTURES
from tests.desk.along import done
from tests.desk.office import AGENT, feedback

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not is_built("diagram.js"), reason="the browser bundle is not built here"),
]

SitDown = Callable[..., Any]
DONE = ".diagram[data-drawn=done]"


@pytest.fixture(scope="module")
def case(office: Runtime) -> Any:
    """A case that waits for the assessment, answered before."""
    opened = feedback(office)
    done(office, opened, "respond", AGENT)
    return opened


@pytest.mark.parametrize(("language", "width", "name"), [("en-GB", 1280, "Assess"), ("zh-CN", 390, "评估")])
def test_the_drawing_shows_where_a_case_stands_in_the_readers_language(
    case: Any, sit_down: SitDown, language: str, width: int, name: str
) -> None:
    page = sit_down("agent", language, width)
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type != "debug" else None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/desk/cases/{case.id}")
    assert not [each for each in asked if "diagram.js" in each]
    page.locator(".drawing > summary").click()
    page.wait_for_selector(DONE)
    stands = page.locator(".stands-here")
    assert stands.count() == 1 and name in stands.text_content()
    assert page.locator(".djs-connection.was-done").count() >= 2
    assert name in page.locator(".stand").inner_text()
    logo = page.locator(".bjs-powered-by")
    assert logo.is_visible() and covered_by(page, ".bjs-powered-by") == ""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/diagram-{language[:2]}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []


def test_the_drawing_is_moved_and_enlarged_by_keys_and_buttons(case: Any, sit_down: SitDown) -> None:
    page = sit_down("manager")
    page.goto(f"/desk/cases/{case.id}")
    page.locator(".drawing > summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(DONE)
    view = page.locator(".diagram-stage .viewport").first
    seen = [view.get_attribute("transform")]
    page.locator(".diagram-stage svg[role=img]").focus()
    for key in ("+", "ArrowRight", "0", "-"):
        page.keyboard.press(key)
        seen.append(view.get_attribute("transform"))
    page.get_by_role("button", name="Larger").click()
    seen.append(view.get_attribute("transform"))
    page.get_by_role("button", name="Where it stands", exact=True).click()
    seen.append(view.get_attribute("transform"))
    assert all(one != two for one, two in zip(seen, seen[1:], strict=False)), seen
    assert page.url.endswith(f"/desk/cases/{case.id}")


def covered_by(page: Any, selector: str) -> str:
    """What lies over the middle of an element, if anything does."""
    return str(
        page.evaluate(
            """(selector) => {
                const found = document.querySelector(selector);
                found.scrollIntoView({ block: "center" });
                const box = found.getBoundingClientRect();
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return found.contains(top) ? "" : top?.outerHTML.slice(0, 80) ?? "nothing";
            }""",
            selector,
        )
    )
