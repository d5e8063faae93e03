"""People in front of Chromium, at an office that answers for real."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from service.app import create_app
from service.operations import people
from service.runtime import Runtime
from service.web.bundle import is_built
from tests.desk.office import furnished, open_office

PICTURES = os.environ.get("AFTERCARE_PICTURES", "")
"""Where to keep a picture of each page; empty: nowhere."""

Page = Any  # Any: Playwright is there only with the test packages


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The pages' script, without which there is nothing to see here."""
    if not is_built("desk.js"):
        pytest.skip("the browser bundle is not built here (./run up builds it)")


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """A furnished office, by the real clock; the tests of a module share it."""
    dear, people._SCRYPT_N = people._SCRYPT_N, 2
    with furnished(sqlite_template) as template:
        people._SCRYPT_N = 2
        rt = open_office(template, tmp_path_factory.mktemp("office"))
        yield rt
        rt.close()
    people._SCRYPT_N = dear


@pytest.fixture(scope="module")
def address(office: Runtime) -> Iterator[str]:
    """Where the office answers."""
    server = make_server("127.0.0.1", 0, create_app(office), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)


@pytest.fixture
def sit_down(browser: Any, address: str) -> Iterator[Callable[..., Page]]:
    """Somebody of the staff in front of a browser of their own, signed in at the inbox; the empty name is
    a visitor.
    """
    opened = []

    def sitting(name: str, language: str = "en-GB", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=address, locale=language, viewport={"width": width, "height": 800}
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if not name:
            return page
        page.goto("/sign-in")
        page.wait_for_selector("#username:focus")
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type("demo")
        page.keyboard.press("Enter")
        page.wait_for_selector(".script .rooms")
        return page

    yield sitting
    for context in opened:
        context.close()
