"""People in front of Chromium, at an office that answers for real."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service.operations import people
from service.runtime import Runtime
from service.web import hub
from service.web.bundle import is_built
from tests.browser.seats import Seats
from tests.browser.serving import House
from tests.desk.office import furnished, open_office

PICTURES = os.environ.get("AFTERCARE_PICTURES", "")
"""Where to keep a picture of each page; empty: nowhere."""

Page = Any  # Any: Playwright is there only with the test packages


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The pages' script, without which there is nothing to see here."""
    if not is_built("desk.js"):
        pytest.skip("the browser bundle is not built here (./run up builds it)")


@pytest.fixture(scope="session", autouse=True)
def cheap_and_prompt() -> Iterator[None]:
    """Passwords cost little, and what others do is looked for often: nobody is here to measure either."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(people, "_SCRYPT_N", 2)
        changed.setattr(hub, "EVERY_S", 0.25)
        yield


@pytest.fixture(scope="session")
def furnished_office(sqlite_template: Path, cheap_and_prompt: None) -> Iterator[Path]:
    """The furnished office, to copy."""
    with furnished(sqlite_template) as template:
        yield template


@pytest.fixture(scope="module")
def office(furnished_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """A furnished office, by the real clock; the tests of a module share it."""
    rt = open_office(furnished_office, tmp_path_factory.mktemp("office"))
    yield rt
    rt.close()


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """One address, at which one office after the other answers."""
    with House() as house:
        yield house


@pytest.fixture(scope="session")
def seats(browser: Any, house: House) -> Iterator[Seats]:
    """Browsers that stay open: opening one costs more than what is done in it."""
    seats = Seats(browser, house.address)
    yield seats
    seats.close()


@pytest.fixture(scope="module")
def address(office: Runtime, house: House) -> Iterator[str]:
    """Where the office answers."""
    with house.open(office) as address:
        yield address


@pytest.fixture
def sit_down(seats: Seats, office: Runtime, address: str) -> Iterator[Callable[..., Page]]:
    """Somebody of the staff in front of a browser of their own, signed in at the inbox; the empty name is
    a visitor.
    """

    def sitting(name: str, language: str = "en-GB", width: int = 1280) -> Page:
        page = seats.take(language, width)
        if name:
            seats.let_in(page, office, name)
        return page

    yield sitting
    seats.leave()
