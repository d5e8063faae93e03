"""Who listens for changes hears of all of them, or is told that some were lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from service.clock import SetClock
from service.queries.changes import Change, changes_since
from service.runtime import Runtime
from service.web import hub as module
from service.web.hub import Hub
from tests.desk.office import feedback

Look = Callable[..., tuple[Change, ...]]


@pytest.fixture
def hub(office: Runtime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that looks often."""
    monkeypatch.setattr(module, "EVERY_S", 0.02)
    hub = Hub(office)
    yield hub
    hub.close()
    if hub._looking is not None:
        hub._looking.join(5)


def test_a_fault_nobody_foresaw_keeps_nobody_from_hearing_what_happened_meanwhile(
    hub: Hub, office: Runtime, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [0]

    def breaking(rt: Runtime, at: object) -> tuple[Change, ...]:
        broken[0] += 1
        if broken[0] <= 3:
            raise KeyError("nobody thought of this")
        return changes_since(rt, at)  # type: ignore[arg-type]  # an instant

    monkeypatch.setattr(module, "changes_since", breaking)
    position = hub.position(None)
    feedback(office)
    clock.set(office.now() + timedelta(minutes=5))
    _, heard = hub.heard_since(position, wait_s=10)
    assert heard and heard[-1].type == "task.created"
    assert broken[0] > 3


def test_after_the_looking_stopped_listeners_are_told_that_something_may_be_lost(
    hub: Hub, office: Runtime
) -> None:
    position = hub.position(None)
    assert hub._looking is not None
    hub._asked_s = -module.IDLE_S
    hub._looking.join(5)
    feedback(office)
    position, heard = hub.heard_since(position)
    assert heard is None
    _, heard = hub.heard_since(position)
    assert heard == []


def test_who_heard_last_before_this_process_listened_is_told_to_look_anew(hub: Hub, office: Runtime) -> None:
    before = office.now() - timedelta(seconds=1)
    position = hub.position(before)
    assert hub.heard_since(position)[1] is None
