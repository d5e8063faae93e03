"""The real application, over a runtime whose database nobody has asked yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.runtime import build_runtime
from service.settings import Settings


@pytest.fixture
def bare_app(tmp_path: Path) -> Iterator[Flask]:
    """The application with an empty data folder: for what needs no database."""
    rt = build_runtime(Settings(data_dir=tmp_path))
    yield create_app(rt)
    rt.close()


@pytest.fixture
def bare(bare_app: Flask) -> FlaskClient:
    """A caller of that application."""
    return bare_app.test_client()
