"""Every page as a person meets it: nothing serious for axe, nothing off the side, no complaint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service import web
from service.operations.tasks import claim_task
from service.runtime import Runtime
from tests.browser.conftest import PICTURES
from tests.desk.office import AGENT, feedback, task_of

pytestmark = pytest.mark.browser

AXE = Path(web.__file__).parent / "assets/node_modules/axe-core/axe.min.js"
CHECK = """async () => (await axe.run()).violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`)"""

SitDown = Callable[..., Any]


@pytest.fixture(scope="module")
def places(office: Runtime) -> dict[str, str]:
    """A page of each sort."""
    mine, free = feedback(office), feedback(office, "灯不亮", "13900000002")
    claim_task(office, task_of(office, mine), by=AGENT)
    return {
        "inbox": "/desk",
        "nothing": "/desk?q=nothing",
        "task": f"/desk/tasks/{task_of(office, mine)}",
        "unclaimed": f"/desk/tasks/{task_of(office, free)}",
        "cases": "/desk/cases",
        "case": f"/desk/cases/{mine.id}",
        "new": "/desk/cases/new",
        "password": "/desk/password",
    }


@pytest.mark.parametrize(("language", "width"), [("en-GB", 1280), ("zh-CN", 390)])
def test_every_page_is_readable_for_everybody(
    places: dict[str, str], sit_down: SitDown, language: str, width: int
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed beside the bundle (./run test installs it)")
    page = sit_down("agent", language, width)
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    for name, place in places.items():
        page.goto(place)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(CHECK)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{language[:2]}-{width}.png", full_page=True)
        assert (name, found, over > 0) == (name, [], False)
    assert complaints == []


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_sign_in_is_readable_for_everybody(browser: Any, address: str, language: str) -> None:
    context = browser.new_context(base_url=address, locale=language)
    page = context.new_page()
    for place in ("/", "/sign-in"):
        page.goto(place)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(CHECK) == []
    context.close()
