"""What several tests of the operations begin with."""

from __future__ import annotations

import pytest

from service.clock import SetClock
from service.domain.views import OpenedCase
from service.runtime import Runtime
from tests.operations.promises import PROMISED, at, deadlines
from tests.operations.stage import a_case, put_live


@pytest.fixture
def case(rt: Runtime, clock: SetClock) -> OpenedCase:
    """A case of tier 2, opened on Monday 23 November 2026 at 10:00."""
    clock.set(at("2026-11-23 10:00"))
    put_live(rt, PROMISED, deadlines())
    return a_case(rt)
