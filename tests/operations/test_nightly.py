"""The nightly work (D9) is done once a night, whoever restarts, and never left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.clock import SetClock
from service.errors import Unavailable
from service.operations import nightly
from service.operations.nightly import look_after_the_night
from service.runtime import Runtime


def china(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 by the company's clock, eight hours ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def known(rt: Runtime, clock: SetClock) -> Runtime:
    """A service that was first begun in the evening of the 23rd."""
    clock.set(china(23, 20))
    assert not look_after_the_night(rt)
    return rt


def test_a_night_is_looked_after_once_from_two_o_clock_on(known: Runtime, clock: SetClock) -> None:
    done = []
    for moment in (china(24, 1, 30), china(24, 2), china(24, 2, 1), china(25, 1), china(25, 2, 30)):
        clock.set(moment)
        done.append(look_after_the_night(known))
    assert done == [False, True, False, False, True]


def test_a_night_during_which_the_service_was_down_is_made_up_for(known: Runtime, clock: SetClock) -> None:
    clock.set(china(27, 1))
    assert look_after_the_night(known)
    clock.set(china(27, 2))
    assert look_after_the_night(known)


def test_a_night_that_failed_half_way_is_begun_again_and_nobody_else_is_at_it_meanwhile(
    known: Runtime, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away_while_another_looks(rt: Runtime) -> None:
        assert not look_after_the_night(rt)
        raise Unavailable

    clock.set(china(24, 2))
    with monkeypatch.context() as failing, pytest.raises(Unavailable):
        failing.setattr(nightly, "recompute_clocks", away_while_another_looks)
        look_after_the_night(known)
    assert not look_after_the_night(known)
    clock.advance(timedelta(hours=1))
    assert look_after_the_night(known)
