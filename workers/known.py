"""The only jobs we run. Whoever can write to Redis can put any function's name there; here it ends.

``KnownJob`` never imports a name it finds in Redis: its function is looked up in a short list, callbacks and
webhooks are dropped while reading. ``KnownWorker`` throws a foreign job away and says so.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DeserializationError, StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import SimpleWorker, WorkerStatus

log = logging.getLogger(__name__)

KNOWN = frozenset({"workers.jobs.work_off"})


class KnownJob(Job):
    """A job as read from Redis, without anything that could make this process run a foreign function."""

    entry_points: Mapping[str, Callable[..., None]] = {}

    @property
    def func(self) -> Callable[..., Any]:
        """Our function of that name; never an import."""
        return self.entry_points[str(self.func_name)]

    def restore(self, raw_data: Any) -> Any:
        """Read the job, then forget callbacks and webhooks: ours have none."""
        restored = super().restore(raw_data)
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.webhooks = []
        return restored

    def is_known(self) -> bool:
        """Whether this is one of ours: a listed name, keyword lists of ids, no object it is called on."""
        try:
            ids = self.kwargs.values()
            listed = self.func_name in KNOWN and self.instance is None and not self.args
            return listed and all(isinstance(each, str) for some in ids for each in some)
        except (DeserializationError, AttributeError, TypeError):
            return False


class KnownWorker(SimpleWorker):
    """An RQ worker without forks, pub/sub commands or trust."""

    max_connection_wait_time = 2.0
    log_result_lifespan = False

    def __init__(self, queues: list[Queue], connection: Redis, *, stopping: threading.Event) -> None:
        """Listen on these queues, in this order; ``stopping`` is set as soon as a stop is asked for."""
        self._stopping = stopping
        super().__init__(
            queues,
            connection=connection,
            job_class=KnownJob,
            serializer=JSONSerializer,
            worker_ttl=25,
            maintenance_interval=30,
            log_job_description=False,
        )

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run one of our jobs; a foreign one is thrown away unread."""
        if isinstance(job, KnownJob) and job.is_known():
            super().execute_job(job, queue)
            return
        log.error("job.refused id=%s queue=%s: not one of ours, thrown away", job.id, queue.name)
        with self.connection.pipeline() as pipeline:
            pipeline.lrem(queue.intermediate_queue_key, 1, job.id)
            pipeline.delete(job.key)
            pipeline.execute()

    def run_maintenance_tasks(self) -> None:
        """Clear away jobs of workers that died; what cannot be read must not stop the work."""
        try:
            self.clean_registries()  # type: ignore[no-untyped-call]
        except (RedisError, StopRequested):
            raise
        except Exception:
            log.exception("queue.maintenance_failed")

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish what is being done, then stop."""
        self._stopping.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Say that it lives; and remember a wish to stop that came while somebody caught every exception."""
        if self._stopping.is_set() and pipeline is None and self.get_state() != WorkerStatus.BUSY:
            raise StopRequested
        super().heartbeat(timeout, pipeline)

    def _install_signal_handlers(self) -> None:
        """A process that was asked to stop while Redis was away must not forget it."""
        super()._install_signal_handlers()  # type: ignore[no-untyped-call]
        if self._stopping.is_set():
            signal.raise_signal(signal.SIGTERM)

    def subscribe(self) -> None:
        """Take no commands over Redis."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed."""
