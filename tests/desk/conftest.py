"""The application over a furnished office, and people who visit its pages."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.clock import SetClock
from service.operations import people
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.desk.office import furnished, open_office

if TYPE_CHECKING:
    from tests.desk.provider import Provider


class Person:
    """Somebody with a browser that runs no script."""

    def __init__(self, client: FlaskClient) -> None:
        """Use this client and its cookies."""
        self.client = client
        self._csrf = ""

    def sign_in(self, name: str, password: str = "demo") -> TestResponse:
        """Send the form of the sign-in page."""
        return self.client.post("/sign-in", data={"username": name, "password": password})

    def get(self, address: str, **headers: str) -> TestResponse:
        """Look at a page; its CSRF token is remembered as its forms hold it."""
        answer = self.client.get(address, headers=headers)
        found = re.search(r'name="csrf" value="([\w.]+)"', answer.get_data(as_text=True))
        self._csrf = found[1] if found else self._csrf
        return answer

    def send(self, address: str, *, htmx: bool = False, **fields: str | list[str]) -> TestResponse:
        """Send a form of the page last looked at."""
        headers = {"HX-Request": "true"} if htmx else {}
        return self.client.post(address, data={"csrf": self._csrf, **fields}, headers=headers)


@pytest.fixture(scope="session")
def office_template(sqlite_template: Path) -> Iterator[Path]:
    """The furnished office, to copy."""
    with furnished(sqlite_template) as path:
        yield path


@pytest.fixture
def office(
    office_template: Path, tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Runtime]:
    """An office of one's own, on Monday morning."""
    monkeypatch.setattr(people, "_SCRYPT_N", 2)
    rt = open_office(office_template, tmp_path, clock)
    yield rt
    rt.close()


@pytest.fixture
def provider(office: Runtime) -> Iterator[Provider]:
    """A company's own sign-in that the office trusts."""
    from tests.desk import provider as made

    with made.serving(made.Provider(office.now)) as running:
        office.settings = dataclasses.replace(
            office.settings,
            oidc_issuer=running.issuer,
            oidc_client_id=made.CLIENT,
            oidc_client_secret=made.SECRET,
            oidc_name="Acme",
            public_url="http://localhost",
        )
        yield running


@pytest.fixture(scope="session")
def desk_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, put together once; each test gives it an office."""
    return create_app(build_runtime(Settings(data_dir=tmp_path_factory.mktemp("bare"))))


@pytest.fixture
def visit(office: Runtime, desk_app: Flask) -> Callable[[str], Person]:
    """Somebody of the staff, signed in; the empty name is somebody unknown."""
    desk_app.extensions["aftercare"] = office

    def visiting(name: str = "") -> Person:
        person = Person(desk_app.test_client())
        if name:
            assert person.sign_in(name).status_code == 303
            person.get("/desk")
        return person

    return visiting
