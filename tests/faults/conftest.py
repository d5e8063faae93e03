"""A real company under load: the system's clock, many waiting instances, a Valkey to break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from service.runtime import Runtime, build_runtime
from service.settings import Settings
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
