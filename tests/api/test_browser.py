"""The pages in a real browser: nothing blocked, nothing asked from elsewhere, fit for a phone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from service.web.bundle import is_built
from tests.api.company import PASSWORD, Company

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]
PHONE = {"width": 360, "height": 740}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for this module."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(sqlite_company: Company) -> Iterator[str]:
    """Where the application listens."""
    server = make_server("127.0.0.1", 0, sqlite_company.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


class Visit:
    """A visit to a page, with everything the browser complained of and everything it asked for."""

    def __init__(self, chromium: Any, **given: Any) -> None:
        """Open an empty page."""
        self.page = chromium.new_context(**given).new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on(
            "console", lambda told: self.complaints.append(told.text) if told.type != "log" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def width(self) -> int:
        """How wide the page is."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_front_page_fits_a_phone_and_complains_of_nothing(
    chromium: Any, address: str, language: str
) -> None:
    visit = Visit(chromium, viewport=PHONE, locale=language)
    visit.page.goto(address)
    assert visit.width() <= PHONE["width"]
    assert visit.complaints == []
    assert visit.page.get_attribute("html", "lang") == language
    visit.page.click(".switch a")
    assert visit.page.get_attribute("html", "lang") != language


@pytest.mark.skipif(not is_built("docs.js"), reason="the browser bundle is not built; `./run up` builds it")
def test_the_api_browser_works_without_any_other_server(chromium: Any, address: str) -> None:
    visit = Visit(chromium)
    visit.page.goto(f"{address}/docs")
    visit.page.fill(".operation-filter-input", "tasks")  # of so many it draws those looked at
    visit.page.wait_for_selector("#operations-tasks-list_tasks")
    assert visit.complaints == []
    assert all(url.startswith((address, "data:")) for url in visit.asked)


@pytest.mark.skipif(not is_built("docs.js"), reason="the browser bundle is not built; `./run up` builds it")
def test_somebody_signed_in_by_cookie_changes_things_from_the_api_browser(
    chromium: Any, address: str, sqlite_company: Company
) -> None:
    """The CSRF token goes along by itself."""
    task = sqlite_company.task_of(sqlite_company.open_case())
    visit = Visit(chromium)
    visit.page.goto(f"{address}/docs#/tasks/claim_task")
    body = {"username": "agent", "password": PASSWORD}
    visit.page.request.post(f"{address}/api/v1/sessions", data=body)
    visit.page.wait_for_selector("#operations-tasks-claim_task .opblock-summary-control")
    visit.page.fill("#operations-tasks-claim_task [data-param-name=task_id] input", task["id"])
    visit.page.click("#operations-tasks-claim_task .execute")
    visit.page.wait_for_selector("#operations-tasks-claim_task .live-responses-table")
    assert sqlite_company.task_of({"id": task["case_id"]})["assignee"] == "agent"
