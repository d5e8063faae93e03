"""The only place that reads the wall clock; everywhere else an instant is an argument (``rt.now()``).

A leaf: imports nothing of ours.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells what time it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class HeardClock:
    """The clock of another machine, as it was last heard and as our own steady clock carries it on.

    Hosts whose own clocks differ, or are set while they run, so agree on what is due. It is never ahead of
    what it heard: the time the answer took on its way makes it late, not early.
    """

    def __init__(self) -> None:
        """Go by this machine's clock until the other one is heard."""
        self._own = SystemClock()
        self._heard: tuple[datetime, float] | None = None

    @property
    def stale(self) -> bool:
        """Whether it is time to listen again."""
        return self._heard is None or time.monotonic() - self._heard[1] > _LISTEN_EVERY_S

    def hear(self, at: datetime) -> None:
        """It is now ``at`` over there."""
        self._heard = (in_utc(at), time.monotonic())

    def now(self) -> datetime:
        """The present instant over there, aware, in UTC."""
        if self._heard is None:
            return self._own.now()
        at, then = self._heard
        return at + timedelta(seconds=time.monotonic() - then)


_LISTEN_EVERY_S = 5.0


class SetClock:
    """A clock that stands still until it is told to move: for scenarios, dry runs and tests."""

    def __init__(self, start: datetime) -> None:
        """Stand at ``start``, which must be aware."""
        self._lock = threading.Lock()
        self._now = in_utc(start)

    def now(self) -> datetime:
        """The instant the clock stands at."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move on by this much and tell the new instant."""
        with self._lock:
            self._now += by
            return self._now

    def set(self, to: datetime) -> None:
        """Stand at ``to`` from now on; going back is allowed, as it is for a real clock."""
        with self._lock:
            self._now = in_utc(to)


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC; a naive one is refused, because nobody can say which instant it is."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)
