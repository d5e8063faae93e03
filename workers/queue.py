"""The bell: where wake-ups are rung and heard. Knows Redis; carries ids and nothing else.

One key stands for "this Redis has not been emptied": when it is gone, everything rung for lately is due
again.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from redis.sentinel import Sentinel
from rq import Queue
from rq.serializers import JSONSerializer

from service.operations.sweep import Due
from workers.known import KnownJob

TIMERS = "aftercare-timers"
OUTBOX = "aftercare-outbox"
QUEUES = {"timers": TIMERS, "outbox": OUTBOX}

JOB_TIMEOUT_S = 300
KEEP_FAILED_S = 3600
_ALIVE_KEY = "aftercare:not-emptied"
_PATIENCE_S = 1.0
_WAITING_JOBS_AT_MOST = 8


def connect(url: str, *, patience_s: float | None = _PATIENCE_S) -> Redis:
    """A connection to ``redis://``, ``rediss://``, ``unix://`` or ``sentinel://host,host:port/service?db=0``.

    Nothing is tried twice in here: whoever calls knows what to do while Redis is away.
    """
    limits: dict[str, Any] = {"socket_connect_timeout": _PATIENCE_S, "socket_timeout": patience_s}
    if url.startswith("sentinel://"):
        return _master(url, limits)
    return Redis.from_url(url, retry=Retry(NoBackoff(), 0), **limits)


def _master(url: str, limits: dict[str, Any]) -> Redis:
    """The present master, asked anew of the sentinels at every connection."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    hosts = [_host_and_port(each) for each in parts.netloc.rpartition("@")[2].split(",")]
    sentinel: Any = Sentinel(hosts, socket_connect_timeout=_PATIENCE_S)  # type: ignore[no-untyped-call]
    limits |= {
        "db": int(options.get("db", "0")),
        "password": parts.password,
        "ssl": options.get("tls") == "1",
    }
    master: Redis = sentinel.master_for(parts.path.strip("/") or "mymaster", **limits)
    return master


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.partition(":")
    return host, int(port or "26379")


def open_queues(connection: Redis, names: list[str]) -> list[Queue]:
    """The queues of these names, speaking JSON and knowing only our jobs."""
    return [
        Queue(name, connection=connection, serializer=JSONSerializer, job_class=KnownJob) for name in names
    ]


class Bell:
    """Rings RQ for due rows, and notices when Redis lost what was rung."""

    def __init__(self, connection: Redis) -> None:
        """Ring through this connection, which must give up quickly."""
        self._connection = connection
        self._timers, self._outbox = open_queues(connection, [TIMERS, OUTBOX])

    def ring(self, due: Due) -> None:
        """Put the ids on the queues; raises ``RedisError`` when Redis does not take them."""
        timers, outbox, starts, clocks, batches = (
            [str(each) for each in ids]
            for ids in (due.timers, due.outbox, due.starts, due.clocks, due.batches)
        )
        if timers or starts or clocks:
            self._enqueue(self._timers, {"timers": timers, "starts": starts, "clocks": clocks})
        if outbox or batches:
            self._enqueue(self._outbox, {"outbox": outbox, "batches": batches})

    def _enqueue(self, queue: Queue, ids: dict[str, list[str]]) -> None:
        queue.enqueue_call(
            "workers.jobs.work_off",
            kwargs=ids,
            timeout=JOB_TIMEOUT_S,
            result_ttl=0,
            failure_ttl=KEEP_FAILED_S,
            description="work off due rows",
        )

    def is_busy(self) -> bool:
        """Whether so much waits already that more ringing would only make the queue longer."""
        return max(self._timers.count, self._outbox.count) >= _WAITING_JOBS_AT_MOST

    def was_emptied(self) -> bool:
        """Whether Redis lost its memory since this was last asked (true once for each loss)."""
        return bool(self._connection.set(_ALIVE_KEY, "1", nx=True))

    def answers(self) -> bool:
        """Whether Redis is there at all."""
        try:
            return bool(self._connection.ping())
        except RedisError:
            return False
