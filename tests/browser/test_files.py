"""Files on a task's page: chosen, dropped, refused with the reason, in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.runtime import Runtime
from tests.browser.conftest import PICTURES
from tests.desk.office import feedback, task_of
from tests.desk.test_attachments import photo

pytestmark = pytest.mark.browser

SitDown = Callable[..., Any]

DROP = """([name, content, type]) => {
    const held = new DataTransfer();
    held.items.add(new File([content], name, { type }));
    const form = document.querySelector("[data-attach]");
    for (const kind of ["dragover", "drop"]) {
        form.dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
    }
}"""


@pytest.mark.parametrize(("language", "width"), [("en-GB", 1280), ("zh-CN", 390)])
def test_files_are_chosen_dropped_and_refused_without_leaving_the_page(
    office: Runtime, sit_down: SitDown, tmp_path: Path, language: str, width: int
) -> None:
    page = sit_down("agent", language, width)
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.goto(f"/desk/tasks/{task_of(office, feedback(office))}")
    door = tmp_path / "door.jpg"
    door.write_bytes(photo((1200, 900)))
    page.locator("#files-input").set_input_files([door])
    page.wait_for_selector(".files img")
    assert page.evaluate("document.querySelector('.files img').decode().then(() => true)")
    page.evaluate(DROP, ["notes.txt", "Oil it.", "text/plain"])
    page.wait_for_selector("text=notes.txt")
    page.evaluate(DROP, ["page.html", "<html><script>1</script></html>", "text/plain"])
    page.wait_for_selector("#files-panel [role=alert]")
    assert "page.html" in page.locator("#files-panel [role=alert]").inner_text()
    assert page.locator(".files li").count() == 2
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/files-{language[:2]}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []
