"""How quickly due timers fire: the real sweeper and workers, as in ``aftercare work``, and a real Valkey."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select

from service.domain.timers import TimerJob, TimerState
from service.runtime import Runtime
from service.settings import Settings
from tests.bench.durable import deploy_benchmark, open_some
from tests.bench.places import running, runtime, valkey, wait_until


@dataclass(frozen=True, slots=True)
class Waking:
    """Timers fired per second when many are due at once, and lateness in milliseconds when it is quiet."""

    timers_per_s: float
    quiet_late_ms: tuple[int, ...]


def measure(settings: Settings, *, timers: int, quiet: int) -> Waking:
    """Make ``timers`` due at once; afterwards ``quiet`` one by one."""
    with valkey() as redis_url, runtime(settings) as rt:
        deploy_benchmark(rt)
        open_some(rt, timers)
        told = replace(settings, redis_url=redis_url)
        with running([sys.executable, "-m", "service.cli", "work"], told):
            began = time.perf_counter()
            _make_due(rt, timers)
            wait_until(lambda: _fired(rt) >= timers, within_s=300)
            took = time.perf_counter() - began
            late = tuple(_one_by_one(rt, timers, quiet))
    return Waking(timers / took, late)


def _one_by_one(rt: Runtime, already: int, quiet: int) -> list[int]:
    for number in range(quiet):
        open_some(rt, 1)
        _make_due(rt, 1, ahead=timedelta(milliseconds=300 + 37 * number))
        wanted = already + number + 1
        wait_until(lambda wanted=wanted: _fired(rt) >= wanted)  # type: ignore[misc]
    with rt.reading() as session:
        latest = select(TimerJob.lateness_ms).order_by(TimerJob.fired_at.desc()).limit(quiet)
        return [int(each or 0) for each in session.scalars(latest)]


def _make_due(rt: Runtime, number: int, *, ahead: timedelta = timedelta(0)) -> None:
    """Bring waiting timers forward: behind the service's back, for only the firing is measured."""
    with rt.transaction() as tx:
        waiting = select(TimerJob.id).where(TimerJob.state == TimerState.SCHEDULED).limit(number)
        for timer_id in tx.session.scalars(waiting).all():
            timer = tx.session.get_one(TimerJob, timer_id)
            timer.due_at = timer.next_try_at = rt.now() + ahead


def _fired(rt: Runtime) -> int:
    with rt.reading() as session:
        fired = select(func.count()).select_from(TimerJob).where(TimerJob.state == TimerState.FIRED)
        return int(session.scalar(fired) or 0)
