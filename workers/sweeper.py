"""The sweeper: finds due rows several times a second and rings RQ for them; works them off itself without
Redis.

Any number of sweepers may run: no two are handed the same row. What was rung for and came to nothing (a
worker died, Redis was emptied) is found again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from datetime import timedelta

from redis.exceptions import RedisError

from service.errors import AftercareError
from service.operations import sweep
from service.operations.customer.settling import settle_surveys
from service.operations.customer.telling import tell_what_happened
from service.operations.nightly import look_after_the_night
from service.operations.sweep import Due
from service.runtime import Runtime
from workers.due import Hands, work_off
from workers.queue import Bell

log = logging.getLogger(__name__)

_SLOWEST = timedelta(milliseconds=500)
_AFTER_TROUBLE = timedelta(seconds=1)
_PURGE_EVERY_S = 300.0
_TELL_EVERY_S = 15.0
_TRY_REDIS_EVERY_S = 1.0
_NIGHT_EVERY_S = 60.0


class Sweeper:
    """Looks for due rows; ``run_once`` is one look, ``run`` looks until told to stop."""

    def __init__(self, hands: Hands, bell: Bell | None) -> None:
        """Ring this bell; without one, everything is worked off here."""
        self._hands = hands
        self._rt = hands.rt
        self._bell = bell
        self._rung: deque[tuple[float, Due]] = deque()
        self._silent_until: float | None = None
        self._purged_at: float | None = None
        self._told_at: float | None = None
        self._night_at: float | None = None
        self._night: threading.Thread | None = None

    def run(self) -> None:
        """Sweep until a stop is asked for; trouble with the database is waited out, not died of."""
        stopping: threading.Event = self._hands.stopping
        pause = self._rt.settings.sweep_every
        while not stopping.is_set():
            try:
                found = self.run_once()
                pause = self._next_pause(pause, found)
            except AftercareError as trouble:
                log.warning("sweep.waits: %s", trouble)
                pause = _AFTER_TROUBLE
            except Exception:
                log.exception("sweep.failed")
                pause = _AFTER_TROUBLE
            stopping.wait(pause.total_seconds())

    def _next_pause(self, pause: timedelta, found: int) -> timedelta:
        """None after a full batch; a little longer each time after an empty one."""
        every = self._rt.settings.sweep_every
        if found >= self._rt.settings.sweep_batch:
            return timedelta(0)
        return every if found else min(max(pause, every) * 1.25, max(every, _SLOWEST))

    def run_once(self) -> int:
        """One look: how many rows were due."""
        self._purge_now_and_then()
        bell = self._usable_bell()
        if bell is None:
            due = sweep.take_due(self._rt, self._rt.settings.sweep_batch)
            return work_off(self._hands, due)
        return self._ring(bell)

    def _ring(self, bell: Bell) -> int:
        """Ring for what is due; what Redis does not take is worked off here at once."""
        try:
            if bell.was_emptied():
                self._ring_again()
            if bell.is_busy():
                return 0
        except RedisError as silent:
            self._fall_silent(silent)
            return self.run_once()
        due = sweep.take_due(self._rt, self._rt.settings.sweep_batch)
        if due.empty:
            return 0
        try:
            bell.ring(due)
        except RedisError as silent:
            self._fall_silent(silent)
            return work_off(self._hands, due)
        self._rung.append((time.monotonic(), due))
        return _count(due)

    def _usable_bell(self) -> Bell | None:
        """The bell, unless Redis failed a moment ago; asked again every second."""
        if self._bell is None or self._silent_until is None:
            return self._bell
        if time.monotonic() < self._silent_until:
            return None
        if not self._bell.answers():
            self._silent_until = time.monotonic() + _TRY_REDIS_EVERY_S
            return None
        log.info("queue.back")
        self._silent_until = None
        return self._bell

    def _fall_silent(self, silent: RedisError) -> None:
        log.warning("queue.away: working off due rows here (%s)", silent)
        self._silent_until = time.monotonic() + _TRY_REDIS_EVERY_S

    def _ring_again(self) -> None:
        """Redis forgot what was rung for: make it due again now instead of after the redispatch time."""
        oldest = time.monotonic() - self._rt.settings.redispatch_after.total_seconds()
        while self._rung:
            rung_at, due = self._rung.popleft()
            if rung_at >= oldest:
                sweep.put_back(self._rt, due)

    def _purge_now_and_then(self) -> None:
        now = time.monotonic()
        oldest = now - self._rt.settings.redispatch_after.total_seconds()
        while self._rung and self._rung[0][0] < oldest:
            self._rung.popleft()
        self._look_after_the_night_now_and_then(now)
        if self._purged_at is None or now - self._purged_at >= _PURGE_EVERY_S:
            self._purged_at = now
            sweep.purge(self._rt)
        self._tell_now_and_then(now)

    def _tell_now_and_then(self, now: float) -> None:
        """Customers of their promises, staff of work that came or went; never at the very start."""
        if self._told_at is None:
            self._told_at = now
        elif now - self._told_at >= _TELL_EVERY_S:
            self._told_at = now
            tell_what_happened(self._rt)
            settle_surveys(self._rt)

    def _look_after_the_night_now_and_then(self, now: float) -> None:
        """Beside the looking, which must not wait for it; never at the very start."""
        if self._night_at is None:
            self._night_at = now
        elif now - self._night_at >= _NIGHT_EVERY_S and not (self._night and self._night.is_alive()):
            self._night_at = now
            self._night = threading.Thread(target=_look_after_the_night, args=(self._rt,), daemon=True)
            self._night.start()


def _look_after_the_night(rt: Runtime) -> None:
    try:
        look_after_the_night(rt)
    except AftercareError as trouble:
        log.warning("night.waits: %s", trouble)
    except Exception:
        log.exception("night.failed")


def _count(due: Due) -> int:
    return len(due.timers) + len(due.outbox) + len(due.starts) + len(due.clocks) + len(due.batches)
