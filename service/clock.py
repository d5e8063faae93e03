"""The only place that reads the wall clock; everywhere else an instant is an argument (``rt.now()``).

A leaf: imports nothing of ours.
"""

from __future__ import annotations

import threading
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
