"""Who listens for changes hears of all of them, or is told that some were lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from service.clock import SetClock
from service.queries.changes import Change, changes_since
from service.runtime import Runtime
from service.web import hub as module
from service.web.hub import Hub
from tests.desk.office import feedback


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

    def breaking(rt: Runtime, *asked: Any) -> Iterator[tuple[Change, ...]]:
        broken[0] += 1
        if broken[0] <= 3:
            raise KeyError("nobody thought of this")
        return changes_since(rt, *asked)

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


def test_more_than_a_page_is_heard_to_the_end_and_each_change_once(
    office: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.queries.changes.A_PAGE", 2)
    since = office.now()
    for _ in range(5):
        feedback(office)
    pages = list(changes_since(office, since))
    heard = [each.key for page in pages for each in page]
    assert len(pages) > 1 and len(heard) == len(set(heard)) >= 5
    assert list(changes_since(office, since, heard[1:])) == [pages[0][:1]]


@pytest.mark.parametrize(("kept", "lost", "left"), [(100, False, 0), (3, True, 1)])
def test_changes_are_lost_only_when_more_came_than_are_kept(
    office: Runtime, monkeypatch: pytest.MonkeyPatch, kept: int, lost: bool, left: int
) -> None:
    monkeypatch.setattr("service.queries.changes.A_PAGE", 2)
    monkeypatch.setattr(module, "KEPT", kept)
    monkeypatch.setattr(Hub, "_look", lambda _: None)
    hub = Hub(office)
    for _ in range(5):
        feedback(office)
    hub._look_once()
    position, heard = hub.heard_since(0)
    assert (heard is None) == lost
    hub._look_once()
    position, rest = hub.heard_since(position)
    assert rest is not None and len(rest) == left
    hub._look_once()
    assert hub.heard_since(position) == (position, [])
