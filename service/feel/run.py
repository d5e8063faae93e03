"""One evaluation: its warnings, and the bounds on what it may cost."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from service.feel.errors import FeelLimitExceeded
from service.feel.limits import DEFAULT, Limits

CHECK_CLOCK_EVERY = 1024


class Run:
    """What all parts of one evaluation share.

    ``now`` is nanoseconds since 1970 UTC, the clock's when not given.
    """

    __slots__ = ("_now", "asked_now", "calls", "deadline", "limits", "steps", "trace", "warnings")

    def __init__(self, warnings: list[str] | None, limits: Limits = DEFAULT, now: int | None = None) -> None:
        self.warnings = warnings
        self.limits = limits
        self.steps = 0
        self.deadline = 0.0
        self.calls = 0
        self.trace: list[Any] | None = None  # of tables; what they note is theirs
        self._now = now
        self.asked_now = False
        """Whether anything asked for the time: the same may then come to something else another time."""

    @property
    def now(self) -> int:
        """The instant of this evaluation: the same for every call of now() in it."""
        self.asked_now = True
        if self._now is None:
            self._now = time.time_ns()
        return self._now

    def warn(self, text: str) -> None:
        """Note why something became null."""
        if self.warnings is not None and len(self.warnings) < self.limits.warnings:
            self.warnings.append(text)

    def step(self, count: int = 1) -> None:
        """Count work done; raises FeelLimitExceeded when it is too much or takes too long."""
        before = self.steps
        self.steps = before + count
        if self.steps > self.limits.steps:
            raise FeelLimitExceeded(f"more than {self.limits.steps} steps in one evaluation")
        if before == 0 or before // CHECK_CLOCK_EVERY != self.steps // CHECK_CLOCK_EVERY:
            self._check_clock()

    def _check_clock(self) -> None:
        moment = time.monotonic()
        if not self.deadline:
            self.deadline = moment + self.limits.seconds
        elif moment > self.deadline:
            raise FeelLimitExceeded(f"the evaluation took longer than {self.limits.seconds} seconds")

    def build_text(self, length: int) -> None:
        """Ask to build a string of this length."""
        if length > self.limits.text:
            raise FeelLimitExceeded(f"a string of more than {self.limits.text} characters")
        if length > 1000:
            self.step(length // 1000)

    def build_list(self, length: int) -> None:
        """Ask to build a list of this length."""
        if length > self.limits.items:
            raise FeelLimitExceeded(f"a list of more than {self.limits.items} items")
        self.step(1 + length // 10)

    def enter(self) -> None:
        """A function begins; raises FeelLimitExceeded when too many are active inside one another."""
        self.calls += 1
        if self.calls > self.limits.calls:
            raise FeelLimitExceeded(f"more than {self.limits.calls} functions active inside one another")
        self.step()

    def leave(self) -> None:
        """A function ended."""
        self.calls -= 1


class Env:
    """Where a closure finds its names: the caller's scope, the slots of local names, and the run."""

    __slots__ = ("run", "scope", "slots")

    def __init__(self, scope: Mapping[str, object], slots: list[object], run: Run) -> None:
        self.scope = scope
        self.slots = slots
        self.run = run
