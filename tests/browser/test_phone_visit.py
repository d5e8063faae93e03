"""The phone visit: at the customer's door, with a thumb, from the claim to the signature."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.domain.people import SYSTEM
from service.queries.attachments import case_attachments
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.browser.conftest import PICTURES
from tests.desk.along import TECH, done, taken, waiting
from tests.desk.office import AGENT, feedback
from tests.desk.test_attachments import photo

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser: Any, address: str) -> Iterator[Any]:
    """A phone with a touch screen, held by the technician."""
    context = browser.new_context(
        base_url=address,
        locale="zh-CN",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto("/sign-in")
    page.locator("#username").fill("tech")
    page.locator("#password").fill("demo")
    page.locator("form button").first.tap()
    page.wait_for_selector(".rooms")
    yield page
    context.close()


def on_site(office: Runtime) -> Any:
    """A case whose visit is due."""
    case = feedback(office, "Door sticks")
    done(office, case, "respond", AGENT, severity="minor")
    done(office, case, "assess", severity="minor", on_site=True)
    done(office, case, "plan_visit")
    return case


def sign_with_a_finger(page: Any) -> None:
    """Draw on the pad as a finger does."""
    box = page.locator(".sign canvas")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    session = page.context.new_cdp_session(page)
    touches = [(place["x"] + 30 + step * 12, place["y"] + 90 + (step % 3 - 1) * 30) for step in range(18)]
    for kind, (x, y) in (
        ("touchStart", touches[0]),
        *(("touchMove", each) for each in touches[1:]),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_phone_visit_ends_with_photos_a_rating_and_the_customers_signature(
    office: Runtime, phone: Any, tmp_path: Path
) -> None:
    case = on_site(office)
    task = waiting(office, case, "visit").id
    complaints: list[str] = []
    phone.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    phone.goto(f"/desk/tasks/{task}")
    phone.locator("[data-key=c]").tap()
    phone.wait_for_selector("#form")
    phone.locator("input[name=problem_confirmed]").first.tap()
    phone.locator("#f-work_done").fill("已调整铰链")
    shot = tmp_path / "door.jpg"
    shot.write_bytes(photo((800, 600)))
    assert phone.locator("#f-photos-camera").get_attribute("capture") == "environment"
    phone.locator("#f-photos-camera").set_input_files([shot])
    phone.wait_for_selector("#part-photos .files li:nth-child(1)")
    phone.locator("#f-photos-camera").set_input_files([shot])
    phone.wait_for_selector("#part-photos .files li:nth-child(2)")
    assert phone.locator("#f-work_done").input_value() == "已调整铰链"
    phone.locator("#f-visit_rating").select_option("5")
    sign_with_a_finger(phone)
    phone.get_by_role("button", name="确认签名").click()
    phone.wait_for_selector("#part-customer_signature img.signed")
    if PICTURES:
        phone.screenshot(path=f"{PICTURES}/visit-zh-390.png", full_page=True)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("[data-submit]").tap()
    phone.wait_for_selector("text=已完成。")
    files = case_attachments(office, case.id, by=SYSTEM)
    assert [(each.purpose, each.content_type) for each in files if each.by == "tech"] == [
        ("photo", "image/jpeg"),
        ("photo", "image/jpeg"),
        ("signature", "image/png"),
    ]
    assert complaints == []


def test_a_file_chosen_before_the_script_is_there_is_sent(
    office: Runtime, sit_down: Any, tmp_path: Path
) -> None:
    task = taken(office, on_site(office), "visit", TECH)
    page = sit_down("tech")
    slow: list[Any] = []
    page.route("**/dist/desk.js*", lambda route: slow.append(route))
    page.goto(f"/desk/tasks/{task}", wait_until="commit")
    page.wait_for_selector("#form")
    shot = tmp_path / "door.jpg"
    shot.write_bytes(photo((80, 60)))
    page.locator("#f-photos-file").set_input_files([shot])
    slow[0].continue_()
    page.wait_for_selector("#part-photos .files li")


def test_who_cannot_draw_signs_by_name_and_nobody_leaves_without(office: Runtime, phone: Any) -> None:
    task = waiting(office, on_site(office), "visit").id
    phone.goto(f"/desk/tasks/{task}")
    phone.locator("[data-key=c]").tap()
    phone.wait_for_selector("#form")
    phone.locator("input[name=problem_confirmed]").first.tap()
    phone.locator("#f-work_done").fill("已调整铰链")
    phone.locator("#f-visit_rating").select_option("4")
    phone.locator("[data-submit]").tap()
    phone.wait_for_selector("#wrong")
    assert "客户验收签字" in phone.locator("#wrong").inner_text()
    phone.locator("#f-customer_signature-typed").fill("王芳")
    phone.locator("#part-customer_signature .keep-file").tap()
    phone.wait_for_selector("#part-customer_signature >> text=王芳.txt")
    phone.locator("[data-submit]").tap()
    phone.wait_for_selector("text=已完成。")
    assert task_detail(office, task, by=SYSTEM).task.state == "completed"


def test_rows_of_parts_come_and_go_by_keyboard_and_outlive_the_page(office: Runtime, sit_down: Any) -> None:
    task = waiting(office, on_site(office), "visit").id
    page = sit_down("tech")
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.goto(f"/desk/tasks/{task}")
    page.keyboard.press("c")
    page.wait_for_selector("#form")
    page.locator("#f-work_done").fill("A new hinge.")
    page.locator("button[name=_add]").focus()
    for part, free in (("Hinge", "true"), ("Screw", "false")):
        page.keyboard.press("Enter")
        page.wait_for_selector("[name$='.part']:focus")
        page.keyboard.type(part)
        row = page.locator(".row-of").last
        row.locator(f"input[value={free}]").check()
        page.locator("button[name=_add]").focus()
    price = page.locator("#f-parts_used-1-price")
    price.wait_for()
    assert page.locator("#part-parts_used-0-price > *").count() == 0
    assert page.locator(".row-of").nth(1).locator("legend").first.inner_text() == "Parts used 2"
    page.locator("#f-parts_used-0-part").press("Enter")  # Enter hands the form in, it takes no row away
    page.wait_for_selector("#wrong:focus")
    page.locator("#wrong a", has_text="Price told to the customer").click()
    assert page.locator("#f-parts_used-1-price:focus[aria-invalid=true]").count() == 1
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/rows-en-1280.png", full_page=True)
    page.locator("button[name=_remove]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#f-parts_used-1", state="detached")
    assert page.locator("[role=status]", has_text="Parts used: 1 row now").count() == 1
    assert page.locator("#f-parts_used-0:focus-within").count() == 1
    page.locator("#draft:not(:empty)").wait_for()
    page.goto(f"/desk/tasks/{task}")
    assert page.locator("#f-parts_used-0-part").input_value() == "Screw"
    assert not [each for each in complaints if "422" not in each]


def test_a_file_of_another_case_is_no_answer(office: Runtime) -> None:
    from service.errors import Invalid
    from service.operations.tasks import complete_task
    from tests.desk.along import written_answers

    other, mine = on_site(office), on_site(office)
    done(office, other, "visit", TECH)
    (theirs,) = (each.id for each in case_attachments(office, other.id, by=SYSTEM))
    task = taken(office, mine, "visit", TECH)
    answers = {**written_answers("feedback", "visit"), "customer_signature": [str(theirs)]}
    with pytest.raises(Invalid, match="not one of this case"):
        complete_task(office, task, answers, by=TECH)
