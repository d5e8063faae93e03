"""The pages in a real browser: nothing blocked, nothing asked from elsewhere, fit for a phone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from service.web.bundle import is_built
from tests.api.company import PASSWORD, Company

PHONE = {"width": 360, "height": 740}

pytestmark = pytest.mark.browser


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

    def __init__(self, browser: Any, **given: Any) -> None:
        """Open an empty page."""
        self.context = browser.new_context(**given)
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)  # of so many operations the page is slow to draw itself
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


Visiting = Callable[..., Visit]


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visiting]:
    """Visits, each ended before the application is: the browser goes on to the next test."""
    begun: list[Visit] = []

    def visiting(**given: Any) -> Visit:
        begun.append(Visit(browser, base_url=address, **given))
        return begun[-1]

    yield visiting
    for each in begun:
        each.context.close()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_front_page_fits_a_phone_and_complains_of_nothing(visit: Visiting, language: str) -> None:
    seen = visit(viewport=PHONE, locale=language)
    seen.page.goto("/")
    assert seen.width() <= PHONE["width"]
    assert seen.complaints == []
    assert seen.page.get_attribute("html", "lang") == language
    seen.page.click(".switch a")
    assert seen.page.get_attribute("html", "lang") != language


@pytest.mark.skipif(not is_built("docs.js"), reason="the browser bundle is not built; `./run up` builds it")
def test_the_api_browser_works_without_any_other_server(visit: Visiting, address: str) -> None:
    seen = visit()
    seen.page.goto("/docs")
    seen.page.fill(".operation-filter-input", "tasks")  # of so many it draws those looked at
    seen.page.wait_for_selector("#operations-tasks-list_tasks")
    assert seen.complaints == []
    assert all(url.startswith((address, "data:")) for url in seen.asked)


@pytest.mark.skipif(not is_built("docs.js"), reason="the browser bundle is not built; `./run up` builds it")
def test_somebody_signed_in_by_cookie_changes_things_from_the_api_browser(
    visit: Visiting, sqlite_company: Company
) -> None:
    """The CSRF token goes along by itself."""
    task = sqlite_company.task_of(sqlite_company.open_case())
    page = visit().page
    page.goto("/docs#/tasks/claim_task")
    body = {"username": "agent", "password": PASSWORD}
    page.request.post("/api/v1/sessions", data=body)
    page.wait_for_selector("#operations-tasks-claim_task .opblock-summary-control")
    page.fill("#operations-tasks-claim_task [data-param-name=task_id] input", task["id"])
    page.click("#operations-tasks-claim_task .execute")
    page.wait_for_selector("#operations-tasks-claim_task .live-responses-table")
    assert sqlite_company.task_of({"id": task["case_id"]})["assignee"] == "agent"
