"""A customer on a phone: opens a case, follows it, writes, sends a photo, rates badly, and sees it go on."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select

from service.domain.cases import Case
from service.domain.people import SYSTEM
from service.domain.views import OpenedCase, PageRequest
from service.operations.timers import fire_timer, move_timer
from service.queries import instances
from service.queries.instances import TimerFilter
from service.runtime import Runtime
from tests.browser.conftest import PICTURES
from tests.customer.along import simply_answered, work
from tests.desk.office import feedback

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]


def look(page: Any, name: str) -> None:
    """Keep a picture where they are asked for, and see that nothing hangs over the side."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/customer-{name}.png", full_page=True)


def fired(rt: Runtime, instance_id: UUID, activity: str) -> None:
    """Let this timer's time come, and what comes of it be done."""
    found = instances.timers(rt, TimerFilter(instance_id=instance_id), PageRequest(), by=SYSTEM).items
    timer = next(each for each in found if each.activity_id == activity and each.state == "scheduled")
    move_timer(rt, timer.id, due_at=rt.now() - timedelta(seconds=1), reason="the test cannot wait", by=SYSTEM)
    fire_timer(rt, timer.id)
    work(rt)


def photo(folder: Path) -> Path:
    """A photo on the customer's phone."""
    made = io.BytesIO()
    Image.new("RGB", (800, 600), "#557799").save(made, "JPEG")
    path = folder / "door.jpg"
    path.write_bytes(made.getvalue())
    return path


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_a_customer_opens_follows_writes_and_rates_on_a_phone(
    sit_down: SitDown, office: Runtime, tmp_path: Path, language: str
) -> None:
    page = sit_down("", language=language, width=390)
    page.goto("/new")
    look(page, f"new-{language}")
    page.fill("#phone", "13900000090")
    page.fill("#name", "Zhao Min")
    page.fill("#subject", "The drawer came off")
    page.fill("#description", "It came off yesterday evening.")
    page.check("input[name=agreed]")
    page.wait_for_timeout(3_200)  # a person takes longer; a form sent faster is refused
    page.click("main button.button")
    page.wait_for_selector(".link-made")
    look(page, f"opened-{language}")
    page.click("main a.button")
    page.wait_for_selector(".standing")
    link = page.url.partition("?")[0]
    look(page, f"received-{language}")

    page.fill("#text", "Is there any news?")
    page.set_input_files("#photos", str(photo(tmp_path)))
    page.click(".message-form button")
    page.wait_for_selector(".photos img")
    assert "Is there any news?" in page.inner_text("#messages")
    look(page, f"written-{language}")

    with office.reading() as session:
        case = session.execute(select(Case).order_by(Case.id.desc()).limit(1)).scalar_one()
    assert case.instance_id is not None
    opened = OpenedCase(case.id, case.number, case.status, case.instance_id, link)
    simply_answered(office, opened)
    fired(office, opened.instance_id, "questionnaire_due")
    page.goto(f"{link}/questionnaire")
    assert page.locator("#f-learned").count() == 0
    page.check("input[name=satisfied_outcome][value=false]")  # what is still wrong is asked for at once
    page.wait_for_selector("#f-learned[aria-required]")
    page.check("input[name=satisfied_outcome][value=true]")
    page.wait_for_selector("#f-learned", state="detached")
    page.goto(link)
    look(page, f"asked-{language}")
    page.fill("#name", "Zhao Min")
    page.check("input[name=satisfaction][value='1']", force=True)
    page.click(".ask button.button")
    page.wait_for_selector(".wrong")
    page.fill("#learned", "It came off again after an hour.")
    page.click(".ask button.button")
    page.wait_for_selector(".thanks")
    look(page, f"again-{language}")
    with office.reading() as session:
        now = session.get_one(Case, case.id)
        assert (now.round, now.satisfaction, now.status) == (2, 1, "open")
    assert page.locator(".ask").count() == 0


def test_a_customer_who_is_content_ends_the_case_over_the_link(sit_down: SitDown, office: Runtime) -> None:
    opened = feedback(office, "The drawer came off", "13900000091")
    assert opened.instance_id is not None
    simply_answered(office, opened)
    fired(office, opened.instance_id, "questionnaire_due")
    page = sit_down("", width=390)
    page.goto("/t/" + opened.tracking_url.rpartition("/t/")[2])
    page.fill("#name", "Wang Fang")
    page.check("input[name=satisfaction][value='5']", force=True)
    page.click(".ask button.button")
    page.wait_for_selector(".thanks")
    work(office)
    with office.reading() as session:
        now = session.get_one(Case, opened.id)
        assert (now.round, now.satisfaction, now.status) == (1, 5, "closed_satisfied")
    page.reload()
    assert page.locator(".ask").count() == 0
