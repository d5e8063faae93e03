"""A real company under load: the system's clock, many waiting instances, a Valkey to break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from service.app import create_app
from service.operations import people
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.api.company import Company
from tests.api.promised import Promises
from tests.faults.crew import OwnValkey
from tests.operations.drawings import chain, drawing, task, timer
from tests.operations.stage import a_case, put_live

WAITING = drawing("feedback", timer("pause", "PT1S"), task("call"), chain("start", "pause", "call", "end"))
"""Waits a second, then wants a call."""


@pytest.fixture
def live_rt(settings: Settings) -> Iterator[Runtime]:
    """A runtime on the system's clock, as the worker processes have."""
    runtime = build_runtime(settings)
    yield runtime
    runtime.close()


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[OwnValkey]:
    """A Valkey of this test's own."""
    server = OwnValkey(tmp_path / "valkey")
    yield server
    server.pause(on=False)
    server.kill()


@pytest.fixture
def waiting(live_rt: Runtime) -> Callable[[int], list[UUID]]:
    """Make so many instances that each wait a second."""
    put_live(live_rt, WAITING)

    def make(count: int) -> list[UUID]:
        return [a_case(live_rt).instance_id for _ in range(count)]

    return make


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The real application, put together once; each test gives it a runtime."""
    return create_app(build_runtime(Settings(data_dir=tmp_path_factory.mktemp("bare"))))


@pytest.fixture
def staffed(application: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Runtime], Company]:
    """Make a small company on a runtime."""
    monkeypatch.setattr(people, "_SCRYPT_N", 2)  # how dear the real hash is, no test here is about
    return lambda rt: Company(rt, application, Promises(application))
