"""Two works at once on one thing, in an order that is forced: the first goes on only when the other waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text

from service.runtime import Runtime
from tests.setup.processes import wait_until


def one_waits_for_the_other(
    rt: Runtime,
    monkeypatch: pytest.MonkeyPatch,
    holding: tuple[Any, str],
    first: Callable[[], object],
    other: Callable[[], object],
) -> None:
    """Do the first, which stops once ``holding`` is done, until the other waits for it; then let both end."""
    rivals: list[Future[object]] = []
    holds = Event()
    real = getattr(*holding)

    def held(*args: Any, **named: Any) -> Any:
        found = real(*args, **named)
        if not holds.is_set():
            holds.set()
            wait_until(lambda: bool(rivals) and waits(rt))
        return found

    with monkeypatch.context() as slowed, ThreadPoolExecutor(2) as both:
        slowed.setattr(*holding, held)
        begun = both.submit(first)
        assert holds.wait(10)
        rivals.append(both.submit(other))
        for each in (begun, *rivals):
            each.result(20)


def waits(rt: Runtime) -> bool:
    """Whether somebody waits for what is held; SQLite has one writer at a time and no such wait."""
    if rt.database.sqlite:
        return True
    waiting = "datname = current_database() AND wait_event_type = 'Lock'"
    asked = f"SELECT count(*) FROM pg_stat_activity WHERE {waiting}"
    with rt.database.engine.connect() as connection:
        return bool(connection.execute(text(asked)).scalar())
