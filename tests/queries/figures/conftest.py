"""The fixed set of cases, on either database."""

from __future__ import annotations

from uuid import UUID

import pytest

from service.clock import SetClock
from service.runtime import Runtime
from tests.queries.figures.fixed import live_through


@pytest.fixture
def lived(rt: Runtime, clock: SetClock) -> dict[str, UUID]:
    """The instances of the fixed cases by the customer's name."""
    return live_through(rt, clock)


@pytest.fixture
def lived_here(sqlite_rt: Runtime, clock: SetClock) -> Runtime:
    """A database in which the fixed cases happened, where it does not matter which."""
    live_through(sqlite_rt, clock)
    return sqlite_rt
