"""The real application: over a runtime whose database nobody has asked yet, or over a small company."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.operations import people
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.api.company import Company
from tests.api.promised import Promises


@pytest.fixture(scope="session")
def bare_rt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """A runtime with an empty data folder: for what needs no database."""
    rt = build_runtime(Settings(data_dir=tmp_path_factory.mktemp("bare")))
    yield rt
    rt.close()


@pytest.fixture(scope="session")
def built_app(bare_rt: Runtime) -> Flask:
    """The application, put together once; each test gives it a runtime."""
    return create_app(bare_rt)


@pytest.fixture(scope="session")
def promises(built_app: Flask) -> Promises:
    """What the application's document promises."""
    return Promises(built_app)


@pytest.fixture
def bare_app(built_app: Flask, bare_rt: Runtime) -> Flask:
    """The application over a database nobody has asked yet."""
    built_app.extensions["aftercare"] = bare_rt
    return built_app


@pytest.fixture
def own_app(bare_rt: Runtime) -> Flask:
    """An application of the test's own, to add routes to."""
    return create_app(bare_rt)


@pytest.fixture
def bare(bare_app: Flask) -> FlaskClient:
    """A caller of that application."""
    return bare_app.test_client()


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords quickly; how dear the real hash is, no test here is about."""
    monkeypatch.setattr(people, "_SCRYPT_N", 2)


@pytest.fixture
def company(rt: Runtime, built_app: Flask, promises: Promises) -> Company:
    """A small company, once on each kind of database."""
    return Company(rt, built_app, promises)


@pytest.fixture
def sqlite_company(sqlite_rt: Runtime, built_app: Flask, promises: Promises) -> Company:
    """A small company on SQLite, for what the kind of database says nothing about."""
    return Company(sqlite_rt, built_app, promises)
