"""How quickly due timers fire: the real sweeper and workers, as in ``aftercare work``, and a real Valkey.

Timed from the moment the timers are due, with the workers up and waiting: their own start is not in it.
"""

from __future__ import annotations

import http.client
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import func, select, update

from service.domain.history import HistoryEvent
from service.domain.people import WorkerHeartbeat
from service.domain.timers import TimerJob, TimerState
from service.operations.people import NewPerson, add_person
from service.operations.sessions import sign_in
from service.runtime import Runtime
from service.settings import Settings
from service.web.door import SESSION_COOKIE
from tests.bench.durable import deploy_benchmark, open_some
from tests.bench.places import free_port, running, runtime, valkey, wait_until

_PROCESSES = 3
_LOOK_EVERY_S = 0.1
_PASSWORD = "a bench's password"


@dataclass(frozen=True, slots=True)
class Waking:
    """Timers fired per second when many are due at once, and lateness in milliseconds when it is quiet."""

    timers_per_s: float
    quiet_late_ms: tuple[int, ...]
    fired_twice: int = 0
    """Timers whose effect happened more than once: none, or something is broken."""
    page_ms: tuple[float, ...] = ()
    """How long a person waited for the inbox meanwhile, answer by answer."""


def measure(settings: Settings, *, timers: int, quiet: int, pages: bool = False) -> Waking:
    """Make ``timers`` due at once, if ``pages`` with a reader at the desk; then ``quiet`` of them singly."""
    with valkey() as redis_url, runtime(settings) as rt:
        deploy_benchmark(rt)
        open_some(rt, timers)
        told = replace(settings, redis_url=redis_url)
        reader = Reader(rt)
        with running([sys.executable, "-m", "service.cli", "work"], told), reader.at(told, wanted=pages):
            wait_until(lambda: _workers(rt) >= _PROCESSES)
            began = time.perf_counter()
            _make_due(rt)
            wait_until(lambda: _fired(rt) >= timers, within_s=300, every_s=_LOOK_EVERY_S)
            took = time.perf_counter() - began
            reader.stop()
            late = tuple(_one_by_one(rt, timers, quiet))
        return Waking(timers / took, late, _fired_twice(rt), tuple(reader.waited_ms))


@dataclass
class Reader:
    """A person who asks for the inbox again and again, while the timers fire."""

    rt: Runtime
    waited_ms: list[float] = field(default_factory=list)
    _done: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at(self, settings: Settings, *, wanted: bool) -> Iterator[None]:
        """Read at a web server of these settings until told to stop; not at all unless wanted."""
        if not wanted:
            yield
            return
        groups = ("customer_service", "supervisor")
        add_person(self.rt, NewPerson(name="reader", password=_PASSWORD, groups=groups))
        token = sign_in(self.rt, "reader", _PASSWORD).token
        port = free_port()
        words = [sys.executable, "-m", "service.cli", "web", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
        with running(words, settings):
            wait_until(lambda: _asked(port, token))
            reading = threading.Thread(target=self._read, args=(port, token))
            reading.start()
            yield
            self.stop()
            reading.join()

    def stop(self) -> None:
        """Enough."""
        self._done.set()

    def _read(self, port: int, token: str) -> None:
        while not self._done.wait(_LOOK_EVERY_S):
            began = time.perf_counter()
            if not _asked(port, token):
                sys.exit("the inbox was not shown")
            self.waited_ms.append((time.perf_counter() - began) * 1e3)


def _asked(port: int, token: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/desk?scope=all", headers={"Cookie": f"{SESSION_COOKIE}={token}"})
        response = connection.getresponse()
        response.read()
    except OSError:
        return False
    finally:
        connection.close()
    return response.status == http.HTTPStatus.OK


def _one_by_one(rt: Runtime, already: int, quiet: int) -> list[int]:
    for number in range(quiet):
        open_some(rt, 1)
        _make_due(rt, ahead=timedelta(milliseconds=300 + 37 * (number % 10)))
        wanted = already + number + 1
        wait_until(lambda wanted=wanted: _fired(rt) >= wanted)  # type: ignore[misc]
    with rt.reading() as session:
        latest = select(TimerJob.lateness_ms).order_by(TimerJob.fired_at.desc()).limit(quiet)
        return [int(each or 0) for each in session.scalars(latest)]


def _make_due(rt: Runtime, *, ahead: timedelta = timedelta(0)) -> None:
    """Bring the waiting timers forward: behind the service's back, for only the firing is measured."""
    with rt.transaction() as tx:
        at = rt.now() + ahead
        waiting = update(TimerJob).where(TimerJob.state == TimerState.SCHEDULED)
        tx.connection.execute(waiting.values(due_at=at, next_try_at=at))


def _fired(rt: Runtime) -> int:
    with rt.reading() as session:
        fired = select(func.count()).select_from(TimerJob).where(TimerJob.fired_at.is_not(None))
        return int(session.scalar(fired) or 0)


def _fired_twice(rt: Runtime) -> int:
    """Each instance of the benchmark has one timer: its history must tell of it once."""
    twice = (
        select(HistoryEvent.instance_id)
        .where(HistoryEvent.type == "timer.fired")
        .group_by(HistoryEvent.instance_id)
        .having(func.count() > 1)
    )
    with rt.reading() as session:
        return len(session.scalars(twice).all())


def _workers(rt: Runtime) -> int:
    with rt.reading() as session:
        return int(session.scalar(select(func.count()).select_from(WorkerHeartbeat)) or 0)
