"""Customers at the doors open to everybody, over the office the desk's tests use."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.runtime import Runtime
from tests.desk.conftest import desk_app, office, office_template, visit
from tests.desk.office import feedback

__all__ = ["desk_app", "office", "office_template", "visit"]


@pytest.fixture
def nobody(office: Runtime, desk_app: Flask) -> FlaskClient:
    """A browser of somebody we know nothing of."""
    desk_app.extensions["aftercare"] = office
    return desk_app.test_client()


@pytest.fixture
def link(office: Runtime) -> str:
    """The path of a fresh case's link."""
    return path_of(feedback(office).tracking_url)


@pytest.fixture
def told(office: Runtime) -> Callable[..., None]:
    """Change the settings of the office."""

    def change(**settings: object) -> None:
        office.settings = replace(office.settings, **settings)  # type: ignore[arg-type]

    return change


def path_of(url: str) -> str:
    """The path of a link."""
    return re.sub(r"^https?://[^/]+", "", url)


def text_of(answer) -> str:
    """What a page says."""
    return str(answer.get_data(as_text=True))
