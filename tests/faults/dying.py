"""Doing one thing in a process that is killed before its so-manieth statement."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from service.clock import SetClock
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from service.store import prepared


def survives(statement: int, settings: Settings, clock: SetClock, do: Callable[[Runtime], object]) -> bool:
    """Do it in a child that dies before this statement; whether it came through to its end.

    Close the parent's runtime first: a connection shared with a child is broken for both.
    """
    child = os.fork()
    if child == 0:
        try:
            runtime = build_runtime(settings, clock=clock)
            _die_at(runtime, statement)
            do(runtime)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def _die_at(runtime: Runtime, statement: int) -> None:
    """Count the statements of SQLAlchemy and those run on the driver itself."""
    left = statement
    on_driver = prepared.on_driver

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(*given: Any) -> Any:  # Any: whatever the driver's connection is
        count()
        return on_driver(*given)

    prepared.on_driver = counted
    event.listen(runtime.database.engine, "before_cursor_execute", count)
