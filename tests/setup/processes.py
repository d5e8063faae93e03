"""Looking at real processes from tests."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil


def wait_until(condition: Callable[[], bool], *, within_s: float = 20.0) -> None:
    """Wait for a condition, and fail with its name when it does not come."""
    until = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"did not come true within {within_s} s: {condition}")
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether this process still runs; one that only waits to be buried does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def family_of(pid: int) -> list[int]:
    """The process and everything it started."""
    parent = psutil.Process(pid)
    return [parent.pid, *(child.pid for child in parent.children(recursive=True))]
